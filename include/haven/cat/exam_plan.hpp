#pragma once

#include <memory>

#include "haven/cat/blueprint.hpp"
#include "haven/cat/item_pool.hpp"

namespace haven::cat {

/// A blueprint made ready for one pool: names resolved, and shown to be feasible. Immutable; a copy shares the data;
/// share freely between threads and exams.
class ExamPlan {
 public:
  /// Throws Error(invalid_argument) for a bad rule (see validate(Blueprint)), for a start item, attribute or value that
  /// the pool does not have, a start item that is a pretest item or part of a set, and, with reason "infeasible",
  /// naming the smallest conflicting set of constraints (see find_conflict), for a blueprint that no exam on this pool
  /// can meet.
  ExamPlan(ItemPool pool, Blueprint blueprint);

  [[nodiscard]] const ItemPool& pool() const noexcept;
  [[nodiscard]] const Blueprint& blueprint() const noexcept;

  struct Data;  ///< private to the engine
  [[nodiscard]] const Data& data() const noexcept { return *data_; }

 private:
  std::shared_ptr<const Data> data_;
};

}  // namespace haven::cat
