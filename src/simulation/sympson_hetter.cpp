#include <algorithm>
#include <cmath>
#include <string>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"
#include "haven/simulation/exposure.hpp"

namespace haven::simulation {
namespace {

// Rounds near the rate whose estimates are averaged at least.
constexpr int settling_rounds = 5;
// No item is ruled out for ever: its selection could not be observed any more.
constexpr double smallest_k = 0.01;

[[noreturn]] void refuse_exposure(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "calibrate_sympson_hetter: " + what);
}

void check(const cat::ExamPlan& plan, double maximum_rate, const SympsonHetterOptions& options) {
  if (!(maximum_rate > 0.0 && maximum_rate <= 1.0))
    refuse_exposure("maximum_rate must be in (0, 1], got " + std::to_string(maximum_rate));
  if (options.candidates < 100 || options.candidates > 10'000'000)
    refuse_exposure("candidates must be in 100..10000000, got " + std::to_string(options.candidates));
  if (options.maximum_rounds < 1 || options.maximum_rounds > 1000)
    refuse_exposure("maximum_rounds must be in 1..1000, got " + std::to_string(options.maximum_rounds));
  const double least = static_cast<double>(plan.blueprint().minimum_items) / static_cast<double>(plan.pool().size());
  if (least > maximum_rate)
    refuse_exposure("maximum_rate must be at least " + std::to_string(least) +
                    ", the mean rate of the shortest exam, got " + std::to_string(maximum_rate));
  if (!plan.blueprint().start.items.empty() && maximum_rate < 1.0)
    refuse_exposure("start items are given in every exam: their rate cannot be kept");
}

/// Exposure rates of a round: all that was given, and what was given by leave of the draw.
struct Rates {
  std::vector<double> given, allowed;
};

Rates rates_of(const StudyResult& result, std::size_t items) {
  Rates rates{std::vector<double>(items, 0.0), std::vector<double>(items, 0.0)};
  const auto n = static_cast<double>(result.candidates());
  for (std::size_t step = 0; step < result.items.size(); ++step) {
    rates.given[result.items[step]] += 1.0;
    if (result.relaxed[step] < cat::Relaxation::exposure) rates.allowed[result.items[step]] += 1.0;
  }
  for (double& rate : rates.given) rate /= n;
  for (double& rate : rates.allowed) rate /= n;
  return rates;
}

/// Members of a set after its first: given whenever that one is.
std::vector<bool> followers(const cat::ItemPool& pool) {
  std::vector<bool> follows(pool.size(), false);
  for (const auto& set : pool.sets())
    for (std::size_t place = 1; place < set.size(); ++place) follows[set[place]] = true;
  return follows;
}

/// Raises the largest values to 1 until so many items that stand alone and are scored are certain as the longest exam
/// has items, so that it can always go on.
void keep_certain(std::vector<double>& k, const cat::ItemPool& pool, std::size_t count) {
  std::vector<std::size_t> order;
  for (irt::ItemIndex item = 0; item < pool.size(); ++item)
    if (!pool.set_of(item) && !pool.content(item).pretest) order.push_back(item);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) { return k[one] > k[other]; });
  for (std::size_t place = 0; place < std::min(count, order.size()); ++place) k[order[place]] = 1.0;
}

}  // namespace

SympsonHetter calibrate_sympson_hetter(const cat::ExamPlan& plan, double maximum_rate,
                                       const SympsonHetterOptions& options) {
  check(plan, maximum_rate, options);
  const std::size_t items = plan.pool().size();
  const auto follows = followers(plan.pool());
  const double error = std::sqrt(maximum_rate * (1.0 - maximum_rate) / static_cast<double>(options.candidates));
  const double aim = std::max(maximum_rate - error, 0.5 * maximum_rate);
  SympsonHetter found{std::vector<double>(items, 1.0), {}, {}, false};
  std::vector<double> selected(items, 0.0), against(items, 0.0);
  int near = 0;  // rounds that came near to the rate: from then on their estimates are averaged
  for (int round = 0; round < options.maximum_rounds; ++round) {
    StudyOptions study{.seed = mix(options.seed + static_cast<std::uint64_t>(round)), .threads = options.threads};
    study.eligibility = found.eligibility();
    const auto theta = draw_abilities(options.candidates, options.theta_mean, options.theta_sd, mix(~study.seed));
    const Rates rates = rates_of(simulate(plan, theta, study), items);
    found.population_rate = rates.given;
    found.maximum_rate.push_back(*std::max_element(rates.given.begin(), rates.given.end()));
    if (found.maximum_rate.back() <= maximum_rate + 4.0 * error) ++near;
    found.converged = near > settling_rounds && found.maximum_rate.back() <= maximum_rate + 2.0 * error;
    if (found.converged || round + 1 == options.maximum_rounds) break;
    const double weight = 1.0 / (1.0 + near);
    for (std::size_t item = 0; item < items; ++item) {
      selected[item] += weight * (rates.allowed[item] / found.k[item] - selected[item]);
      against[item] += weight * (rates.given[item] - rates.allowed[item] - against[item]);
      const double left = aim - against[item];  // what was given against the draw counts too
      const bool free = follows[item] || selected[item] <= left;
      found.k[item] = free ? 1.0 : std::max(left / selected[item], smallest_k);
    }
    keep_certain(found.k, plan.pool(), static_cast<std::size_t>(plan.blueprint().maximum_items));
  }
  return found;
}

}  // namespace haven::simulation
