#include "services/study_log.hpp"

#include <map>
#include <optional>
#include <utility>

#include "services/card_log.hpp"

namespace haven {
namespace {

srs::RowKind kind_of(ReviewKind kind) {
  switch (kind) {
    case ReviewKind::answer:
      return srs::RowKind::answer;
    case ReviewKind::reset:
      return srs::RowKind::reset;
    case ReviewKind::reschedule:
    case ReviewKind::mark:  // left out before
      break;
  }
  return srs::RowKind::manual;
}

}  // namespace

std::vector<srs::LoggedReview> training_log(const srs::Scheduler& scheduler, std::span<const FlashcardReview> log) {
  const bool by_calendar = std::holds_alternative<srs::CalendarDays>(scheduler.days().rule());
  std::map<Id<Flashcard>, std::uint64_t> numbers;
  std::vector<srs::LoggedReview> rows;
  for (const FlashcardReview& review : log) {
    if (review.kind == ReviewKind::mark) continue;
    rows.push_back({.card = numbers.emplace(review.card, numbers.size()).first->second,
                    .at = review.at,
                    .rating = review.rating.value_or(srs::Rating::good),
                    .kind = kind_of(review.kind),
                    .duration = review.duration,
                    .day = by_calendar ? std::optional(review.day) : std::nullopt});
  }
  return rows;
}

srs::AnswerHabits habits_of(const srs::Scheduler& scheduler, std::span<const FlashcardReview> log) {
  std::vector<std::vector<srs::Review>> answers;
  for (std::size_t begin = 0, end = 0; begin < log.size(); begin = end) {
    while (end < log.size() && log[end].card == log[begin].card) ++end;
    auto of_card = answers_since_reset(log.subspan(begin, end - begin));
    if (!of_card.empty()) answers.push_back(std::move(of_card));
  }
  std::vector<srs::CardHistory> histories;
  for (const auto& of_card : answers)
    histories.push_back({srs::new_card(histories.size(), of_card.front().at), of_card});
  return srs::estimate_habits(scheduler, histories);
}

}  // namespace haven
