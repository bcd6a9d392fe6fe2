#pragma once

#include <optional>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/model/quiz.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// A sitting as stored: with what resuming its exam needs.
struct StoredQuiz {
  QuizSession session;
  std::optional<Timestamp> presented_at;  ///< of the current question
  std::optional<Timestamp> expired_at;    ///< time ran out with a question unanswered
};

/// An answer as stored: with the step of the exam from which it resumes bit for bit.
struct StoredAnswer {
  QuizAnswer answer;
  cat::Step step;
};

/// Sittings, their answers and results.
class QuizStore {
 public:
  explicit QuizStore(Transaction& tx) : tx_(tx) {}

  [[nodiscard]] std::optional<StoredQuiz> find(Id<QuizSession> id);
  /// The version of the row as it is now; nullopt when there is no such sitting.
  [[nodiscard]] std::optional<std::int64_t> row_version(Id<QuizSession> id);
  [[nodiscard]] std::optional<StoredQuiz> find_open(Id<User> user);
  /// Throws Error(conflict, "unique") when the user has an open adaptive sitting.
  void insert(const StoredQuiz& quiz);
  /// Stores the state of the sitting and the ability after it as the version that `quiz` has; false, and nothing is
  /// changed, unless the row is in the version before.
  [[nodiscard]] bool update(const StoredQuiz& quiz, const irt::AbilityEstimate& ability, Timestamp now);

  void append(const StoredAnswer& answer);
  /// Without the ability after it.
  [[nodiscard]] std::optional<QuizAnswer> find_answer(Id<QuizSession> id, int position);
  /// All answers in order.
  [[nodiscard]] std::vector<StoredAnswer> answers(Id<QuizSession> id);

  /// How the answers fall into categories, in the order of the test plan.
  [[nodiscard]] std::vector<CategoryScore> category_scores(Id<QuizSession> id);

  void insert_result(const QuizResult& result);
  [[nodiscard]] std::optional<QuizResult> find_result(Id<QuizSession> id);

 private:
  [[nodiscard]] bool advance(const StoredQuiz& quiz, const irt::AbilityEstimate& ability, Timestamp now);
  [[nodiscard]] bool close(const StoredQuiz& quiz, const irt::AbilityEstimate& ability, Timestamp now);

  Transaction& tx_;
};

}  // namespace haven
