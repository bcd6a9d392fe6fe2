#include <algorithm>

#include "cat/content_attribute.hpp"
#include "simulation/report_parts.hpp"

namespace haven::simulation {
namespace {

/// Scored items of every value in one exam.
std::vector<int> count_values(const StudyResult& result, const cat::ItemPool& pool,
                              std::span<const std::uint16_t> places, std::size_t values, std::size_t candidate) {
  std::vector<int> count(values, 0);
  for (const irt::ItemIndex item : result.items_of(candidate))
    if (!pool.content(item).pretest && places[item] != cat::ItemPool::no_value) ++count[places[item]];
  return count;
}

void set_bounds(ContentCoverage& coverage, const cat::Blueprint& blueprint) {
  for (const auto& rule : blueprint.content) {
    if (rule.attribute != coverage.attribute || rule.value != coverage.value) continue;
    coverage.lower_bound = std::max(0.0, rule.minimum - blueprint.content_tolerance);
    coverage.upper_bound = std::min(1.0, rule.maximum + blueprint.content_tolerance);
  }
}

/// The bounds in whole items are the exam's own.
bool is_outside(const ContentCoverage& coverage, const cat::ContentAttribute* rules, int count, int length) {
  if (!coverage.lower_bound || rules == nullptr) return false;
  const auto found = std::find(rules->values.begin(), rules->values.end(), coverage.value);
  const auto group = static_cast<std::size_t>(found - rules->values.begin());
  return count < rules->least(group, length) || count > rules->most(group, length);
}

void add_exam(ContentCoverage& coverage, const cat::ContentAttribute* rules, int count, int length, bool first) {
  const double share = static_cast<double>(count) / length;
  coverage.minimum = first ? share : std::min(coverage.minimum, share);
  coverage.maximum = std::max(coverage.maximum, share);
  coverage.mean += share;
  if (is_outside(coverage, rules, count, length)) ++coverage.outside;
}

void cover_attribute(std::vector<ContentCoverage>& content, const StudyResult& result, const cat::ExamPlan& plan,
                     const std::vector<cat::ContentAttribute>& content_rules, const std::string& attribute) {
  const cat::ItemPool& pool = plan.pool();
  const auto found = std::find_if(content_rules.begin(), content_rules.end(),
                                  [&](const cat::ContentAttribute& one) { return one.name == attribute; });
  const cat::ContentAttribute* const rules = found == content_rules.end() ? nullptr : &*found;
  const auto values = pool.values(attribute);
  std::vector<ContentCoverage> coverage;
  for (const auto& value : values) {
    coverage.push_back({attribute, value, 0.0, 0.0, 0.0, {}, {}, 0});
    set_bounds(coverage.back(), plan.blueprint());
  }
  int exams = 0;
  for (std::size_t i = 0; i < result.candidates(); ++i) {
    if (result.scored_items[i] == 0) continue;
    const auto count = count_values(result, pool, pool.value_places(attribute), values.size(), i);
    for (std::size_t place = 0; place < count.size(); ++place)
      add_exam(coverage[place], rules, count[place], result.scored_items[i], exams == 0);
    ++exams;
  }
  for (auto& one : coverage) one.mean = exams > 0 ? one.mean / exams : 0.0;
  content.insert(content.end(), coverage.begin(), coverage.end());
}

}  // namespace

std::vector<ContentCoverage> content_of(const StudyResult& result, const cat::ExamPlan& plan) {
  std::vector<ContentCoverage> content;
  const auto rules = cat::resolve_content(plan.pool(), plan.blueprint());
  for (const auto& attribute : plan.pool().attributes()) cover_attribute(content, result, plan, rules, attribute);
  return content;
}

}  // namespace haven::simulation
