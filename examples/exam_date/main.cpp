// Studying for an exam: what different ways to study come to, at equal minutes, for students whose memory is known
// because it is simulated. Prints the table of docs/exam_date.md.
//
// Usage: haven_example_exam_date [SEEDS [SCENARIOS]]

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "haven/core/parallel.hpp"

#include "policies.hpp"

namespace {

using example::Pace;
using example::Result;
using example::Scenario;
namespace srs = haven::srs;

using Way = std::function<Result(std::uint64_t seed)>;

/// The weights that fsrs-rs finds for a real learner, in place of those that the plans believe in.
srs::Fsrs6Parameters another_learner() {
  return {.weights = {0.1877, 0.945,  2.9055, 7.5643, 6.4951, 0.6648, 3.1449, 0.0022, 1.7529, 0.2635, 0.6901,
                      1.5786, 0.0346, 0.3715, 1.8006, 0.6004, 1.8729, 0.7128, 0.0924, 0.1577, 0.2666}};
}

std::vector<Scenario> scenarios() {
  return {{"14 days, 20 min, 500 new", 14, 20.0, 500},
          {"30 days, 20 min, 500 new", 30, 20.0, 500},
          {"30 days, 20 min, 300 new, 300 studied", 30, 20.0, 300, 300},
          {"30 days, 20 min, 500 new; truth: other weights", 30, 20.0, 500, 0, another_learner()},
          {"30 days, 20 min, 500 new; truth: FSRS-7", 30, 20.0, 500, 0, srs::Fsrs7Parameters{}},
          {"60 days, 20 min, 500 new", 60, 20.0, 500},
          {"60 days, 40 min, 1,500 new", 60, 40.0, 1500},
          {"60 days, 20 min, 1,500 new", 60, 20.0, 1500}};
}

std::vector<Result> run(const Way& way, std::size_t seeds) {
  std::vector<Result> results(seeds);
  haven::parallel_for(seeds, 0, [&](std::size_t i) { results[i] = way(i + 1); });
  return results;
}

struct Estimate {
  double mean = 0.0;
  double standard_error = 0.0;
};

/// Of values at the places 0 .. n - 1.
Estimate estimate(std::size_t n, const std::function<double(std::size_t)>& value) {
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) sum += value(i);
  const double count = static_cast<double>(n), mean = sum / count;
  for (std::size_t i = 0; i < n; ++i) squares += (value(i) - mean) * (value(i) - mean);
  return {mean, std::sqrt(squares / (count * (count - 1.0)))};
}

Estimate known(const std::vector<Result>& results) {
  return estimate(results.size(), [&](std::size_t i) { return results[i].known; });
}

std::ostream& operator<<(std::ostream& out, const Estimate& e) { return out << e.mean << " ± " << e.standard_error; }

/// One row, with how many more the plan knows, by pairs of the same student.
void print(const std::string& name, const std::vector<Result>& results, const std::vector<Result>& plan) {
  const auto n = results.size();
  const auto minutes = estimate(n, [&](std::size_t i) { return results[i].minutes; });
  const auto more = estimate(n, [&](std::size_t i) { return plan[i].known - results[i].known; });
  std::cout << "| " << name << " | " << known(results) << " | " << std::setprecision(0) << minutes.mean
            << std::setprecision(1) << " | " << (&results == &plan ? Estimate{} : more) << " |\n";
}

/// The retention and the pace of new cards that know most on average: chosen with hindsight.
struct Best {
  std::string name;
  std::vector<Result> results;
};

Best best_retention(const Scenario& scenario, std::size_t seeds) {
  Best best;
  for (const double retention : {0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97}) {
    for (const Pace pace : {Pace::greedy, Pace::even}) {
      auto results = run([&](auto seed) { return keep_retention(scenario, seed, retention, pace, true); }, seeds);
      if (!best.results.empty() && known(results).mean <= known(best.results).mean) continue;
      best = {"best constant retention, " + std::to_string(retention).substr(0, 4), std::move(results)};
    }
  }
  return best;
}

void compare(const Scenario& scenario, std::size_t seeds) {
  std::cout << "\n**" << scenario.name
            << "**\n\n| way to study | known at the exam | minutes | the plan knows more by |\n"
            << "|---|---|---|---|\n";
  const auto plan = run([&](auto seed) { return study_by_plan(scenario, seed); }, seeds);
  print("plan, the same minutes every day", plan, plan);
  print("constant retention 0.9",
        run([&](auto seed) { return keep_retention(scenario, seed, 0.9, Pace::greedy, false); }, seeds), plan);
  const Best best = best_retention(scenario, seeds);
  print(best.name, best.results, plan);
  print("random order", run([&](auto seed) { return study_at_random(scenario, seed); }, seeds), plan);
  const auto free = run([&](auto seed) { return study_by_plan(scenario, seed, example::Freedom::choose_days); }, seeds);
  print("plan, free to choose its days", free, free);
  print("cramming in the last week", run([&](auto seed) { return cram(scenario, seed); }, seeds), free);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::size_t seeds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 20;
  auto chosen = scenarios();
  if (argc > 2) chosen.resize(std::min<std::size_t>(chosen.size(), std::strtoul(argv[2], nullptr, 10)));
  std::cout << std::fixed << std::setprecision(1) << "Cards known, mean and standard error of " << seeds
            << " students.\n";
  for (const Scenario& scenario : chosen) {
    compare(scenario, seeds);
    std::cout.flush();
  }
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
