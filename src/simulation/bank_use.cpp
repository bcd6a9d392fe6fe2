#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/irt/information_index.hpp"
#include "haven/simulation/bank_health.hpp"

#include "simulation/report_parts.hpp"

namespace haven::simulation {
namespace {

/// A content value with a rule, and the single items that it has.
struct Value {
  std::span<const std::uint16_t> places;
  std::uint16_t place = 0;
  int items = 0;
};

bool is_single(const cat::ItemPool& pool, irt::ItemIndex item) {
  return !pool.content(item).pretest && !pool.set_of(item);
}

Value value_of(const cat::ItemPool& pool, const cat::ContentRule& rule) {
  const auto values = pool.values(rule.attribute);
  const auto found = std::lower_bound(values.begin(), values.end(), rule.value);
  Value value{pool.value_places(rule.attribute), static_cast<std::uint16_t>(found - values.begin()), 0};
  for (irt::ItemIndex item = 0; item < pool.size(); ++item)
    if (is_single(pool, item) && value.places[item] == value.place) ++value.items;
  return value;
}

/// The items of one exam that can no longer be given, and how many single ones of each value are left.
class Stock {
 public:
  Stock(const cat::ItemPool& pool, const std::vector<Value>& values)
      : pool_(pool), values_(values), gone_(pool.size()) {
    for (const Value& value : values) left_.push_back(value.items);
  }

  void give(irt::ItemIndex item) {
    remove(item);
    for (const irt::ItemIndex enemy : pool_.enemies(item)) remove(enemy);
  }
  [[nodiscard]] bool is_empty(std::size_t value) const { return left_[value] == 0; }

 private:
  void remove(irt::ItemIndex item) {
    if (gone_.contains(item)) return;
    gone_.insert(item);
    if (!is_single(pool_, item)) return;
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (values_[i].places[item] == values_[i].place) --left_[i];
  }

  const cat::ItemPool& pool_;
  const std::vector<Value>& values_;
  irt::ItemSet gone_;
  std::vector<int> left_;
};

void note(Shortage& shortage, int position, double theta) {
  shortage.first_position = shortage.exams == 0 ? position : std::min(shortage.first_position, position);
  shortage.lowest_theta = shortage.exams == 0 ? theta : std::min(shortage.lowest_theta, theta);
  shortage.highest_theta = shortage.exams == 0 ? theta : std::max(shortage.highest_theta, theta);
  ++shortage.exams;
}

/// Where each value was found to have run out in one exam; 0 where it never was.
std::vector<int> shortage_positions(const StudyResult& result, const cat::ItemPool& pool,
                                    const std::vector<Value>& values, std::size_t candidate) {
  Stock stock(pool, values);
  std::vector<int> positions(values.size(), 0);
  const auto look = [&](int position) {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (positions[i] == 0 && stock.is_empty(i)) positions[i] = position;
  };
  int position = 0;
  for (std::size_t step = result.offsets[candidate]; step < result.offsets[candidate + 1]; ++step) {
    ++position;
    if (result.relaxed[step] == cat::Relaxation::target || result.relaxed[step] == cat::Relaxation::content)
      look(position);
    stock.give(result.items[step]);
  }
  if (result.stop_reason[candidate] == cat::StopReason::exhausted_bank) look(position + 1);
  return positions;
}

std::vector<Shortage> shortages_of(const StudyResult& result, const cat::ExamPlan& plan) {
  std::vector<Value> values;
  std::vector<Shortage> shortages;
  for (const auto& rule : plan.blueprint().content) {
    values.push_back(value_of(plan.pool(), rule));
    shortages.push_back({rule.attribute, rule.value, 0, 0, 0.0, 0.0});
  }
  for (std::size_t candidate = 0; candidate < result.candidates(); ++candidate) {
    const auto positions = shortage_positions(result, plan.pool(), values, candidate);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (positions[i] > 0) note(shortages[i], positions[i], result.ability[candidate].theta);
  }
  std::erase_if(shortages, [](const Shortage& shortage) { return shortage.exams == 0; });
  std::stable_sort(shortages.begin(), shortages.end(),
                   [](const Shortage& one, const Shortage& other) { return one.exams > other.exams; });
  return shortages;
}

void check(const StudyResult& result, const cat::ExamPlan& plan, const BankUseOptions& options) {
  const auto refuse = [](const char* what) {
    throw Error(ErrorCode::invalid_argument, std::string("bank_use: ") + what);
  };
  const auto is_rate = [](double rate) { return rate >= 0.0 && rate <= 1.0; };
  if (!is_rate(options.maximum_rate) || !is_rate(options.minimum_rate)) refuse("rates must be in [0, 1]");
  check_result(result, plan.pool().size(), "bank_use");
}

}  // namespace

BankUse bank_use(const StudyResult& result, const cat::ExamPlan& plan, const BankUseOptions& options) {
  check(result, plan, options);
  BankUse use;
  const auto rate = exposure_of(result, plan.pool().size()).rate;
  for (irt::ItemIndex item = 0; item < rate.size(); ++item) {
    if (rate[item] > options.maximum_rate) use.over_exposed.push_back(item);
    if (rate[item] < options.minimum_rate) use.under_exposed.push_back(item);
  }
  std::stable_sort(use.over_exposed.begin(), use.over_exposed.end(),
                   [&](irt::ItemIndex one, irt::ItemIndex other) { return rate[one] > rate[other]; });
  std::stable_sort(use.under_exposed.begin(), use.under_exposed.end(),
                   [&](irt::ItemIndex one, irt::ItemIndex other) { return rate[one] < rate[other]; });
  use.shortages = shortages_of(result, plan);
  use.exhausted_exams = static_cast<std::size_t>(
      std::count(result.stop_reason.begin(), result.stop_reason.end(), cat::StopReason::exhausted_bank));
  return use;
}

}  // namespace haven::simulation
