#include "services/card_log.hpp"

#include <algorithm>
#include <tuple>

namespace haven {
namespace {

srs::Review answer_of(const FlashcardReview& review) {
  return {review.id, review.at, review.rating.value(), review.day, review.balanced, review.duration};
}

/// The scheduler that the log names; nullptr if it has nothing but marks.
const srs::Scheduler* scheduler_of(Schedulers& schedulers, std::span<const FlashcardReview> log) {
  const auto last =
      std::find_if(log.rbegin(), log.rend(), [](const FlashcardReview& row) { return row.kind != ReviewKind::mark; });
  return last == log.rend() ? nullptr : &schedulers.get(last->config);
}

CardFold followed(CardFold fold, std::span<const FlashcardReview> log) {
  for (const FlashcardReview& row : log) fold.add(row);
  return fold;
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

CardFold folded(Schedulers& schedulers, const srs::Card& fresh, std::span<const FlashcardReview> log) {
  return followed(CardFold(scheduler_of(schedulers, log), fresh), log);
}

CardFold folded(const srs::Scheduler& scheduler, const srs::Card& fresh, std::span<const FlashcardReview> log) {
  return followed(CardFold(&scheduler, fresh), log);
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
  CardFold fold(scheduler_of(schedulers, log), fresh);
  for (const FlashcardReview& row : log) {
    fold.add(row);
    if (row.kind == ReviewKind::answer) visit(fold.answer());
  }
}

}  // namespace haven
