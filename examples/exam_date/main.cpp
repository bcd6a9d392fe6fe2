// Studying for an exam: what different ways to study come to, at equal minutes, for students whose memory is known
// because it is simulated. Prints the table of docs/exam_date.md. Fails when the plan does not know more than every
// other way, or the daily plan not more than constant retention 0.9, by two standard errors.
//
// Usage: haven_example_exam_date [SEEDS [SCENARIOS]]

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iomanip>
#include <iostream>
#include <sstream>
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
using Results = std::vector<Result>;  // of one way to study, student by student

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

Results run(const Way& way, std::size_t seeds) {
  Results results(seeds);
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

double mean_known(const Results& results) {
  return estimate(results.size(), [&](std::size_t i) { return results[i].known; }).mean;
}

/// By pairs of the same student.
Estimate more_known(const Results& than, const Results& these) {
  return estimate(these.size(), [&](std::size_t i) { return these[i].known - than[i].known; });
}

bool clearly_more(const Estimate& difference) { return difference.mean > 2.0 * difference.standard_error; }

std::ostream& operator<<(std::ostream& out, const Estimate& e) { return out << e.mean << " ± " << e.standard_error; }

/// The retention and the pace of new cards that know most on average: chosen with hindsight.
struct Best {
  std::string name;
  Results results;
};

Best best_retention(const Scenario& scenario, std::size_t seeds) {
  Best best;
  for (const double retention : {0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97}) {
    for (const Pace pace : {Pace::greedy, Pace::even}) {
      auto results = run([&](auto seed) { return keep_retention(scenario, seed, retention, pace, true); }, seeds);
      if (!best.results.empty() && mean_known(results) <= mean_known(best.results)) continue;
      best = {"best constant retention, " + std::to_string(retention).substr(0, 4), std::move(results)};
    }
  }
  return best;
}

/// The table of one scenario.
class Comparison {
 public:
  Comparison(const Scenario& scenario, std::size_t seeds)
      : scenario_(scenario),
        seeds_(seeds),
        plan_(run([&](auto seed) { return study_by_plan(scenario, seed, example::Freedom::choose_days); }, seeds)),
        daily_(run([&](auto seed) { return study_by_plan(scenario, seed); }, seeds)) {}

  /// Whether the plans keep what they promise.
  bool print() {
    std::cout << "\n**" << scenario_.name
              << "**\n\n| way to study | known at the exam | minutes | the plan knows more by "
              << "| the daily plan knows more by |\n|---|---|---|---|---|\n";
    print_row("plan", plan_, "", "");
    print_row("plan, the same minutes every day", daily_, text(more_known(daily_, plan_)), "");
    const auto usual =
        run([&](auto seed) { return keep_retention(scenario_, seed, 0.9, Pace::greedy, false); }, seeds_);
    const Best best = best_retention(scenario_, seeds_);
    compare("constant retention 0.9", usual);
    compare(best.name, best.results);
    compare("random order", run([&](auto seed) { return study_at_random(scenario_, seed); }, seeds_));
    compare("cramming in the last week", run([&](auto seed) { return cram(scenario_, seed); }, seeds_));
    std::cout.flush();
    return beats_all_ && clearly_more(more_known(usual, daily_));
  }

 private:
  void compare(const std::string& name, const Results& results) {
    const Estimate more = more_known(results, plan_);
    beats_all_ = beats_all_ && clearly_more(more);
    print_row(name, results, text(more), text(more_known(results, daily_)));
  }

  static std::string text(const Estimate& estimate) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(1) << estimate;
    return out.str();
  }

  static void print_row(const std::string& name, const Results& results, const std::string& plan,
                        const std::string& daily) {
    const auto known = estimate(results.size(), [&](std::size_t i) { return results[i].known; });
    const auto minutes = estimate(results.size(), [&](std::size_t i) { return results[i].minutes; });
    std::cout << "| " << name << " | " << text(known) << " | " << std::lround(minutes.mean) << " | " << plan << " | "
              << daily << " |\n";
  }

  const Scenario& scenario_;
  std::size_t seeds_;
  Results plan_, daily_;
  bool beats_all_ = true;
};

}  // namespace

int main(int argc, char** argv) try {
  const std::size_t seeds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 20;
  auto chosen = scenarios();
  if (argc > 2) chosen.resize(std::min<std::size_t>(chosen.size(), std::strtoul(argv[2], nullptr, 10)));
  std::cout << "Cards known, mean and standard error of " << seeds << " students.\n";
  int kept = 0;
  for (const Scenario& scenario : chosen) kept += Comparison(scenario, seeds).print() ? 1 : 0;
  std::cout
      << "\nThe plan knows more than every other way by two standard errors, and the daily plan more than constant\n"
      << "retention 0.9, in " << kept << " of " << chosen.size() << " scenarios.\n";
  return kept == static_cast<int>(chosen.size()) ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
