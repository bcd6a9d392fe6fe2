#pragma once

#include <memory>
#include <optional>
#include <string>

#include "haven/cat/exam.hpp"
#include "haven/services/quiz_service.hpp"

#include "services/frozen_bank.hpp"
#include "services/question_contents.hpp"
#include "stores/quiz_store.hpp"

/// Sittings as values: what happens to one, without a database.
namespace haven {

/// A sitting that can go on: its row, its frozen bank and its exam.
struct Sitting {
  StoredQuiz quiz;
  std::shared_ptr<const FrozenBank> bank;
  cat::Exam exam;

  /// The question to answer now; the sitting has not ended.
  [[nodiscard]] QuestionVersion current() const;
};

/// An answer, scored, and the sitting as it is after it. Its row has the next version.
struct AnsweredSitting {
  Sitting sitting;
  StoredAnswer answer;
};

[[nodiscard]] Sitting new_sitting(Id<User> user, const cat::Blueprint& blueprint,
                                  std::shared_ptr<const FrozenBank> bank, Timestamp now);
/// In progress, though its time is over?
[[nodiscard]] bool is_overdue(const QuizSession& session, Timestamp now);
/// Is this an answer to the question that is to be answered now?
[[nodiscard]] bool is_in_turn(const QuizSession& session, const SubmitAnswer& command);
/// Scores the answer to the current question, whose content is given. Throws Error(invalid_argument, "option") for an
/// option that it does not have.
[[nodiscard]] AnsweredSitting answer(Sitting sitting, const QuestionContent& content, const std::string& option,
                                     Timestamp now);
/// Ends a sitting whose time is over. The moment is that of the deadline, whenever it is looked at again.
void expire(Sitting& sitting);

[[nodiscard]] PresentedQuestion present(int position, const QuestionContent& content);

}  // namespace haven
