// What retention costs, over replications of the simulation.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/parallel.hpp"
#include "haven/core/random.hpp"
#include "haven/srs/simulator.hpp"

namespace haven::srs {
namespace {

/// One replication at one retention.
struct Figures {
  double minutes_per_day = 0.0;
  double reviews_per_day = 0.0;
  double known = 0.0;
  double minutes_per_known = 0.0;
};

/// All replications at one retention.
struct Trial {
  double retention = 0.0;
  std::vector<Figures> outcomes;
};

Figures summarised(const SimulationResult& result) {
  const auto days = static_cast<double>(result.minutes.size());
  const double minutes = std::accumulate(result.minutes.begin(), result.minutes.end(), 0.0);
  const double reviews = std::accumulate(result.reviews.begin(), result.reviews.end(), 0.0);
  const double known = result.known.back();
  return {minutes / days, reviews / days, known, minutes / known};
}

void check(const Replications& replications) {
  if (replications.count >= 2 && replications.count <= 10'000) return;
  throw Error(ErrorCode::invalid_argument,
              "simulation: replications must be in 2..10000, got " + std::to_string(replications.count));
}

std::vector<Trial> try_out(const SchedulerOptions& options, const SimulatedLearner& learner,
                           const SimulationOptions& deck, std::span<const double> retentions,
                           const Replications& replications) {
  check(replications);
  const auto count = static_cast<std::size_t>(replications.count);
  std::vector<Trial> trials;
  std::vector<Scheduler> schedulers;
  for (const double retention : retentions) {
    SchedulerOptions changed = options;
    changed.desired_retention = retention;
    schedulers.emplace_back(changed);
    trials.push_back({retention, std::vector<Figures>(count)});
  }
  parallel_for(trials.size() * count, replications.threads, [&](std::size_t i) {
    SimulationOptions seeded = deck;
    seeded.seed = mix(deck.seed + i % count);
    trials[i / count].outcomes[i % count] = summarised(simulate(schedulers[i / count], learner, seeded));
  });
  return trials;
}

Estimate estimate(const Trial& trial, double Figures::*figure) {
  const auto n = static_cast<double>(trial.outcomes.size());
  double sum = 0.0, squares = 0.0;
  for (const auto& outcome : trial.outcomes) sum += outcome.*figure;
  for (const auto& outcome : trial.outcomes) squares += (outcome.*figure - sum / n) * (outcome.*figure - sum / n);
  return {sum / n, std::sqrt(squares / (n * (n - 1.0)))};
}

WorkloadPoint point(const Trial& trial) {
  return {trial.retention, estimate(trial, &Figures::minutes_per_day), estimate(trial, &Figures::reviews_per_day),
          estimate(trial, &Figures::known), estimate(trial, &Figures::minutes_per_known)};
}

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

/// Mean minutes for each known card, one replication perhaps left out.
double cost(const Trial& trial, std::size_t left_out = nobody) {
  double sum = 0.0;
  for (std::size_t i = 0; i < trial.outcomes.size(); ++i)
    if (i != left_out) sum += trial.outcomes[i].minutes_per_known;
  return sum / static_cast<double>(trial.outcomes.size() - (left_out == nobody ? 0 : 1));
}

std::size_t cheapest(std::span<const Trial> trials) {
  const auto less = [](const Trial& a, const Trial& b) { return cost(a) < cost(b); };
  return static_cast<std::size_t>(std::min_element(trials.begin(), trials.end(), less) - trials.begin());
}

/// The lowest point of the parabola of least squares through evenly spaced trials, kept within them.
double vertex(std::span<const Trial> trials, std::size_t left_out = nobody) {
  const double middle = 0.5 * static_cast<double>(trials.size() - 1);
  double s2 = 0.0, s4 = 0.0, y = 0.0, xy = 0.0, x2y = 0.0;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const double x = static_cast<double>(i) - middle, c = cost(trials[i], left_out);
    s2 += x * x, s4 += x * x * x * x, y += c, xy += x * c, x2y += x * x * c;
  }
  const auto n = static_cast<double>(trials.size());
  const double slope = xy / s2, bend = (x2y - s2 * y / n) / (s4 - s2 * s2 / n);
  const double at = bend > 0.0 ? std::clamp(-0.5 * slope / bend, -middle, middle) : slope > 0.0 ? -middle : middle;
  return trials.front().retention + 0.01 * (at + middle);
}

/// The standard error of the vertex, by leaving out each replication in turn.
double jackknife(std::span<const Trial> trials) {
  const std::size_t count = trials.front().outcomes.size();
  std::vector<double> without;
  for (std::size_t i = 0; i < count; ++i) without.push_back(vertex(trials, i));
  const auto n = static_cast<double>(count);
  const double mean = std::accumulate(without.begin(), without.end(), 0.0) / n;
  double squares = 0.0;
  for (const double value : without) squares += (value - mean) * (value - mean);
  return std::sqrt(squares * (n - 1.0) / n);
}

std::vector<double> hundredths(int from, int to) {
  std::vector<double> retentions;
  for (int i = from; i <= to; ++i) retentions.push_back(0.01 * i);
  return retentions;
}

}  // namespace

std::vector<double> usual_retentions() { return hundredths(70, 99); }

std::vector<WorkloadPoint> workload_curve(const SchedulerOptions& scheduler, const SimulatedLearner& learner,
                                          const SimulationOptions& options, std::span<const double> retentions,
                                          const Replications& replications) {
  std::vector<WorkloadPoint> curve;
  for (const Trial& trial : try_out(scheduler, learner, options, retentions, replications))
    curve.push_back(point(trial));
  return curve;
}

RecommendedRetention recommend_retention(const SchedulerOptions& scheduler, const SimulatedLearner& learner,
                                         const SimulationOptions& options, const Replications& replications) {
  if (options.cards.empty() && options.new_cards == 0)
    throw Error(ErrorCode::invalid_argument, "recommend_retention: the deck must have cards, got none");
  const std::vector<double> coarse = {0.70, 0.75, 0.80, 0.85, 0.90, 0.95};
  const auto rough = try_out(scheduler, learner, options, coarse, replications);
  const int centre = 70 + 5 * static_cast<int>(cheapest(rough));
  const auto fine = try_out(scheduler, learner, options, hundredths(std::max(70, centre - 5), std::min(95, centre + 5)),
                            replications);
  const std::size_t best = cheapest(fine);
  const std::size_t first = std::min(best - std::min<std::size_t>(best, 2), fine.size() - 5);
  const auto around = std::span(fine).subspan(first, 5);
  RecommendedRetention recommended;
  recommended.desired_retention = {vertex(around), jackknife(around)};
  recommended.at_edge = fine[best].retention < 0.705 || fine[best].retention > 0.945;
  for (const Trial& trial : rough)
    if (std::abs(trial.retention - 0.01 * centre) > 0.055) recommended.curve.push_back(point(trial));
  for (const Trial& trial : fine) recommended.curve.push_back(point(trial));
  std::sort(recommended.curve.begin(), recommended.curve.end(),
            [](const auto& a, const auto& b) { return a.desired_retention < b.desired_retention; });
  return recommended;
}

}  // namespace haven::srs
