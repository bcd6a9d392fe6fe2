#include "services/card_log.hpp"

#include <algorithm>
#include <tuple>

namespace haven {
namespace {

srs::Review answer_of(const FlashcardReview& review) {
  return {review.id, review.at, review.rating.value(), review.day, review.balanced, review.duration};
}

/// Other devices may know of answers that this row's did not.
void lay_down(const FlashcardReview& reschedule, srs::Card& card) {
  if (!card.is_new()) card.due = std::max(*reschedule.due, *card.last_review);
}

AnswerInContext in_context(const srs::Scheduler& scheduler, const srs::Card& card, const FlashcardReview& review) {
  if (card.is_new()) return {review, card};
  const double elapsed = scheduler.days().elapsed(*card.last_review, review.at, card.last_day, review.day);
  return {review, card, elapsed, scheduler.model().retrievability(*card.memory, elapsed)};
}

}  // namespace

bool comes_before(const FlashcardReview& a, const FlashcardReview& b) noexcept {
  return std::tie(a.at, a.id) < std::tie(b.at, b.id);
}

std::vector<srs::Review> answers_since_reset(std::span<const FlashcardReview> log) {
  std::vector<srs::Review> answers;
  for (const FlashcardReview& review : log) {
    if (review.kind == ReviewKind::reset) answers.clear();
    if (review.kind == ReviewKind::answer) answers.push_back(answer_of(review));
  }
  return answers;
}

srs::Card after_answer(const srs::Scheduler& scheduler, const srs::Card& card, const FlashcardReview& answer) {
  const srs::Review review = answer_of(answer);
  return srs::replay(scheduler, card, std::span(&review, 1));
}

Standing standing(Schedulers& schedulers, const srs::Card& fresh, std::span<const FlashcardReview> log) {
  if (log.empty()) return {fresh, {}};
  const FlashcardReview& last = log.back();
  Standing standing{srs::replay(schedulers.get(last.config), fresh, answers_since_reset(log)), last.config};
  if (last.kind == ReviewKind::reschedule) lay_down(last, standing.schedule);
  return standing;
}

void tally(Id<FlashcardSet> set, std::span<const FlashcardReview> log, int sign, DailyTally& counts) {
  const FlashcardReview* before = nullptr;
  for (const FlashcardReview& review : log) {
    if (review.kind == ReviewKind::reset) before = nullptr;
    if (review.kind != ReviewKind::answer) continue;
    DailyCount& count =
        counts.try_emplace(review.day, DailyCount{.set = set, .day = review.day, .duration = {}}).first->second;
    count.answers += sign;
    count.duration.microseconds += sign * review.duration.microseconds;
    if (before == nullptr) {
      count.new_cards += sign;
    } else if (before->day != review.day) {
      count.reviews += sign;
    }
    before = &review;
  }
}

void each_answer(Schedulers& schedulers, const srs::Card& fresh, std::span<const FlashcardReview> log,
                 const std::function<void(const AnswerInContext&)>& visit) {
  if (log.empty()) return;
  const srs::Scheduler& scheduler = schedulers.get(log.back().config);
  srs::Card card = fresh;
  for (const FlashcardReview& review : log) {
    if (review.kind == ReviewKind::reset) card = fresh;
    if (review.kind == ReviewKind::reschedule) lay_down(review, card);
    if (review.kind != ReviewKind::answer) continue;
    visit(in_context(scheduler, card, review));
    card = after_answer(scheduler, card, review);
  }
}

}  // namespace haven
