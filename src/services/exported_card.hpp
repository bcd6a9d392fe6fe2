#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "haven/anki/package.hpp"
#include "haven/model/flashcard.hpp"
#include "haven/srs/scheduler.hpp"

namespace haven {

/// The scheduler that a row names.
using SchedulerOf = std::function<const srs::Scheduler&(const ConfigHash&)>;

/// Puts where a learner is with a card into Anki's terms; due days are counted by `days` from `first_day`.
void set_schedule(const CardProgress& progress, const srs::DayCounter& days, std::int64_t first_day,
                  const SchedulerOf& scheduler_of, anki::Card& card);

/// The log of a card in Anki's terms, each interval as it was given then; resets are entries without a rating, due days
/// laid down are left out: the card has them. Without ReviewLogEntry::card, which the caller fills in.
[[nodiscard]] std::vector<anki::ReviewLogEntry> exported_log(std::span<const FlashcardReview> log, std::uint64_t key,
                                                             const SchedulerOf& scheduler_of);

}  // namespace haven
