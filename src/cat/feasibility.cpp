#include "haven/cat/feasibility.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <queue>
#include <utility>

namespace haven::cat {
namespace {

constexpr double whole = 1e-9;
constexpr int unlimited = 1 << 28;

/// One bound of one content rule at a given length.
struct Bound {
  const ContentRule* rule;
  bool is_minimum;
  int items;
};

/// The bounds on the values of one attribute, by the place of the value; the last place is for items without one.
struct Margin {
  std::vector<int> least, most;
};

/// Integer flow from node 0 to node 1 by shortest augmenting paths (Edmonds & Karp 1972); a few dozen nodes.
class Flow {
 public:
  explicit Flow(std::size_t nodes) : nodes_(nodes), capacity_(nodes * nodes, 0) {}
  void add(std::size_t from, std::size_t to, int capacity) { capacity_[from * nodes_ + to] += capacity; }

  int maximum() {
    int total = 0;
    while (const int pushed = augment()) total += pushed;
    return total;
  }

 private:
  int augment() {
    std::vector<std::size_t> parent(nodes_, nodes_);
    std::queue<std::size_t> open({0});
    parent[0] = 0;
    for (; !open.empty() && parent[1] == nodes_; open.pop())
      for (std::size_t next = 0; next < nodes_; ++next)
        if (parent[next] == nodes_ && capacity_[open.front() * nodes_ + next] > 0) {
          parent[next] = open.front();
          open.push(next);
        }
    if (parent[1] == nodes_) return 0;
    int least = unlimited;
    for (std::size_t at = 1; at != 0; at = parent[at]) least = std::min(least, capacity_[parent[at] * nodes_ + at]);
    for (std::size_t at = 1; at != 0; at = parent[at]) {
      capacity_[parent[at] * nodes_ + at] -= least;
      capacity_[at * nodes_ + parent[at]] += least;
    }
    return least;
  }

  std::size_t nodes_;
  std::vector<int> capacity_;
};

/// The items of the pool that can be scored, and how they fall into the values of its attributes.
class Supply {
 public:
  Supply(const ItemPool& pool, const Blueprint& blueprint) : pool_(pool) {
    for (irt::ItemIndex item = 0; item < pool.size(); ++item)
      if (!pool.content(item).pretest && (blueprint.sets.count > 0 || !pool.set_of(item))) items_.push_back(item);
  }

  [[nodiscard]] int size() const { return static_cast<int>(items_.size()); }
  [[nodiscard]] std::size_t places(const std::string& attribute) const { return pool_.values(attribute).size() + 1; }
  [[nodiscard]] std::size_t place(const std::string& attribute, const std::string& value) const {
    const auto values = pool_.values(attribute);
    return static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), value) - values.begin());
  }
  [[nodiscard]] int count(const std::string& attribute, const std::string& value) const {
    const auto cells = table(attribute, attribute);
    const std::size_t at = place(attribute, value);
    return cells[at * places(attribute) + at];
  }

  /// How many items have each pair of values.
  [[nodiscard]] std::vector<int> table(const std::string& rows, const std::string& columns) const {
    const auto row_places = pool_.value_places(rows), column_places = pool_.value_places(columns);
    std::vector<int> cells(places(rows) * places(columns), 0);
    for (const irt::ItemIndex item : items_) {
      const std::size_t row = std::min<std::size_t>(row_places[item], places(rows) - 1);
      ++cells[row * places(columns) + std::min<std::size_t>(column_places[item], places(columns) - 1)];
    }
    return cells;
  }

 private:
  const ItemPool& pool_;
  std::vector<irt::ItemIndex> items_;
};

Margin margin_of(const Supply& supply, const std::string& attribute, const std::vector<Bound>& bounds) {
  Margin margin{std::vector<int>(supply.places(attribute), 0), std::vector<int>(supply.places(attribute), unlimited)};
  for (const auto& [rule, is_minimum, items] : bounds)
    if (rule->attribute == attribute)
      (is_minimum ? margin.least : margin.most)[supply.place(attribute, rule->value)] = items;
  return margin;
}

/// Adds an arc whose flow must lie in [least, most]: the least is forced through the two extra nodes 0 and 1.
void add_bounded(Flow& flow, std::size_t from, std::size_t to, int least, int most) {
  flow.add(from, to, most - least);
  flow.add(0, to, least);
  flow.add(from, 1, least);
}

/// Can `length` items be chosen with the sums of rows and columns within their margins? A circulation with lower
/// bounds, from the source (2) through rows and columns to the sink (3).
bool fits(const std::vector<int>& cells, const Margin& rows, const Margin& columns, int length) {
  const std::size_t row_count = rows.least.size(), column_count = columns.least.size();
  Flow flow(4 + row_count + column_count);
  int forced = length;
  for (std::size_t row = 0; row < row_count; ++row) {
    if (rows.least[row] > rows.most[row]) return false;
    add_bounded(flow, 2, 4 + row, rows.least[row], rows.most[row]);
    forced += rows.least[row];
    for (std::size_t column = 0; column < column_count; ++column)
      flow.add(4 + row, 4 + row_count + column, cells[row * column_count + column]);
  }
  for (std::size_t column = 0; column < column_count; ++column) {
    if (columns.least[column] > columns.most[column]) return false;
    add_bounded(flow, 4 + row_count + column, 3, columns.least[column], columns.most[column]);
    forced += columns.least[column];
  }
  add_bounded(flow, 3, 2, length, length);
  return flow.maximum() == forced;
}

/// Are the bounds feasible for every pair of attributes?
bool feasible(const Supply& supply, const std::vector<Bound>& bounds, int length) {
  std::vector<std::string> attributes;
  for (const auto& bound : bounds)
    if (std::find(attributes.begin(), attributes.end(), bound.rule->attribute) == attributes.end())
      attributes.push_back(bound.rule->attribute);
  for (std::size_t i = 0; i < attributes.size(); ++i)
    for (std::size_t j = i; j < attributes.size(); ++j) {
      if (i == j && attributes.size() > 1) continue;
      const auto& rows = attributes[i];
      const auto& columns = attributes[j];
      const Margin any{std::vector<int>(supply.places(columns), 0),
                       std::vector<int>(supply.places(columns), unlimited)};
      if (!fits(supply.table(rows, columns), margin_of(supply, rows, bounds),
                i == j ? any : margin_of(supply, columns, bounds), length))
        return false;
    }
  return true;
}

std::vector<Bound> bounds_at(const Blueprint& blueprint, int length) {
  std::vector<Bound> bounds;
  for (const auto& rule : blueprint.content) {
    const double least = std::ceil((rule.minimum - blueprint.content_tolerance) * length - whole);
    const double most = std::floor((rule.maximum + blueprint.content_tolerance) * length + whole);
    if (least > 0.0) bounds.push_back({&rule, true, static_cast<int>(least)});
    if (most < length) bounds.push_back({&rule, false, static_cast<int>(most)});
  }
  return bounds;
}

/// Calls `act` with every subset of `size` of the bounds until it returns true.
template <class Act>
bool any_subset(const std::vector<Bound>& bounds, std::size_t size, std::size_t from, std::vector<Bound>& chosen,
                Act act) {
  if (chosen.size() == size) return act(chosen);
  for (std::size_t i = from; i < bounds.size(); ++i) {
    chosen.push_back(bounds[i]);
    if (any_subset(bounds, size, i + 1, chosen, act)) return true;
    chosen.pop_back();
  }
  return false;
}

/// Leaves out every bound without which the rest still conflict.
std::vector<Bound> irreducible(const Supply& supply, std::vector<Bound> bounds, int length) {
  for (std::size_t i = 0; i < bounds.size();) {
    auto fewer = bounds;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (feasible(supply, fewer, length))
      ++i;
    else
      bounds = std::move(fewer);
  }
  return bounds;
}

/// The smallest conflicting subset: by trying all of up to three bounds, else by leaving out what can be left out.
std::vector<Bound> smallest(const Supply& supply, const std::vector<Bound>& bounds, int length) {
  for (std::size_t size = 1; size <= 3; ++size) {
    std::vector<Bound> chosen;
    if (any_subset(bounds, size, 0, chosen, [&](const auto& some) { return !feasible(supply, some, length); }))
      return chosen;
  }
  return irreducible(supply, bounds, length);
}

std::string name_of(const Supply& supply, const Bound& bound, int length) {
  const auto& rule = *bound.rule;
  return rule.attribute + "=" + rule.value + ": at " + (bound.is_minimum ? "least " : "most ") +
         std::to_string(bound.items) + " of " + std::to_string(length) + " items (the pool has " +
         std::to_string(supply.count(rule.attribute, rule.value)) + ")";
}

std::optional<Conflict> conflict_at(const Supply& supply, const Blueprint& blueprint, int length) {
  const auto bounds = bounds_at(blueprint, length);
  if (bounds.empty() || feasible(supply, bounds, length)) return std::nullopt;
  Conflict conflict{length, {}};
  for (const auto& bound : smallest(supply, bounds, length))
    conflict.constraints.push_back(name_of(supply, bound, length));
  return conflict;
}

std::optional<Conflict> shortage(const std::string& what, int wanted, std::size_t found, int length) {
  if (static_cast<std::size_t>(wanted) <= found) return std::nullopt;
  return Conflict{length, {what + ": " + std::to_string(wanted) + " (the pool has " + std::to_string(found) + ")"}};
}

/// Sets and pretest items must fit into the shortest exam.
std::optional<Conflict> crowding(const ItemPool& pool, const Blueprint& blueprint) {
  std::size_t longest = 0;
  for (const auto& set : pool.sets()) longest = std::max(longest, set.size());
  const auto placed =
      static_cast<std::size_t>(blueprint.sets.count) * longest + static_cast<std::size_t>(blueprint.pretest.count);
  if (placed <= static_cast<std::size_t>(blueprint.minimum_items)) return std::nullopt;
  return Conflict{blueprint.minimum_items,
                  {"sets: " + std::to_string(blueprint.sets.count) + " of up to " + std::to_string(longest) + " items",
                   "pretest: " + std::to_string(blueprint.pretest.count) + " items",
                   "minimum_items: " + std::to_string(blueprint.minimum_items)}};
}

}  // namespace

std::optional<Conflict> find_conflict(const ItemPool& pool, const Blueprint& blueprint) {
  const int shortest = blueprint.minimum_items;
  if (auto found = shortage("sets", blueprint.sets.count, pool.sets().size(), shortest)) return found;
  if (auto found = shortage("pretest items", blueprint.pretest.count, pool.pretest().size(), shortest)) return found;
  if (auto found = crowding(pool, blueprint)) return found;
  const Supply supply(pool, blueprint);
  const int fewest = std::max(1, blueprint.minimum_items - blueprint.pretest.count);
  const int longest = std::max(fewest, blueprint.maximum_items - blueprint.pretest.count);
  for (const int length : {std::min(fewest, supply.size()), std::min(longest, supply.size())})
    if (auto found = conflict_at(supply, blueprint, length)) return found;
  return std::nullopt;
}

std::string describe(const Conflict& conflict) {
  std::string text = "infeasible at " + std::to_string(conflict.scored_items) + " items: ";
  for (std::size_t i = 0; i < conflict.constraints.size(); ++i)
    text += (i == 0 ? "" : " together with ") + conflict.constraints[i];
  return text;
}

}  // namespace haven::cat
