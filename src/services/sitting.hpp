#pragma once

#include <memory>
#include <optional>

#include "haven/cat/exam.hpp"
#include "haven/services/quiz_service.hpp"

#include "services/exam_cache.hpp"
#include "services/frozen_bank.hpp"
#include "stores/quiz_store.hpp"

namespace haven {

/// Banks and exams that need not be read again. Only speed.
struct QuizCaches {
  BankCache banks;
  ExamCache exams;
};

/// A sitting that can go on: its row, its frozen bank and its exam.
struct Sitting {
  StoredQuiz quiz;
  std::shared_ptr<const FrozenBank> bank;
  cat::Exam exam;
};

/// What happens to sittings inside one transaction, at one moment. Changes nothing outside the transaction but caches
/// of immutable things, so the transaction may run again.
class Sittings {
 public:
  Sittings(Transaction& tx, QuizCaches& caches, Timestamp now) : tx_(tx), caches_(caches), now_(now) {}

  /// The stored sitting. Throws Error(not_found) unless it is there and the user's own.
  [[nodiscard]] StoredQuiz own(Id<QuizSession> id, Id<User> user);
  /// Stores a new sitting and, unless it is there, the record of its bank.
  [[nodiscard]] Sitting begin(Id<User> user, const cat::Blueprint& blueprint, std::shared_ptr<const FrozenBank> bank);
  /// Rebuilds the exam, bit for bit as it was.
  [[nodiscard]] Sitting resume(StoredQuiz quiz);

  [[nodiscard]] bool is_overdue(const StoredQuiz& quiz) const;
  /// The sitting as it is now: ended, if its time is over.
  [[nodiscard]] StoredQuiz settle(StoredQuiz quiz);
  /// Ends a sitting whose time is over.
  void expire(Sitting& sitting);
  /// Scores the answer to the current question and stores it with all that follows from it.
  void answer(Sitting& sitting, const std::string& option);

  /// The question to answer now; nullopt when the sitting has ended.
  [[nodiscard]] std::optional<PresentedQuestion> current(const StoredQuiz& quiz);
  /// The receipt of an answer that was accepted before.
  [[nodiscard]] AnswerReceipt receipt(const StoredQuiz& quiz, int position);

 private:
  [[nodiscard]] PresentedQuestion present(int position, Id<Question> id, int version);
  [[nodiscard]] PresentedQuestion present_unanswered(const StoredQuiz& quiz);
  [[nodiscard]] cat::ExamState state_of(const StoredQuiz& quiz, const FrozenBank& bank);
  [[nodiscard]] StoredAnswer last_answer(const Sitting& sitting, const std::string& option, int version) const;
  [[nodiscard]] Duration elapsed(const Sitting& sitting) const;
  void follow(Sitting& sitting);
  void save(Sitting& sitting);
  void freeze_result(const Sitting& sitting);

  Transaction& tx_;
  QuizCaches& caches_;
  Timestamp now_;
};

}  // namespace haven
