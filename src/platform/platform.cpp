#include "haven/platform.hpp"

#include <utility>

namespace haven {

Platform::Platform(Database& database, const Clock& clock, PlatformOptions options)
    : database_(database),
      accounts_(make_account_service(database, clock, std::move(options.accounts))),
      questions_(make_question_service(database, clock)),
      quiz_(make_quiz_service(database, clock, std::move(options.quiz))),
      flashcards_(make_flashcard_service(database, clock)),
      study_plans_(make_study_plan_service(*flashcards_, clock)) {}

Platform::~Platform() = default;

}  // namespace haven
