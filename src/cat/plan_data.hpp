#pragma once

// A blueprint resolved against its pool. Private.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "haven/cat/criterion_table.hpp"
#include "haven/cat/exam_plan.hpp"
#include "haven/irt/information_index.hpp"

#include "cat/content_attribute.hpp"
#include "cat/projection.hpp"

namespace haven::cat {

struct ExamPlan::Data {
  Data(ItemPool of, Blueprint rules) : pool(std::move(of)), blueprint(std::move(rules)) {}

  ItemPool pool;
  Blueprint blueprint;
  CriterionOptions criterion;  ///< the blueprint's, completed by its own standard, length and precision
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
