#include <algorithm>
#include <utility>

#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"
#include "services/flashcard_access.hpp"
#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"
#include "stores/scheduler_config_store.hpp"

namespace haven {
namespace {

Error review_differs() { return {ErrorCode::conflict, "the id stands for another row of the log", "review_differs"}; }
Error taken_back() { return {ErrorCode::conflict, "the row was taken back before", "undone"}; }
Error no_review() { return {ErrorCode::not_found, "there is no such review"}; }

/// Is the command the answer that was accepted?
void check_same(const FlashcardReview& accepted, const SubmitReview& command) {
  const bool same = accepted.kind == ReviewKind::answer && accepted.card == command.card &&
                    accepted.rating == command.rating && accepted.duration == command.duration &&
                    accepted.device == command.device && accepted.at == command.at.value_or(accepted.at);
  if (!same) throw review_differs();
}

void check(const SubmitReview& command) {
  check_submission(command.id, command.duration, command.device);
  static_cast<void>(srs::to_rating(static_cast<int>(command.rating), "review"));
}

ReviewReceipt submit(Transaction& tx, Learner& learner, const Caller& caller, const SubmitReview& command) {
  check(command);
  if (const auto accepted = learner.log().find(caller.user, command.id)) {
    check_same(*accepted, command);
    return learner.receipt(studied_card(tx, caller, command.card).card, *accepted);
  }
  return learner.answer(readable_card(tx, caller, command.card), command);
}

ReviewResult try_submit(Transaction& tx, Learner& learner, const Caller& caller, const SubmitReview& command) {
  try {
    return {command.id, submit(tx, learner, caller, command), std::nullopt};
  } catch (const Error& error) {
    return {command.id, std::nullopt, refusal(error)};
  }
}

/// An id that follows from another and a word, the same wherever it is computed.
Uuid derived_id(const Uuid& from, const std::string& word) {
  const auto digest = crypto::sha256(to_string(from) + word);
  Uuid id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

void apply(const MarkCards& command, const Regime& regime, Timestamp now, CardProgress& progress) {
  if (command.suspended) progress.suspension = *command.suspended ? Suspension::learner : Suspension::none;
  if (command.flag) progress.flag = *command.flag;
  if (command.leech) progress.leech = *command.leech;
  if (!command.buried) return;
  progress.buried_until.reset();
  if (*command.buried) progress.buried_until = regime.calendar.start_of(regime.calendar.day(now) + 1);
}

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
  check_due(planned.due, learner.now());
  FlashcardReview review;
  review.id = id;
  review.kind = ReviewKind::reschedule;
  review.due = planned.due;
  static_cast<void>(learner.add(card, std::move(review), batch));
  return true;
}

}  // namespace

std::array<srs::Outcome, srs::rating_count> preview_of(Learner& learner, const Flashcard& card,
                                                       const CardProgress& progress, Timestamp at) {
  const Learner::Base base = learner.base(card, progress, at);
  const auto of = [&](srs::Rating rating) { return learner.outcome(card, base, rating, at); };
  return {of(srs::Rating::again), of(srs::Rating::hard), of(srs::Rating::good), of(srs::Rating::easy)};
}

ReviewReceipt Flashcards::review(const Caller& caller, const SubmitReview& command) {
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    return submit(tx, learner, caller, command);
  });
}

std::vector<ReviewResult> Flashcards::review_batch(const Caller& caller, const std::vector<SubmitReview>& commands) {
  check_range(static_cast<long long>(commands.size()), 0, FlashcardLimits::batch, "reviews");
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    std::vector<ReviewResult> results;
    for (const SubmitReview& command : commands) results.push_back(try_submit(tx, learner, caller, command));
    return results;
  });
}

CardProgress Flashcards::reset(const Caller& caller, Uuid id, Id<Flashcard> card) {
  check_submission(id, {}, "");
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    const StoredCard stored = studied_card(tx, caller, card);
    if (const auto known = learner.log().find(caller.user, id)) {
      if (known->kind != ReviewKind::reset || known->card != card) throw review_differs();
      return learner.progress(stored.card).progress;
    }
    FlashcardReview review;
    review.id = id;
    review.kind = ReviewKind::reset;
    return learner.add(stored, std::move(review), std::nullopt);
  });
}

UndoReceipt Flashcards::undo(const Caller& caller, const UndoReview& command) {
  check_submission(command.id, {}, "");
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    const auto known = learner.log().find_undo(caller.user, command.id);
    if (known && command.review && known->review != *command.review) {
      throw Error(ErrorCode::conflict, "the undo took another row back", "undo_differs");
    }
    const auto wanted = known ? std::optional(known->review) : command.review;
    const auto review = wanted ? learner.log().find(caller.user, *wanted) : learner.log().latest(caller.user);
    if (!review) throw no_review();
    const StoredCard card = studied_card(tx, caller, review->card);
    if (known) return UndoReceipt{command.id, *review, learner.progress(card.card).progress};
    if (learner.log().is_undone(caller.user, review->id)) throw taken_back();
    return UndoReceipt{command.id, *review, learner.take_back(card, review->id, command.id)};
  });
}

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

std::array<srs::Outcome, srs::rating_count> Flashcards::preview(const Caller& caller, Id<Flashcard> card) {
  const Timestamp now = clock_.now();
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    const Flashcard found = readable_card(tx, caller, card).card;
    return preview_of(learner, found, learner.progress(found).progress, now);
  });
}

CardProgress Flashcards::progress(const Caller& caller, Id<Flashcard> card) {
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, clock_.now());
    return learner.progress(studied_card(tx, caller, card).card).progress;
  });
}

std::vector<FlashcardReview> Flashcards::history(const Caller& caller, Id<Flashcard> card) {
  return read(database_, [&](Transaction& tx) {
    return ReviewLogStore(tx).log(caller.user, studied_card(tx, caller, card).card.id);
  });
}

std::vector<CardProgress> Flashcards::mark(const Caller& caller, const MarkCards& command) {
  check_range(static_cast<long long>(command.cards.size()), 0, FlashcardLimits::batch, "cards");
  if (command.flag) check_range(*command.flag, 0, 7, "flag");
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    std::vector<CardProgress> marked;
    for (const Id<Flashcard>& id : command.cards) {
      const StoredCard card = readable_card(tx, caller, id);
      StoredProgress stored = learner.progress(card.card);
      apply(command, learner.regime(card.card.set), now, stored.progress);
      learner.save(card, stored, learner.counters().next_sequence(caller.user));
      marked.push_back(stored.progress);
    }
    return marked;
  });
}

srs::SchedulerOptions Flashcards::config(const ConfigHash& hash) {
  return read(database_, [&](Transaction& tx) {
    const auto stored = SchedulerConfigStore(tx).find(config_id(hash));
    if (!stored || stored->hash != hash) throw Error(ErrorCode::not_found, "there is no such configuration");
    return stored->options;
  });
}

}  // namespace haven
