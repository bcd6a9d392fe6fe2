#pragma once

#include <span>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/srs/learner.hpp"
#include "haven/srs/review_log.hpp"
#include "haven/srs/scheduler.hpp"

namespace haven {

/// The rows of a learner's log as training takes them; cards are numbered in the order of the rows. Noted days go with
/// them where the scheduler counts by the calendar.
[[nodiscard]] std::vector<srs::LoggedReview> training_log(const srs::Scheduler& scheduler,
                                                          std::span<const FlashcardReview> log);
/// Buttons and times of a log of many cards, card after card.
[[nodiscard]] srs::AnswerHabits habits_of(const srs::Scheduler& scheduler, std::span<const FlashcardReview> log);

}  // namespace haven
