#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/srs/history.hpp"

#include "services/card_fold.hpp"
#include "services/scheduler_cache.hpp"

// What follows from the log of one card. The log is the rows that count, by time, then id. It is replayed under the
// scheduler that its last row names; marks name none.

namespace haven {

[[nodiscard]] bool comes_before(const FlashcardReview& a, const FlashcardReview& b) noexcept;

/// The answers since the last reset, as the engine replays them.
[[nodiscard]] std::vector<srs::Review> answers_since_reset(std::span<const FlashcardReview> log);

/// Follows a log to its end, from `fresh`, a card as it was made.
[[nodiscard]] CardFold folded(Schedulers& schedulers, const srs::Card& fresh, std::span<const FlashcardReview> log);
/// The same under another scheduler.
[[nodiscard]] CardFold folded(const srs::Scheduler& scheduler, const srs::Card& fresh,
                              std::span<const FlashcardReview> log);

/// Daily counts by day.
using DailyTally = std::map<std::int64_t, DailyCount>;

/// Adds what the log counts for, times `sign`.
void tally(Id<FlashcardSet> set, std::span<const FlashcardReview> log, int sign, DailyTally& counts);

/// Calls `visit` for each answer in turn, also those before a reset.
void each_answer(Schedulers& schedulers, const srs::Card& fresh, std::span<const FlashcardReview> log,
                 const std::function<void(const AnswerInContext&)>& visit);

}  // namespace haven
