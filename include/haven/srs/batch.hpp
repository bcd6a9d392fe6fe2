#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "haven/srs/memory_model.hpp"

namespace haven::srs {

/// The memory of many cards, one place for each. A stability of 0 is a new card.
struct MemoryColumns {
  std::vector<double> stability;       ///< days
  std::vector<double> stability_fast;  ///< days; FSRS-7 only, otherwise empty
  std::vector<double> difficulty;      ///< 1 to 10; 0 of a new card

  [[nodiscard]] std::size_t size() const noexcept { return stability.size(); }
  bool operator==(const MemoryColumns&) const = default;
};

/// As many new cards, for a model of FSRS.
[[nodiscard]] MemoryColumns new_memory(const MemoryModel& model, std::size_t cards);

/// One row for each answer, those of a card one after the other.
struct AnswerLog {
  std::vector<std::size_t> first;     ///< where each card's answers begin, and at last their number
  std::vector<double> elapsed_days;   ///< since the card's answer before; not read for its first
  std::vector<std::uint8_t> ratings;  ///< 1 to 4
};

// The functions below give the same bits as MemoryModel card by card, faster: FSRS-6 goes in vectors, about 15 ns a
// card, FSRS-7 about 0.2 us. They run on up to `threads` threads (0: as many as the processor runs); the number does
// not change the result. Throw Error(invalid_argument), naming the row, for a rating, time or state that MemoryModel
// refuses, columns of different lengths, and for SM-2, which has no such columns.

/// One answer to every card.
void review_all(const MemoryModel& model, MemoryColumns& cards, std::span<const double> elapsed_days,
                std::span<const std::uint8_t> ratings, int threads = 1);
/// The memory that the answers of each card come to.
[[nodiscard]] MemoryColumns replay_all(const MemoryModel& model, const AnswerLog& log, int threads = 1);
/// The probability of recall of every card; 0 for a new one.
[[nodiscard]] std::vector<double> retrievability_all(const MemoryModel& model, const MemoryColumns& cards,
                                                     std::span<const double> elapsed_days, int threads = 1);
/// The interval of every card for a retention, as MemoryModel::interval(); 0 for a new card.
[[nodiscard]] std::vector<double> interval_all(const MemoryModel& model, const MemoryColumns& cards,
                                               double desired_retention, int threads = 1);

}  // namespace haven::srs
