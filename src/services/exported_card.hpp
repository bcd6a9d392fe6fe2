#pragma once

#include <cstdint>
#include <vector>

#include "haven/anki/package.hpp"
#include "haven/model/flashcard.hpp"
#include "haven/srs/scheduler.hpp"

namespace haven {

/// Puts where a learner is with a card into Anki's terms; due days are counted by `days` from `first_day`.
void set_schedule(const CardProgress& progress, const srs::DayCounter& days, std::int64_t first_day, anki::Card& card);

/// The log of a card in Anki's terms, the intervals as `scheduler` works them out; resets are entries without a rating,
/// due days laid down are left out: the card has them. Without ReviewLogEntry::card, which the caller fills in.
[[nodiscard]] std::vector<anki::ReviewLogEntry> exported_log(const std::vector<FlashcardReview>& log, std::uint64_t key,
                                                             const srs::Scheduler& scheduler);

}  // namespace haven
