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

Error no_review() { return {ErrorCode::not_found, "there is no such review"}; }

bool is_rated_alike(const FlashcardReview& accepted, const SubmitReview& command) {
  if (!command.evidence) return !accepted.grading && accepted.rating == command.rating;
  return accepted.grading && accepted.grading->score == command.evidence->score &&
         accepted.grading->confidence == command.evidence->confidence;
}

/// Is the command the answer that was accepted?
void check_same(const FlashcardReview& accepted, const SubmitReview& command) {
  const bool same = accepted.kind == ReviewKind::answer && accepted.card == command.card &&
                    is_rated_alike(accepted, command) && accepted.duration == command.duration &&
                    accepted.device == command.device && accepted.at == command.at.value_or(accepted.at);
  if (!same) throw review_differs();
}

void check(const SubmitReview& command) {
  check_submission(command.id, command.duration, command.device);
  static_cast<void>(srs::to_rating(static_cast<int>(command.rating), "review"));
  if (command.evidence) check_shares(command.evidence->score, command.evidence->confidence);
  if (command.expected_reviews || command.at) return;
  throw Error(ErrorCode::invalid_argument,
              "expected_reviews: how many answers of the card were seen, or `at`, is needed", "expected_reviews");
}

DueReason reason_of(const CardFold& fold) {
  const srs::Card& card = fold.standing().schedule;
  DueReason reason;
  reason.due = card.due;
  if (card.is_new()) return reason;
  const FlashcardReview& last = fold.answer().review;
  const srs::Outcome outcome = fold.outcome();
  reason.answer = DueReason::Answer{last.id, last.at, *last.rating, outcome.why, outcome.card.due};
  reason.plan = fold.plan();
  reason.moved = card.due - outcome.card.due;
  return reason;
}

std::optional<FlashcardReview> latest_answer(Learner& learner, const Caller& caller) {
  auto latest = learner.log().latest_answers(caller.user, 1);
  if (latest.empty()) return std::nullopt;
  return std::move(latest.front());
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

}  // namespace

Error review_differs() { return {ErrorCode::conflict, "the id stands for another row of the log", "review_differs"}; }
Error taken_back() { return {ErrorCode::conflict, "the row was taken back before", "undone"}; }

Uuid derived_id(const Uuid& from, const std::string& word) {
  const auto digest = crypto::sha256(to_string(from) + word);
  Uuid id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

std::vector<AnswerPreview> preview_of(Learner& learner, const Flashcard& card, const CardProgress& progress,
                                      Timestamp at) {
  using enum srs::Rating;
  const Learner::Base base = learner.base(card, progress, at);
  std::vector<srs::Rating> buttons = {again, hard, good, easy};
  if (learner.regime(card.set).preset.two_buttons) buttons = {again, good};
  std::vector<AnswerPreview> previews;
  for (const srs::Rating rating : buttons) previews.push_back({rating, learner.outcome(card, base, rating, at)});
  return previews;
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
    const auto review = wanted ? learner.log().find(caller.user, *wanted) : latest_answer(learner, caller);
    if (!review) throw no_review();
    const StoredCard card = studied_card(tx, caller, review->card);
    if (known) return UndoReceipt{command.id, *review, learner.progress(card.card).progress};
    if (learner.log().is_undone(caller.user, review->id)) throw taken_back();
    return UndoReceipt{command.id, *review, learner.take_back(card, review->id, command.id)};
  });
}

std::vector<AnswerPreview> Flashcards::preview(const Caller& caller, Id<Flashcard> card) {
  const Timestamp now = clock_.now();
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    const Flashcard found = readable_card(tx, caller, card).card;
    return preview_of(learner, found, learner.progress(found).progress, now);
  });
}

DueReason Flashcards::why_due(const Caller& caller, Id<Flashcard> card) {
  return read(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, clock_.now());
    const Flashcard found = studied_card(tx, caller, card).card;
    return reason_of(folded(learner.schedulers(), learner.fresh(found), learner.log().log(caller.user, card)));
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

srs::SchedulerOptions Flashcards::config(const ConfigHash& hash) {
  return read(database_, [&](Transaction& tx) {
    const auto stored = SchedulerConfigStore(tx).find(config_id(hash));
    if (!stored || stored->hash != hash) throw Error(ErrorCode::not_found, "there is no such configuration");
    return stored->options;
  });
}

}  // namespace haven
