#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/srs/card.hpp"
#include "haven/srs/learner.hpp"
#include "haven/srs/scheduler.hpp"
#include "haven/srs/workload.hpp"

namespace haven::srs {

/// In which order the due cards of a day are answered; it matters where a limit leaves some of them for later.
enum class ReviewOrder {
  due,                        ///< longest overdue first
  retrievability_descending,  ///< best known first
  retrievability_ascending,   ///< worst known first
};

/// A deck and the days that it is studied.
struct SimulationOptions {
  std::vector<Card> cards;               ///< with their memory by the scheduler's model; may be none
  std::vector<MemoryState> true_memory;  ///< of `cards` under the learner's model; empty: what the scheduler believes
  std::size_t new_cards = 10'000;        ///< never seen before

  int days = 365;                 ///< 1 to 100,000
  Timestamp start{};              ///< of the first session; those of the following days are at the same time of day
  int new_per_day = 20;           ///< at most
  int reviews_per_day = 100'000;  ///< at most; answers on steps of the same day are not counted
  double minutes_per_day = std::numeric_limits<double>::infinity();  ///< a session ends after the answer beyond them
  ReviewOrder order = ReviewOrder::due;
  bool balance = false;        ///< choose due days by load
  DayPreferences preferences;  ///< for balancing
  std::uint64_t seed = 0;
};

/// What happened, by day.
struct SimulationResult {
  std::vector<int> reviews;     ///< cards answered that were due
  std::vector<int> learned;     ///< new cards seen
  std::vector<int> lapses;      ///< reviews that were Again
  std::vector<int> backlog;     ///< due cards left at the end
  std::vector<double> minutes;  ///< of all answers, steps included
  std::vector<double> known;    ///< expected at the end of the day: sum of the true probabilities of recall

  bool operator==(const SimulationResult&) const = default;
};

/// Studies a deck day by day: a session answers what is due, then new cards, then comes back to the steps of the same
/// day as they fall due. Every answer goes through Scheduler::review(), as in production.
///
/// The result depends on the arguments alone. 10,000 cards in 365 days take about 0.15 s. Throws
/// Error(invalid_argument) for an option out of its range, and as Scheduler::review().
[[nodiscard]] SimulationResult simulate(const Scheduler& scheduler, const SimulatedLearner& learner,
                                        const SimulationOptions& options = {});

/// A mean over replications.
struct Estimate {
  double mean = 0.0;
  double standard_error = 0.0;
};

/// What a desired retention costs and brings.
struct WorkloadPoint {
  double desired_retention = 0.9;
  Estimate minutes_per_day;
  Estimate reviews_per_day;
  Estimate known;              ///< on the last day
  Estimate minutes_per_known;  ///< minutes of all days for each card known on the last
};

/// How often and on how many threads a simulation is repeated. Replication i has the seed mix(seed + i).
struct Replications {
  int count = 16;   ///< 2 to 10,000
  int threads = 0;  ///< 0: as many as the processor runs at once; the result does not depend on it
};

/// The points of these retentions, each in (0, 1), on common random numbers. Throws as simulate().
[[nodiscard]] std::vector<WorkloadPoint> workload_curve(const SchedulerOptions& scheduler,
                                                        const SimulatedLearner& learner,
                                                        const SimulationOptions& options,
                                                        std::span<const double> retentions,
                                                        const Replications& replications = {});

/// 0.70, 0.71, ... 0.99.
[[nodiscard]] std::vector<double> usual_retentions();

/// The desired retention at which a known card costs least.
struct RecommendedRetention {
  Estimate desired_retention;
  bool at_edge = false;              ///< the best retention is the first or last one tried: no minimum inside
  std::vector<WorkloadPoint> curve;  ///< all that were tried, ascending
};

/// Minimum recommended retention: less costs more minutes for each card known. Tries 0.70 to 0.95 in steps of 0.05,
/// then hundredths around the best, and takes the vertex of the parabola through the five best hundredths; a search by
/// Brent's method would stop at the noise. All on common random numbers; the standard error is that of the jackknife
/// over replications. Throws as simulate().
[[nodiscard]] RecommendedRetention recommend_retention(const SchedulerOptions& scheduler,
                                                       const SimulatedLearner& learner,
                                                       const SimulationOptions& options,
                                                       const Replications& replications = {});

}  // namespace haven::srs
