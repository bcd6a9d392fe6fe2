#include "cat/exam_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include "cat/stopping.hpp"

namespace haven::cat {
namespace {

constexpr std::uint64_t eligibility_stream = 0xE11617;
// More segments than this no study has; a stored state with more is no exam.
constexpr std::size_t most_segments = 100;

[[noreturn]] void refuse_table(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "exam conditions: " + what);
}

bool is_rising(std::span<const double> bounds) {
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (!std::isfinite(bounds[i]) || (i > 0 && !(bounds[i] > bounds[i - 1]))) return false;
  return true;
}

void check_eligibility(const Eligibility& eligibility, std::size_t items) {
  const auto& [bounds, probability] = eligibility;
  if (!is_rising(bounds) || bounds.size() >= most_segments)
    refuse_table("segment_bounds must be finite, rising, and fewer than " + std::to_string(most_segments));
  if (probability.empty() && bounds.empty()) return;
  if (probability.size() != bounds.size() + 1)
    refuse_table("probability must have one row for each of the " + std::to_string(bounds.size() + 1) +
                 " segments, got " + std::to_string(probability.size()));
  for (const auto& row : probability) {
    if (row.size() != items)
      refuse_table("probability must have one column for each of the " + std::to_string(items) + " items, got " +
                   std::to_string(row.size()));
    if (!std::all_of(row.begin(), row.end(), [](double p) { return p >= 0.0 && p <= 1.0; }))
      refuse_table("probability must be in [0, 1]");
  }
}

/// A number in [0, 1) of the exam and the item: the same in every segment, so that an item that is ruled out in one is
/// also ruled out in those where it is less likely.
double draw(std::uint64_t seed, irt::ItemIndex item) {
  return static_cast<double>(mix(mix(seed ^ eligibility_stream) ^ mix(item + std::uint64_t{1})) >> 11U) * 0x1p-53;
}

/// The draw of every item; a set, which is given whole, has one draw and the smallest probability of its items.
std::vector<irt::ItemIndex> draw_ineligible(const ItemPool& pool, const std::vector<double>& probability,
                                            std::uint64_t seed) {
  std::vector<irt::ItemIndex> ineligible;
  for (irt::ItemIndex item = 0; item < probability.size(); ++item)
    if (!pool.set_of(item) && draw(seed, item) >= probability[item]) ineligible.push_back(item);
  for (const auto& set : pool.sets()) {
    double least = 1.0;
    for (const irt::ItemIndex item : set) least = std::min(least, probability[item]);
    if (draw(seed, set.front()) >= least) ineligible.insert(ineligible.end(), set.begin(), set.end());
  }
  std::sort(ineligible.begin(), ineligible.end());
  return ineligible;
}

/// Items in rising order, each once, all of the pool.
bool is_item_list(const std::vector<irt::ItemIndex>& items, std::size_t pool_size) {
  for (std::size_t i = 0; i < items.size(); ++i)
    if (items[i] >= pool_size || (i > 0 && items[i] <= items[i - 1])) return false;
  return true;
}

}  // namespace

ExamState new_state(const ExamPlan& plan, std::uint64_t seed, const Conditions& conditions) {
  ExamState state;
  state.blueprint = plan.blueprint();
  state.bank_fingerprint = plan.pool().fingerprint();
  state.seed = seed;
  state.seen = conditions.seen;
  std::sort(state.seen.begin(), state.seen.end());
  state.seen.erase(std::unique(state.seen.begin(), state.seen.end()), state.seen.end());
  if (!is_item_list(state.seen, plan.pool().size())) refuse_table("seen: an item is not in the pool");
  check_eligibility(conditions.eligibility, plan.pool().size());
  state.segment_bounds = conditions.eligibility.segment_bounds;
  for (const auto& probability : conditions.eligibility.probability)
    state.ineligible.push_back(draw_ineligible(plan.pool(), probability, seed));
  return state;
}

void check_conditions(const ItemPool& pool, const ExamState& state) {
  const auto fail = [](const char* what) { throw Error(ErrorCode::corrupt_data, std::string("exam state: ") + what); };
  if (!is_item_list(state.seen, pool.size())) fail("seen is no rising list of items of the pool");
  if (!is_rising(state.segment_bounds) || state.segment_bounds.size() >= most_segments)
    fail("segment_bounds are not rising, or too many");
  if (!(state.ineligible.empty() && state.segment_bounds.empty()) &&
      state.ineligible.size() != state.segment_bounds.size() + 1)
    fail("ineligible must have one list for each segment");
  for (const auto& items : state.ineligible)
    if (!is_item_list(items, pool.size())) fail("ineligible is no rising list of items of the pool");
}

void corrupt_step(std::size_t step, const std::string& what) {
  throw Error(ErrorCode::corrupt_data, "exam state: step " + std::to_string(step + 1) + ": " + what);
}

void check_step(const ExamPlan::Data& plan, const Progress& progress, std::span<const Step> steps, const Step& step) {
  const std::size_t index = steps.size();
  const Blueprint& blueprint = plan.blueprint;
  const irt::ItemBank& bank = plan.pool.bank();
  if (step.item >= bank.size()) corrupt_step(index, "item index " + std::to_string(step.item) + " is not in the bank");
  if (progress.excluded().contains(step.item))
    corrupt_step(index, "item " + bank.id(step.item) + " or an enemy of it was given before");
  const auto set = plan.pool.set_of(step.item);
  const auto expected = progress.next_in_set();
  if (expected ? *expected != step.item : set && plan.pool.sets()[*set].front() != step.item)
    corrupt_step(index, "item " + bank.id(step.item) + " is out of the order of its set");
  if (plan.pool.content(step.item).pretest && progress.pretest_left() <= 0)
    corrupt_step(index, "item " + bank.id(step.item) + " is a pretest item too many");
  if (set && !expected && progress.sets_left() <= 0)
    corrupt_step(index, "item " + bank.id(step.item) + " begins a set too many");
  if (progress.seen().contains(step.item) && !expected && !progress.may_repeat())
    corrupt_step(index, "item " + bank.id(step.item) + " was seen in an earlier exam");
  const auto highest = category_count(bank.item(step.item)) - 1;
  if (step.response.is_missing() || std::cmp_greater(step.response.score, highest))
    corrupt_step(index, "score must be 0.." + std::to_string(highest) + ", got " + std::to_string(step.response.score));
  if (step.at < (index == 0 ? Duration{} : steps.back().at)) corrupt_step(index, "time goes backwards");
  if (time_is_over(blueprint, step.at)) corrupt_step(index, "answered after the time limit");
  if (step.estimator != blueprint.estimator && step.estimator != blueprint.provisional)
    corrupt_step(index, "estimator is neither the blueprint's nor its provisional one");
  const bool gauss_hermite = blueprint.ability.quadrature == irt::QuadratureRule::gauss_hermite;  // knows no range
  if (!std::isfinite(step.ability.theta) || (!gauss_hermite && !(step.ability.theta >= blueprint.ability.theta_min &&
                                                                 step.ability.theta <= blueprint.ability.theta_max)))
    corrupt_step(index, "theta is outside the ability range");
  if (!(step.ability.standard_error >= 0.0)) corrupt_step(index, "standard_error is negative or no number");
}

}  // namespace haven::cat
