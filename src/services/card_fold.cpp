#include "services/card_fold.hpp"

#include <algorithm>
#include <utility>

#include "haven/srs/leech.hpp"

namespace haven {
namespace {

srs::Occasion occasion_of(const AnswerInContext& answer) {
  srs::Occasion occasion;
  occasion.desired_retention = answer.desired_retention;
  occasion.day = answer.review.day;
  occasion.balanced = answer.review.balanced;
  return occasion;
}

}  // namespace

Standing standing_of(const CardProgress& progress) {
  return {progress.schedule, progress.config, progress.suspension,       progress.buried_until,
          progress.flag,     progress.leech,  progress.desired_retention};
}

void put(const Standing& standing, CardProgress& progress) {
  progress.schedule = standing.schedule;
  progress.config = standing.config;
  progress.suspension = standing.suspension;
  progress.buried_until = standing.buried_until;
  progress.flag = standing.flag;
  progress.leech = standing.leech;
  progress.desired_retention = standing.desired_retention;
}

CardFold::CardFold(const srs::Scheduler* scheduler, const srs::Card& fresh) : scheduler_(scheduler), fresh_(fresh) {
  now_.schedule = fresh;
}

CardFold::CardFold(const srs::Scheduler& scheduler, Standing from)
    : scheduler_(&scheduler), fresh_(from.schedule), now_(std::move(from)) {}

void CardFold::add(const FlashcardReview& row) {
  if (row.kind != ReviewKind::mark) now_.config = row.config;
  switch (row.kind) {
    case ReviewKind::answer:
      return answer(row);
    case ReviewKind::reset:
      return reset();
    case ReviewKind::reschedule:
      return reschedule(row);
    case ReviewKind::mark:
      return mark(*row.mark, row.at);
  }
}

void CardFold::answer(const FlashcardReview& row) {
  plan_.reset();
  answer_ = AnswerInContext{row, now_.schedule, now_.desired_retention, predict(row)};
  now_.schedule = scheduler_->review(now_.schedule, *row.rating, row.at, occasion_of(*answer_));
  if (answer_->prediction) predictions_.push_back(*answer_->prediction);
  answer_->makes_leech = is_leech_now(*row.leech_rule);
  if (answer_->makes_leech) follow(row.leech_rule->action);
}

srs::Outcome CardFold::outcome() const {
  const AnswerInContext& last = answer();
  return scheduler_->outcome(last.before, *last.review.rating, last.review.at, occasion_of(last));
}

/// Of the answers since the last reset, those on a later day than the one before count.
std::optional<srs::Prediction> CardFold::predict(const FlashcardReview& row) {
  const srs::Card& before = now_.schedule;
  if (before.is_new() || before.last_day == row.day) return std::nullopt;
  const double elapsed = scheduler_->days().elapsed(*before.last_review, row.at, before.last_day, row.day);
  srs::Prediction now{.card = before.key, .elapsed_days = elapsed, .reviews = 1};
  now.probability = scheduler_->model().retrievability(*before.memory, elapsed);
  now.recalled = *row.rating != srs::Rating::again;
  if (predictions_.empty()) return now;
  const srs::Prediction& last = predictions_.back();
  now.reviews = last.reviews + 1;
  now.lapses = last.lapses + (last.recalled ? 0 : 1);
  return now;
}

bool CardFold::is_leech_now(const LeechRule& rule) const {
  const bool lapsed = now_.schedule.lapses > answer_->before.lapses;
  if (lapsed && rule.threshold > 0 && srs::is_leech(now_.schedule.lapses, rule.threshold)) return true;
  if (!rule.unlikely || !answer_->prediction || answer_->prediction->recalled) return false;
  if (predictions_.size() > srs::reviews_tested_for_leech) return false;
  const auto found = srs::test_leech(predictions_);
  return found && found->at_review == predictions_.size();
}

void CardFold::follow(LeechAction action) {
  if (!now_.leech) leech_by_lapses_ = true;
  now_.leech = true;
  if (action == LeechAction::suspend && now_.suspension == Suspension::none) now_.suspension = Suspension::leech;
}

/// What lapses brought is gone with them; what the learner said is not.
void CardFold::reset() {
  now_.schedule = fresh_;
  plan_.reset();
  predictions_.clear();
  if (leech_by_lapses_) now_.leech = false;
  leech_by_lapses_ = false;
  if (now_.suspension == Suspension::leech) now_.suspension = Suspension::none;
}

/// Other devices may know of answers that this row's did not.
void CardFold::reschedule(const FlashcardReview& row) {
  srs::Card& card = now_.schedule;
  if (card.is_new()) return;
  card.due = std::max(*row.due, *card.last_review);
  plan_ = row.id;
}

void CardFold::mark(const CardMark& mark, Timestamp at) {
  if (mark.suspended) now_.suspension = *mark.suspended ? Suspension::learner : Suspension::none;
  if (mark.flag) now_.flag = *mark.flag;
  if (mark.buried_until) {
    now_.buried_until = *mark.buried_until > at ? mark.buried_until : std::nullopt;
  }
  if (mark.leech) {
    now_.leech = *mark.leech;
    leech_by_lapses_ = false;
  }
  if (!mark.desired_retention) return;
  now_.desired_retention = *mark.desired_retention > 0.0 ? mark.desired_retention : std::nullopt;
}

}  // namespace haven
