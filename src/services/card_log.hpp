#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/srs/history.hpp"

#include "services/scheduler_cache.hpp"

// What follows from the log of one card. The log is the rows that count, by time, then id.

namespace haven {

[[nodiscard]] bool comes_before(const FlashcardReview& a, const FlashcardReview& b) noexcept;

/// The answers since the last reset, as the engine replays them.
[[nodiscard]] std::vector<srs::Review> answers_since_reset(std::span<const FlashcardReview> log);

/// The card after one more answer, which is a row of its log.
[[nodiscard]] srs::Card after_answer(const srs::Scheduler& scheduler, const srs::Card& card,
                                     const FlashcardReview& answer);

/// What a log comes to.
struct Standing {
  srs::Card schedule;
  ConfigHash config{};  ///< zeros for an empty log
};

/// Replays the answers under the scheduler named by the last row; a last row that reschedules sets the due time.
[[nodiscard]] Standing standing(Schedulers& schedulers, const srs::Card& fresh, std::span<const FlashcardReview> log);

/// Daily counts by day.
using DailyTally = std::map<std::int64_t, DailyCount>;

/// Adds what the log counts for, times `sign`.
void tally(Id<FlashcardSet> set, std::span<const FlashcardReview> log, int sign, DailyTally& counts);

/// One answer with what was known before it, under the scheduler named by the log's last row.
struct AnswerInContext {
  const FlashcardReview& review;
  const srs::Card& before;
  double elapsed_days = 0.0;    ///< since the answer before; 0 for a new card
  double retrievability = 0.0;  ///< predicted; 0 for a new card
};

/// Calls `visit` for each answer in turn, also those before a reset.
void each_answer(Schedulers& schedulers, const srs::Card& fresh, std::span<const FlashcardReview> log,
                 const std::function<void(const AnswerInContext&)>& visit);

}  // namespace haven
