#pragma once

// A blueprint resolved against its pool. Private.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "haven/cat/criterion_table.hpp"
#include "haven/cat/exam_plan.hpp"
#include "haven/irt/information_index.hpp"

#include "cat/projection.hpp"

namespace haven::cat {

/// One attribute that content rules speak of. A group is a value with a rule; the last group holds all other items.
struct ContentAttribute {
  std::string name;
  std::span<const std::uint16_t> places;  ///< the pool's value place of every item
  std::vector<std::uint16_t> group_of_place;
  std::vector<std::string> values;       ///< of every group; the last is empty
  std::vector<double> minimum, maximum;  ///< proportions, the tolerance included
  std::vector<double> target;
  bool has_targets = false;  ///< a rule states one, or the balance needs them

  [[nodiscard]] std::size_t groups() const noexcept { return values.size(); }
  [[nodiscard]] std::size_t group_of(irt::ItemIndex item) const noexcept {
    const std::uint16_t place = places[item];
    return place == ItemPool::no_value ? groups() - 1 : group_of_place[place];
  }
  /// The fewest and the most items of a group among `length` scored ones.
  [[nodiscard]] int least(std::size_t group, int length) const noexcept;
  [[nodiscard]] int most(std::size_t group, int length) const noexcept;
};

struct ExamPlan::Data {
  Data(ItemPool of, Blueprint rules) : pool(std::move(of)), blueprint(std::move(rules)) {}

  ItemPool pool;
  Blueprint blueprint;
  std::vector<irt::ItemIndex> start_items;
  std::vector<ContentAttribute> attributes;  ///< in the order of their first rule
  irt::ItemSet reserved;                     ///< pretest items and members of sets: never chosen singly
  int scored_minimum = 1;                    ///< the shortest exam without its pretest items
  int scored_maximum = 1;                    ///< the longest one
  int longest_set = 0;
  std::vector<std::uint8_t> strata;                       ///< of a_stratified selection
  std::unique_ptr<const CriterionTable> criterion_table;  ///< of the selection rule
  std::unique_ptr<const ProjectionTable> projection;      ///< when the blueprint stops on certainty
};

}  // namespace haven::cat
