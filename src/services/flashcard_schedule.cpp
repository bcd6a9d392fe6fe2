#include <utility>

#include "haven/core/error.hpp"

#include "services/flashcard_access.hpp"
#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"

namespace haven {
namespace {

/// One row of a plan; false when it was laid down before.
bool lay_down(Transaction& tx, Learner& learner, const Caller& caller, const Uuid& batch, const PlannedDue& planned) {
  const Uuid id = derived_id(batch, to_string(planned.card));
  if (const auto known = learner.log().find(caller.user, id)) {
    if (known->due != planned.due) throw review_differs();
    if (learner.log().is_undone(caller.user, id)) throw taken_back();
    return false;
  }
  const StoredCard card = studied_card(tx, caller, planned.card);
  const srs::Card schedule = learner.progress(card.card).progress.schedule;
  if (schedule.is_new()) throw Error(ErrorCode::invalid_argument, "a card was never answered", "new_card");
  if (planned.due < *schedule.last_review) {
    throw Error(ErrorCode::invalid_argument, "due: before the card's last answer", "due");
  }
  check_due(planned.due, learner.now(), "due");
  FlashcardReview review;
  review.id = id;
  review.kind = ReviewKind::reschedule;
  review.due = planned.due;
  static_cast<void>(learner.add(card, std::move(review), batch));
  return true;
}

}  // namespace

int Flashcards::apply_schedule(const Caller& caller, const ApplySchedule& command) {
  check_submission(command.batch, {}, "");
  check_range(static_cast<long long>(command.plan.size()), 0, FlashcardLimits::plan, "plan");
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    int changed = 0;
    for (const PlannedDue& planned : command.plan) {
      changed += lay_down(tx, learner, caller, command.batch, planned) ? 1 : 0;
    }
    return changed;
  });
}

int Flashcards::undo_schedule(const Caller& caller, Uuid batch) {
  check_submission(batch, {}, "");
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    const auto rows = learner.log().batch(caller.user, batch);
    for (const FlashcardReview& row : rows) {
      const StoredCard card = studied_card(tx, caller, row.card);
      static_cast<void>(learner.take_back(card, row.id, derived_id(row.id, "undo")));
    }
    return static_cast<int>(rows.size());
  });
}

}  // namespace haven
