#include "haven/cat/feasibility.hpp"

#include <algorithm>
#include <map>
#include <queue>
#include <utility>

#include "cat/content_attribute.hpp"

namespace haven::cat {
namespace {

constexpr int unlimited = 1 << 28;

/// One bound of one group of one attribute at a given length.
struct Bound {
  std::size_t attribute;
  std::size_t group;
  bool is_minimum;
  int items;
};

/// The bounds on the groups of one attribute.
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

/// How many items that an exam may score fall into each pair of groups of two attributes. Of sets only as many count as
/// are given: for each pair the sets that hold most of it.
class Supply {
 public:
  Supply(const ItemPool& pool, const Blueprint& blueprint, const std::vector<ContentAttribute>& attributes)
      : attributes_(attributes) {
    for (std::size_t rows = 0; rows < attributes.size(); ++rows)
      for (std::size_t columns = rows; columns < attributes.size(); ++columns)
        tables_.push_back(count(pool, blueprint, attributes[rows], attributes[columns]));
  }

  [[nodiscard]] const std::vector<ContentAttribute>& attributes() const { return attributes_; }
  /// The table of two attributes, the first no later than the second.
  [[nodiscard]] const std::vector<int>& table(std::size_t rows, std::size_t columns) const {
    return tables_[rows * attributes_.size() - rows * (rows + 1) / 2 + columns];
  }
  [[nodiscard]] int count_of(std::size_t attribute, std::size_t group) const {
    return table(attribute, attribute)[group * attributes_[attribute].groups() + group];
  }

 private:
  static std::vector<int> count(const ItemPool& pool, const Blueprint& blueprint, const ContentAttribute& rows,
                                const ContentAttribute& columns) {
    std::vector<int> cells(rows.groups() * columns.groups(), 0);
    const auto cell_of = [&](irt::ItemIndex item) {
      return rows.group_of(item) * columns.groups() + columns.group_of(item);
    };
    for (irt::ItemIndex item = 0; item < pool.size(); ++item)
      if (!pool.content(item).pretest && !pool.set_of(item)) ++cells[cell_of(item)];
    std::vector<std::vector<int>> in_sets(cells.size());
    for (const auto& set : pool.sets()) {
      std::map<std::size_t, int> counts;
      for (const irt::ItemIndex item : set) ++counts[cell_of(item)];
      for (const auto& [cell, items] : counts) in_sets[cell].push_back(items);
    }
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      std::sort(in_sets[cell].rbegin(), in_sets[cell].rend());
      const auto given = std::min(in_sets[cell].size(), static_cast<std::size_t>(blueprint.sets.count));
      for (std::size_t set = 0; set < given; ++set) cells[cell] += in_sets[cell][set];
    }
    return cells;
  }

  const std::vector<ContentAttribute>& attributes_;
  std::vector<std::vector<int>> tables_;
};

Margin margin_of(const Supply& supply, std::size_t attribute, const std::vector<Bound>& bounds) {
  const std::size_t groups = supply.attributes()[attribute].groups();
  Margin margin{std::vector<int>(groups, 0), std::vector<int>(groups, unlimited)};
  for (const auto& bound : bounds)
    if (bound.attribute == attribute) (bound.is_minimum ? margin.least : margin.most)[bound.group] = bound.items;
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

/// Are the bounds feasible for every pair of attributes? A single one is paired with itself, free on that side.
bool feasible(const Supply& supply, const std::vector<Bound>& bounds, int length) {
  const std::size_t count = supply.attributes().size();
  for (std::size_t rows = 0; rows < count; ++rows)
    for (std::size_t columns = count == 1 ? rows : rows + 1; columns < count; ++columns) {
      const auto free = rows == columns ? std::vector<Bound>{} : bounds;
      if (!fits(supply.table(rows, columns), margin_of(supply, rows, bounds), margin_of(supply, columns, free), length))
        return false;
    }
  return true;
}

std::vector<Bound> bounds_at(const Supply& supply, int length) {
  std::vector<Bound> bounds;
  for (std::size_t i = 0; i < supply.attributes().size(); ++i) {
    const auto& attribute = supply.attributes()[i];
    for (std::size_t group = 0; group + 1 < attribute.groups(); ++group) {
      const int least = attribute.least(group, length), most = attribute.most(group, length);
      if (least > 0) bounds.push_back({i, group, true, least});
      if (most < length) bounds.push_back({i, group, false, most});
    }
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

/// The smallest conflicting subset: by trying all of up to three bounds where those are not too many, else by leaving
/// out what can be left out.
std::vector<Bound> smallest(const Supply& supply, const std::vector<Bound>& bounds, int length) {
  const std::size_t largest = bounds.size() <= 30 ? 3 : 1;
  for (std::size_t size = 1; size <= largest; ++size) {
    std::vector<Bound> chosen;
    if (any_subset(bounds, size, 0, chosen, [&](const auto& some) { return !feasible(supply, some, length); }))
      return chosen;
  }
  return irreducible(supply, bounds, length);
}

std::string name_of(const Supply& supply, const Bound& bound, int length) {
  const auto& attribute = supply.attributes()[bound.attribute];
  return attribute.name + "=" + attribute.values[bound.group] + ": at " + (bound.is_minimum ? "least " : "most ") +
         std::to_string(bound.items) + " of " + std::to_string(length) + " items (the pool has " +
         std::to_string(supply.count_of(bound.attribute, bound.group)) + ")";
}

std::optional<Conflict> conflict_at(const Supply& supply, int length) {
  const auto bounds = bounds_at(supply, length);
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
  const int sets = blueprint.sets.count, pretest = blueprint.pretest.count, longest = longest_set(pool);
  if (sets * longest + pretest <= blueprint.minimum_items) return std::nullopt;
  Conflict conflict{blueprint.minimum_items, {}};
  if (sets > 0)
    conflict.constraints.push_back("sets: " + std::to_string(sets) + " of up to " + std::to_string(longest) + " items");
  if (pretest > 0) conflict.constraints.push_back("pretest: " + std::to_string(pretest) + " items");
  conflict.constraints.push_back("minimum_items: " + std::to_string(blueprint.minimum_items));
  return conflict;
}

/// The items that one exam can give: those that stand alone, the sets and pretest items that it places.
std::size_t items_to_give(const ItemPool& pool, const Blueprint& blueprint) {
  std::size_t in_sets = 0;
  for (const auto& set : pool.sets()) in_sets += set.size();
  return pool.size() - in_sets - pool.pretest().size() +
         static_cast<std::size_t>(blueprint.sets.count * longest_set(pool) + blueprint.pretest.count);
}

}  // namespace

std::optional<Conflict> find_conflict(const ItemPool& pool, const Blueprint& blueprint) {
  const int shortest = blueprint.minimum_items;
  if (auto found = shortage("sets", blueprint.sets.count, pool.sets().size(), shortest)) return found;
  if (auto found = shortage("pretest items", blueprint.pretest.count, pool.pretest().size(), shortest)) return found;
  if (auto found = crowding(pool, blueprint)) return found;
  if (auto found = shortage("minimum_items", shortest, items_to_give(pool, blueprint), shortest)) return found;
  const auto attributes = resolve_content(pool, blueprint);
  const Supply supply(pool, blueprint, attributes);
  const auto lengths = scored_lengths(pool, blueprint);
  const auto most = static_cast<int>(items_to_give(pool, blueprint)) - blueprint.pretest.count;
  const int longest = std::max(lengths.shortest, std::min(lengths.longest, most));
  for (int length = lengths.shortest; length <= longest; ++length)
    if (auto found = conflict_at(supply, length)) return found;
  return std::nullopt;
}

std::string describe(const Conflict& conflict) {
  std::string text = "infeasible at " + std::to_string(conflict.scored_items) + " items: ";
  for (std::size_t i = 0; i < conflict.constraints.size(); ++i)
    text += (i == 0 ? "" : " together with ") + conflict.constraints[i];
  return text;
}

}  // namespace haven::cat
