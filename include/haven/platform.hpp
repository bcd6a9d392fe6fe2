#pragma once

#include <memory>

#include "haven/core/clock.hpp"
#include "haven/services/account_service.hpp"
#include "haven/services/flashcard_service.hpp"
#include "haven/services/question_service.hpp"
#include "haven/services/quiz_service.hpp"
#include "haven/services/study_plan_service.hpp"
#include "haven/storage/database.hpp"

namespace haven {

struct PlatformOptions {
  AccountOptions accounts;
  QuizOptions quiz;
};

/// Every service over one database. Holds no global state, so several may live in one process. Thread-safe.
/// The database and the clock must outlive it; the schema must be up to date (see migrate()).
class Platform {
 public:
  Platform(Database& database, const Clock& clock, PlatformOptions options);
  ~Platform();

  [[nodiscard]] Database& database() noexcept { return database_; }
  [[nodiscard]] AccountService& accounts() noexcept { return *accounts_; }
  [[nodiscard]] QuestionService& questions() noexcept { return *questions_; }
  [[nodiscard]] QuizService& quiz() noexcept { return *quiz_; }
  [[nodiscard]] FlashcardService& flashcards() noexcept { return *flashcards_; }
  [[nodiscard]] StudyPlanService& study_plans() noexcept { return *study_plans_; }

 private:
  Database& database_;
  std::unique_ptr<AccountService> accounts_;
  std::unique_ptr<QuestionService> questions_;
  std::unique_ptr<QuizService> quiz_;
  std::unique_ptr<FlashcardService> flashcards_;
  std::unique_ptr<StudyPlanService> study_plans_;
};

}  // namespace haven
