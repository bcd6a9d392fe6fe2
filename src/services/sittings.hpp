#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "services/recently_used.hpp"
#include "services/sitting.hpp"

namespace haven {

/// What need not be read again. Only speed: a sitting from here counts only where the transaction that uses it finds
/// the row in the same version.
struct QuizCaches {
  explicit QuizCaches(std::size_t most_sittings) : sittings(most_sittings) {}

  BankCache banks;
  QuestionContents contents;
  RecentlyUsed<Id<QuizSession>, std::shared_ptr<const Sitting>> sittings;  ///< in progress, as last committed here
};

/// Sittings inside one transaction, at one moment. Changes nothing outside of the transaction but caches of immutable
/// things, so the transaction may run again.
class Sittings {
 public:
  Sittings(Transaction& tx, QuizCaches& caches, Timestamp now) : tx_(tx), caches_(caches), now_(now) {}

  /// The stored sitting. Throws Error(not_found) unless it is there and the user's own.
  [[nodiscard]] StoredQuiz own(Id<QuizSession> id, Id<User> user);
  /// Stores a new sitting and, unless it is there, the record of its bank.
  [[nodiscard]] Sitting begin(Id<User> user, const cat::Blueprint& blueprint, std::shared_ptr<const FrozenBank> bank);
  /// Rebuilds the exam, bit for bit as it was.
  [[nodiscard]] Sitting resume(StoredQuiz quiz);

  /// Stores an answer with all that follows from it; false, and nothing is stored, when the row is no longer in the
  /// version before it.
  [[nodiscard]] bool store(const AnsweredSitting& answered);
  /// Ends a sitting whose time is over.
  void expire(Sitting& sitting);
  /// The sitting as it is now: ended, if its time is over.
  [[nodiscard]] StoredQuiz settle(StoredQuiz quiz);

  /// The question to answer now; nullopt when the sitting has ended.
  [[nodiscard]] std::optional<PresentedQuestion> current(const StoredQuiz& quiz);
  /// The receipt of an answer that was accepted before.
  [[nodiscard]] AnswerReceipt receipt(const StoredQuiz& quiz, int position);

 private:
  /// The sitting as kept in memory, if it is as this row; else null.
  [[nodiscard]] std::shared_ptr<const Sitting> known(Id<QuizSession> id, std::int64_t row_version);
  [[nodiscard]] PresentedQuestion present_version(int position, const QuestionVersion& question);
  [[nodiscard]] PresentedQuestion present_unanswered(const StoredQuiz& quiz);
  [[nodiscard]] cat::Exam rebuild(const StoredQuiz& quiz, const FrozenBank& bank, std::optional<Duration> expired_at);
  [[nodiscard]] bool save(const Sitting& sitting);
  void freeze_result(const Sitting& sitting);

  Transaction& tx_;
  QuizCaches& caches_;
  Timestamp now_;
};

}  // namespace haven
