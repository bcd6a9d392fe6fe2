#pragma once

// Ways to study for an exam. Each returns the number of cards known on it.

#include <cstdint>

#include "student.hpp"

namespace example {

struct Result {
  double known = 0.0;    ///< expected, by the student's true memory
  double minutes = 0.0;  ///< studied in all
};

/// Must the plan study so many minutes every day, or may it lay the same minutes in all on the days that it likes, up
/// to as many on one day as cram() takes?
enum class Freedom { none, choose_days };

/// Haven's plan for the exam, made anew every day.
[[nodiscard]] Result study_by_plan(const Scenario& scenario, std::uint64_t seed, Freedom freedom = Freedom::none);

/// How new cards come in.
enum class Pace {
  greedy,  ///< as many as time is left for after the reviews
  even,    ///< as many a day as are needed to see all in three quarters of the days
};

/// What is due at a retention, then new cards; with `ahead` the time left goes into the least known cards.
[[nodiscard]] Result keep_retention(const Scenario& scenario, std::uint64_t seed, double retention, Pace pace,
                                    bool ahead);

/// Nothing until the last week, then all minutes of all days in it: what is due, new cards, and the least known.
[[nodiscard]] Result cram(const Scenario& scenario, std::uint64_t seed);

/// Any card that was not met today.
[[nodiscard]] Result study_at_random(const Scenario& scenario, std::uint64_t seed);

}  // namespace example
