#include "cat/content_window.hpp"

#include <algorithm>

namespace haven::cat {

namespace {

// How many lengths ahead the lower bounds are kept within reach.
constexpr int look_ahead = 40;

}  // namespace

void ContentWindow::start(const ExamPlan::Data& plan, const Progress& progress) {
  plan_ = &plan;
  progress_ = &progress;
  allowed_.resize(plan.attributes.size());
  for (std::size_t attribute = 0; attribute < allowed_.size(); ++attribute)
    allowed_[attribute].assign(plan.attributes[attribute].groups(), 0);
  shut_.assign(allowed_.empty() ? 0 : allowed_.front().size(), 0);
}

/// An item of a group is let in when, with it, the upper bound holds at the next length at which the exam may end, and
/// every lower bound can still be met at each such length: what is missing there must not be more than the items to
/// come (for items with deadlines that is also enough).
void ContentWindow::open_bounds(std::size_t attribute) {
  const auto& rules = plan_->attributes[attribute];
  auto& allowed = allowed_[attribute];
  const int length = progress_->scored() + 1;
  const int first = std::max(length, plan_->scored_minimum);
  const int last = std::max(first, std::min(plan_->scored_maximum, first + look_ahead));
  for (std::size_t group = 0; group < allowed.size(); ++group)
    allowed[group] = progress_->count(attribute, group) + 1 <= rules.most(group, first) ? 1 : 0;
  for (int at = first; at <= last; ++at) {
    int missing = 0;
    for (std::size_t group = 0; group < allowed.size(); ++group)
      missing += std::max(0, rules.least(group, at) - progress_->count(attribute, group));
    if (missing <= at - length) continue;
    for (std::size_t group = 0; group < allowed.size(); ++group) {
      const bool helps = rules.least(group, at) > progress_->count(attribute, group);
      if (!helps || missing - 1 > at - length) allowed[group] = 0;
    }
  }
}

void ContentWindow::open_bounds() {
  for (std::size_t attribute = 0; attribute < allowed_.size(); ++attribute) open_bounds(attribute);
}

double ContentWindow::deficit(std::size_t attribute, std::size_t group) const {
  return plan_->attributes[attribute].target[group] * (progress_->scored() + 1) - progress_->count(attribute, group);
}

/// Of the groups of an attribute that are open, leaves open only the one furthest below its target.
void ContentWindow::choose_largest_deficit(std::size_t attribute) {
  auto& allowed = allowed_[attribute];
  std::size_t best = allowed.size();
  for (std::size_t group = 0; group < allowed.size(); ++group) {
    const bool is_open = allowed[group] != 0 && (attribute != 0 || shut_[group] == 0);
    if (is_open && (best == allowed.size() || deficit(attribute, group) > deficit(attribute, best))) best = group;
  }
  std::fill(allowed.begin(), allowed.end(), std::uint8_t{0});
  if (best < allowed.size()) allowed[best] = 1;
}

/// Narrows an attribute to what its targets ask for: the largest deficit, or whatever is not yet ahead of its target.
void ContentWindow::choose_target(std::size_t attribute) {
  if (plan_->blueprint.content_balance == ContentBalance::largest_deficit) return choose_largest_deficit(attribute);
  auto& allowed = allowed_[attribute];
  for (std::size_t group = 0; group < allowed.size(); ++group)
    if (deficit(attribute, group) <= 0.0) allowed[group] = 0;
}

void ContentWindow::open_deficits() {
  for (auto& allowed : allowed_) std::fill(allowed.begin(), allowed.end(), std::uint8_t{1});
  if (!allowed_.empty()) choose_largest_deficit(0);
}

void ContentWindow::open_targets(std::size_t attributes) {
  open_bounds();
  for (std::size_t attribute = 0; attribute < attributes; ++attribute)
    if (plan_->attributes[attribute].has_targets) choose_target(attribute);
}

bool ContentWindow::shut_target() {
  bool shut = false;
  for (std::size_t group = 0; group < shut_.size(); ++group)
    if (allowed_.front()[group] != 0) shut_[group] = 1, shut = true;
  return shut;
}

bool ContentWindow::admits(irt::ItemIndex item) const noexcept {
  for (std::size_t attribute = 0; attribute < allowed_.size(); ++attribute)
    if (allowed_[attribute][plan_->attributes[attribute].group_of(item)] == 0) return false;
  return true;
}

bool ContentWindow::admits_set(const std::vector<irt::ItemIndex>& items) {
  const int length = progress_->scored() + static_cast<int>(items.size());
  const int horizon = std::max(length, plan_->scored_minimum);
  for (std::size_t attribute = 0; attribute < plan_->attributes.size(); ++attribute) {
    const auto& rules = plan_->attributes[attribute];
    counts_.resize(rules.groups());
    for (std::size_t group = 0; group < counts_.size(); ++group) counts_[group] = progress_->count(attribute, group);
    for (const irt::ItemIndex item : items) ++counts_[rules.group_of(item)];
    int missing = 0;
    for (std::size_t group = 0; group < counts_.size(); ++group) {
      if (counts_[group] > rules.most(group, horizon)) return false;
      missing += std::max(0, rules.least(group, horizon) - counts_[group]);
    }
    if (missing > horizon - length) return false;
  }
  return true;
}

std::size_t ContentWindow::targets() const noexcept {
  std::size_t last = 0;
  for (std::size_t attribute = 0; attribute < plan_->attributes.size(); ++attribute)
    if (plan_->attributes[attribute].has_targets) last = attribute + 1;
  return last;
}

}  // namespace haven::cat
