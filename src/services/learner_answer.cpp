#include <utility>

#include "haven/core/error.hpp"
#include "haven/srs/grading.hpp"

#include "services/learner.hpp"

namespace haven {
namespace {

constexpr Duration a_batch{FlashcardLimits::batch};  // of ticks: answers to one card in one batch
constexpr int answers_of_habit = 200;                // that tell how long this learner usually takes

Error clock_backwards() {
  return {ErrorCode::invalid_argument, "at: the answer is before the last one of the card", "clock_backwards"};
}

Error card_changed(const std::string& how) { return {ErrorCode::conflict, how, "card_changed"}; }

ReviewReceipt receipt_of(const FlashcardReview& review, const srs::Outcome& outcome, bool leech) {
  ReviewReceipt receipt{review.id,    review.card, *review.rating, std::nullopt,
                        outcome.card, outcome.why, leech,          review.sequence};
  if (review.grading) receipt.grading = review.grading->reason;
  return receipt;
}

}  // namespace

Learner::LastRows Learner::last_rows(Id<Flashcard> card) {
  LastRows last{log_.last(user_, card), std::nullopt};
  const bool is_mark = last.any && last.any->kind == ReviewKind::mark;
  last.of_study = is_mark ? log_.last_of_study(user_, card) : last.any;
  return last;
}

/// The server's own clock may stand still between answers, as it does for a whole batch, but not run backwards. What
/// was said of a card does not keep answers back that were given before it.
Timestamp Learner::moment_of(const SubmitReview& command, const LastRows& last) const {
  const Timestamp at = command.at.value_or(now_);
  if (at > now_ + clock_tolerance) {
    throw Error(ErrorCode::invalid_argument, "at: the answer is in the future", "in_future");
  }
  if (!command.at && last.any && at <= last.any->at && last.any->at < now_ + a_batch) return last.any->at + tick;
  if (!last.of_study || at > last.of_study->at) return at;
  if (at < last.of_study->at) throw clock_backwards();
  throw card_changed("the card has a row of its log at this very moment");
}

ReviewReceipt Learner::answer(const StoredCard& card, const SubmitReview& command) {
  StoredProgress stored = progress(card.card);
  const int reviews = stored.progress.schedule.reviews;
  if (command.expected_reviews && *command.expected_reviews != reviews) {
    throw card_changed("the card has " + std::to_string(reviews) + " reviews, not " +
                       std::to_string(*command.expected_reviews));
  }
  const LastRows last = last_rows(card.card.id);
  const Regime& now = regime(card.card.set);
  FlashcardReview review;
  review.id = command.id;
  review.card = card.card.id;
  review.duration = command.duration;
  rate(now.preset, command, review);
  review.at = moment_of(command, last);
  review.day = now.calendar.day(review.at);
  review.zone = now.preset.calendar.zone;
  review.config = now.config;
  review.device = command.device;
  review.leech_rule = now.preset.leech_rule;
  schedulers_.keep(now.config, now_);
  const bool is_last = !last.any || comes_before(*last.any, review);
  return append_answer(card, std::move(stored), std::move(review), is_last);
}

/// The rating that the learner gave, or that which follows from what is known of the answer.
void Learner::rate(const StudyPreset& preset, const SubmitReview& command, FlashcardReview& review) {
  if (!command.evidence) {
    const bool needs_four = command.rating == srs::Rating::hard || command.rating == srs::Rating::easy;
    if (preset.two_buttons && needs_four) {
      throw Error(ErrorCode::invalid_argument, "rating: again or good, this learner has two buttons", "two_buttons");
    }
    review.rating = command.rating;
    return;
  }
  srs::AnswerEvidence evidence{command.evidence->score, command.evidence->confidence, std::nullopt};
  srs::GradingRules rules;
  rules.two_buttons = preset.two_buttons;
  if (command.duration > Duration{}) {
    evidence.latency = command.duration;
    rules.typical_latency = typical_latency();
  }
  const srs::GradedAnswer graded = srs::grade(evidence, rules);
  review.rating = graded.rating;
  review.grading = AnswerGrading{evidence.score, evidence.confidence, graded.reason};
}

/// What the learner's latest answers took.
std::optional<Duration> Learner::typical_latency() {
  if (!typical_latency_) {
    std::vector<srs::LoggedReview> answers;
    for (const FlashcardReview& row : log_.latest_answers(user_, answers_of_habit)) {
      answers.push_back({.at = row.at, .rating = *row.rating, .duration = row.duration});
    }
    typical_latency_ = srs::typical_latency(answers);
  }
  return *typical_latency_;
}

/// Of an answer that marks came after.
Learner::Base Learner::base_of_late_answer(const Flashcard& card, const FlashcardReview& review) {
  const Regime& now = regime(card.set);
  std::vector<FlashcardReview> log = log_.log(user_, card.id);
  std::erase_if(log, [&](const FlashcardReview& other) { return !comes_before(other, review); });
  const Standing before = folded(*now.scheduler, fresh(card), log).standing();
  return {before.schedule, before.desired_retention, review.day, sibling_days(card)};
}

ReviewReceipt Learner::append_answer(const StoredCard& card, StoredProgress stored, FlashcardReview review,
                                     bool is_last) {
  const Base before = is_last ? base(card.card, stored.progress, review.at) : base_of_late_answer(card.card, review);
  const srs::Outcome outcome = this->outcome(card.card, before, *review.rating, review.at);
  review.balanced = outcome.why.balanced;
  review.sequence = counters_.next_sequence(user_);
  log_.append(user_, review, std::nullopt, now_);
  const bool is_first = before.card.is_new();
  const bool is_first_of_day = !is_first && before.card.last_day != review.day;
  count({{review.day, {card.card.set, review.day, is_first ? 1 : 0, is_first_of_day ? 1 : 0, 1, review.duration}}});
  const bool leech = follow(card, review, is_last, stored);
  save(card, stored, review.sequence);
  return receipt_of(review, outcome, leech);
}

/// Brings the progress in line with an answer that was just added to the log; true when it made the card a leech. From
/// where the card stands if that is enough, else from the log.
bool Learner::follow(const StoredCard& card, const FlashcardReview& review, bool is_last, StoredProgress& stored) {
  CardProgress& progress = stored.progress;
  const bool is_same_scheduler = progress.schedule.is_new() || progress.config == review.config;
  if (is_last && is_same_scheduler && !review.leech_rule->unlikely) {
    CardFold fold(schedulers_.get(review.config), standing_of(progress));
    fold.add(review);
    put(fold.standing(), progress);
    return fold.answer().makes_leech;
  }
  const CardFold fold = folded(schedulers_, fresh(card.card), log_.log(user_, card.card.id));
  put(fold.standing(), progress);
  return fold.answer().makes_leech;
}

ReviewReceipt Learner::receipt(const Flashcard& card, const FlashcardReview& review) {
  std::vector<FlashcardReview> log = log_.log_as_of(user_, card.id, review.sequence);
  std::erase_if(log, [&](const FlashcardReview& other) { return comes_before(review, other); });
  const CardFold fold = folded(schedulers_, fresh(card), log);
  return receipt_of(review, fold.outcome(), fold.answer().makes_leech);
}

}  // namespace haven
