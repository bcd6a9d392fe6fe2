#pragma once

// The content rules of a blueprint resolved against a pool. Private.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "haven/cat/blueprint.hpp"
#include "haven/cat/item_pool.hpp"

namespace haven::cat {

/// One attribute that content rules speak of. A group is a value with a rule; the last group holds all other items.
struct ContentAttribute {
  std::string name;
  std::span<const std::uint16_t> places;  ///< the pool's value place of every item
  std::vector<std::uint16_t> group_of_place;
  std::vector<std::string> values;       ///< of every group; the last is empty
  std::vector<double> minimum, maximum;  ///< proportions, the tolerance included
  std::vector<double> target;
  bool has_targets = false;          ///< a rule states one, or the balance needs them
  std::vector<bool> rounds_outward;  ///< by length; see least()

  [[nodiscard]] std::size_t groups() const noexcept { return values.size(); }
  [[nodiscard]] std::size_t group_of(irt::ItemIndex item) const noexcept {
    const std::uint16_t place = places[item];
    return place == ItemPool::no_value ? groups() - 1 : group_of_place[place];
  }
  /// The fewest and the most items of a group among `length` scored ones: the shares rounded inwards to whole items, or
  /// outwards at a length at which the groups' inward bounds leave no choice together.
  [[nodiscard]] int least(std::size_t group, int length) const noexcept;
  [[nodiscard]] int most(std::size_t group, int length) const noexcept;
};

/// The attributes in the order of their first rule. Throws Error(invalid_argument) for an attribute or a value that no
/// item of the pool has.
[[nodiscard]] std::vector<ContentAttribute> resolve_content(const ItemPool& pool, const Blueprint& blueprint);

/// The fewest and the most scored items of an exam.
struct ScoredLengths {
  int shortest;
  int longest;
};
[[nodiscard]] ScoredLengths scored_lengths(const ItemPool& pool, const Blueprint& blueprint);

/// The number of items of the longest set.
[[nodiscard]] int longest_set(const ItemPool& pool);

}  // namespace haven::cat
