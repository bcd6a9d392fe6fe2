#include "cat/progress.hpp"

#include <algorithm>

#include "haven/core/random.hpp"

namespace haven::cat {
namespace {

// Seeds of the two position draws, so that neither follows from the other.
constexpr std::uint64_t set_position_stream = 0x5E75;
constexpr std::uint64_t pretest_position_stream = 0x9E7E57;

/// One position in each of `count` equal slices of the range, in rising order.
std::vector<int> draw_positions(const PlacementRule& rule, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<int> positions;
  const int width = rule.last_position - rule.first_position + 1;
  for (int i = 0; i < rule.count; ++i) {
    const double place = (i + rng.uniform()) * width / rule.count;
    positions.push_back(rule.first_position + static_cast<int>(place));
  }
  return positions;
}

}  // namespace

Progress::Progress(const ExamPlan::Data& plan, const ExamState& state)
    : plan_(&plan),
      blocked_(plan.reserved),
      excluded_(plan.pool.size()),
      seen_(plan.pool.size()),
      segment_bounds_(state.segment_bounds),
      set_positions_(draw_positions(plan.blueprint.sets, mix(state.seed ^ set_position_stream))),
      pretest_positions_(draw_positions(plan.blueprint.pretest, mix(state.seed ^ pretest_position_stream))) {
  for (const irt::ItemIndex item : state.seen) seen_.insert(item);
  for (const auto& items : state.ineligible) {
    ineligible_.emplace_back(plan.pool.size());
    for (const irt::ItemIndex item : items) ineligible_.back().insert(item);
  }
  for (const auto& attribute : plan.attributes) counts_.emplace_back(attribute.groups(), 0);
}

void Progress::exclude(irt::ItemIndex item) {
  blocked_.insert(item);
  excluded_.insert(item);
}

void Progress::give(irt::ItemIndex item) {
  const ItemPool& pool = plan_->pool;
  exclude(item);
  for (const irt::ItemIndex enemy : pool.enemies(item)) exclude(enemy);
  ++given_;
  if (seen_.contains(item)) ++repeated_;
  if (pool.content(item).pretest) {
    ++pretest_given_;
    return;
  }
  for (std::size_t i = 0; i < counts_.size(); ++i) ++counts_[i][plan_->attributes[i].group_of(item)];
  const auto set = pool.set_of(item);
  if (!set) return;
  ++given_in_sets_;
  if (open_set_ != set) {
    open_set_ = set;
    place_in_set_ = 0;
    ++sets_begun_;
  }
  if (++place_in_set_ == pool.sets()[*set].size()) open_set_.reset();
}

bool Progress::may_repeat(int more) const noexcept {
  constexpr double whole = 1e-9;  // shares times lengths are often whole numbers that miss one by rounding
  return repeated_ + more <= plan_->blueprint.exposure.maximum_overlap * (given_ + more) + whole;
}

std::optional<irt::ItemIndex> Progress::next_in_set() const noexcept {
  if (!open_set_) return std::nullopt;
  return plan_->pool.sets()[*open_set_][place_in_set_];
}

bool Progress::must_place_now() const noexcept {
  return given_ + sets_left() * plan_->longest_set + pretest_left() >= plan_->blueprint.minimum_items;
}

bool Progress::set_is_due() const noexcept {
  if (sets_left() <= 0) return false;
  return given_ + 1 >= set_positions_[static_cast<std::size_t>(sets_begun_)] || must_place_now();
}

bool Progress::pretest_is_due() const noexcept {
  if (pretest_left() <= 0) return false;
  const auto next = static_cast<std::size_t>(pretest_given_);
  return given_ + 1 >= pretest_positions_[next] || must_place_now();
}

const irt::ItemSet* Progress::ineligible(double theta) const noexcept {
  if (ineligible_.empty()) return nullptr;
  const auto above = std::upper_bound(segment_bounds_.begin(), segment_bounds_.end(), theta);
  return &ineligible_[static_cast<std::size_t>(above - segment_bounds_.begin())];
}

}  // namespace haven::cat
