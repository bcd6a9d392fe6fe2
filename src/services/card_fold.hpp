#pragma once

#include <optional>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/srs/evaluation.hpp"
#include "haven/srs/scheduler.hpp"

namespace haven {

/// What the log of a card comes to.
struct Standing {
  srs::Card schedule;
  ConfigHash config{};  ///< of the scheduler that the log names; zeros if it names none
  Suspension suspension = Suspension::none;
  std::optional<Timestamp> buried_until;
  int flag = 0;
  bool leech = false;
  std::optional<double> desired_retention;

  bool operator==(const Standing&) const = default;
};

[[nodiscard]] Standing standing_of(const CardProgress& progress);
void put(const Standing& standing, CardProgress& progress);

/// An answer with what was known before it.
struct AnswerInContext {
  FlashcardReview review;
  srs::Card before;
  std::optional<double> desired_retention;    ///< of the card
  std::optional<srs::Prediction> prediction;  ///< of an answer on a later day than the one before
  bool makes_leech = false;                   ///< once more, perhaps
};

/// Follows the log of one card, row by row, under one scheduler. A pure function of the rows: of schedule and marks
/// nothing else is known. O(1) a row, but for tests of unlikely cards.
class CardFold {
 public:
  /// From `fresh`, a card as it was made. `scheduler` must outlive it; none for a log that names none.
  CardFold(const srs::Scheduler* scheduler, const srs::Card& fresh);
  /// From where a card stands: for an answer whose rule does not look back (LeechRule::unlikely).
  CardFold(const srs::Scheduler& scheduler, Standing from);

  void add(const FlashcardReview& row);
  [[nodiscard]] const Standing& standing() const noexcept { return now_; }
  /// The last one. There must be one.
  [[nodiscard]] const AnswerInContext& answer() const { return answer_.value(); }
  /// What the last answer came to, with its reasons.
  [[nodiscard]] srs::Outcome outcome() const;
  /// The row that has laid a due time down since the last answer.
  [[nodiscard]] const std::optional<Uuid>& plan() const noexcept { return plan_; }

 private:
  void answer(const FlashcardReview& row);
  void reset();
  void reschedule(const FlashcardReview& row);
  void mark(const CardMark& mark, Timestamp at);
  [[nodiscard]] std::optional<srs::Prediction> predict(const FlashcardReview& row);
  [[nodiscard]] bool is_leech_now(const LeechRule& rule) const;
  void follow(LeechAction action);

  const srs::Scheduler* scheduler_;
  srs::Card fresh_;
  Standing now_;
  std::optional<AnswerInContext> answer_;
  std::optional<Uuid> plan_;
  std::vector<srs::Prediction> predictions_;  ///< since the last reset
  bool leech_by_lapses_ = false;              ///< the learner did not say it
};

}  // namespace haven
