#include "cat/content_attribute.hpp"

#include <algorithm>
#include <cmath>

#include "haven/core/error.hpp"

namespace haven::cat {
namespace {

// Proportions times lengths are taken as whole numbers when they miss one by less than this.
constexpr double whole = 1e-9;

int round_up(double items) { return static_cast<int>(std::ceil(items - whole)); }
int round_down(double items) { return static_cast<int>(std::floor(items + whole)); }

std::uint16_t place_of(const ItemPool& pool, const ContentRule& rule) {
  const auto values = pool.values(rule.attribute);
  const auto found = std::lower_bound(values.begin(), values.end(), rule.value);
  if (found == values.end() || *found != rule.value)
    throw Error(ErrorCode::invalid_argument, "blueprint: content: no item has " + rule.attribute + "=" + rule.value);
  return static_cast<std::uint16_t>(found - values.begin());
}

void add_group(ContentAttribute& attribute, const std::string& value, double minimum, double maximum, double target) {
  attribute.values.push_back(value);
  attribute.minimum.push_back(minimum);
  attribute.maximum.push_back(maximum);
  attribute.target.push_back(target);
}

/// Do the inward bounds leave a choice of `length` items?
bool leaves_choice(const ContentAttribute& attribute, int length) {
  std::int64_t least = 0, most = 0;
  for (std::size_t group = 0; group < attribute.groups(); ++group) {
    const int low = round_up(attribute.minimum[group] * length), high = round_down(attribute.maximum[group] * length);
    if (low > high) return false;
    least += low;
    most += high;
  }
  return least <= length && length <= most;
}

/// The groups of one attribute: its rules in order, then all other items.
ContentAttribute resolve(const ItemPool& pool, const Blueprint& blueprint, const std::string& name) {
  ContentAttribute attribute;
  attribute.name = name;
  attribute.places = pool.value_places(name);
  std::vector<const ContentRule*> rules;
  for (const auto& rule : blueprint.content)
    if (rule.attribute == name) rules.push_back(&rule);
  attribute.group_of_place.assign(pool.values(name).size(), static_cast<std::uint16_t>(rules.size()));
  double targets = 0.0;
  for (const ContentRule* rule : rules) {
    attribute.group_of_place[place_of(pool, *rule)] = static_cast<std::uint16_t>(attribute.values.size());
    const double target = rule->target.value_or(0.5 * (rule->minimum + rule->maximum));
    add_group(attribute, rule->value, std::max(0.0, rule->minimum - blueprint.content_tolerance),
              std::min(1.0, rule->maximum + blueprint.content_tolerance), target);
    attribute.has_targets = attribute.has_targets || rule->target.has_value();
    targets += target;
  }
  add_group(attribute, "", 0.0, 1.0, std::max(0.0, 1.0 - targets));
  attribute.has_targets = attribute.has_targets || blueprint.content_balance == ContentBalance::largest_deficit;
  const int longest = scored_lengths(pool, blueprint).longest;
  for (int length = 0; length <= longest; ++length)
    attribute.rounds_outward.push_back(!leaves_choice(attribute, length));
  return attribute;
}

}  // namespace

int ContentAttribute::least(std::size_t group, int length) const noexcept {
  const double items = minimum[group] * length;
  return rounds_outward[static_cast<std::size_t>(length)] ? round_down(items) : round_up(items);
}

int ContentAttribute::most(std::size_t group, int length) const noexcept {
  const double items = maximum[group] * length;
  return rounds_outward[static_cast<std::size_t>(length)] ? round_up(items) : round_down(items);
}

std::vector<ContentAttribute> resolve_content(const ItemPool& pool, const Blueprint& blueprint) {
  std::vector<ContentAttribute> attributes;
  for (const auto& rule : blueprint.content) {
    const bool known = std::any_of(attributes.begin(), attributes.end(),
                                   [&](const ContentAttribute& one) { return one.name == rule.attribute; });
    if (!known) attributes.push_back(resolve(pool, blueprint, rule.attribute));
  }
  return attributes;
}

ScoredLengths scored_lengths(const ItemPool& pool, const Blueprint& blueprint) {
  const auto scorable = static_cast<int>(pool.size() - pool.pretest().size());
  const int pretest = blueprint.pretest.count;
  const int longest = std::max(1, std::min(blueprint.maximum_items - pretest, scorable));
  return {std::clamp(blueprint.minimum_items - pretest, 1, longest), longest};
}

int longest_set(const ItemPool& pool) {
  std::size_t longest = 0;
  for (const auto& set : pool.sets()) longest = std::max(longest, set.size());
  return static_cast<int>(longest);
}

}  // namespace haven::cat
