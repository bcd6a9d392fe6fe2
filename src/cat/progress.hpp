#pragma once

// What an exam has given so far, tallied for the choice of the next item. Private.

#include <cstdint>
#include <optional>
#include <vector>

#include "haven/cat/conditions.hpp"
#include "haven/cat/exam.hpp"

#include "cat/plan_data.hpp"

namespace haven::cat {

/// Where the exam stands: made for an exam without steps, then given every item in turn.
class Progress {
 public:
  Progress(const ExamPlan::Data& plan, const ExamState& state);

  /// Notes that the item was given.
  void give(irt::ItemIndex item);

  [[nodiscard]] int given() const noexcept { return given_; }
  [[nodiscard]] int scored() const noexcept { return given_ - pretest_given_; }
  /// Scored items that were chosen one by one.
  [[nodiscard]] int singles() const noexcept { return scored() - given_in_sets_; }
  /// Items that no rule may choose singly: given, enemies of given ones, pretest items and members of sets.
  [[nodiscard]] const irt::ItemSet& blocked() const noexcept { return blocked_; }
  /// Items given, and their enemies.
  [[nodiscard]] const irt::ItemSet& excluded() const noexcept { return excluded_; }
  [[nodiscard]] const irt::ItemSet& seen() const noexcept { return seen_; }
  /// May `more` further items be ones that the candidate has seen before?
  [[nodiscard]] bool may_repeat(int more = 1) const noexcept;
  /// How many scored items of a group were given.
  [[nodiscard]] int count(std::size_t attribute, std::size_t group) const noexcept { return counts_[attribute][group]; }

  /// The next item of the set that has been begun, if one is open.
  [[nodiscard]] std::optional<irt::ItemIndex> next_in_set() const noexcept;
  /// Sets (pretest items) still to be placed.
  [[nodiscard]] int sets_left() const noexcept { return plan_->blueprint.sets.count - sets_begun_; }
  [[nodiscard]] int pretest_left() const noexcept { return plan_->blueprint.pretest.count - pretest_given_; }
  [[nodiscard]] bool set_is_due() const noexcept;
  [[nodiscard]] bool pretest_is_due() const noexcept;

  /// The items that this exam may not give at an ability, or nullptr when there are none.
  [[nodiscard]] const irt::ItemSet* ineligible(double theta) const noexcept;

 private:
  void exclude(irt::ItemIndex item);
  [[nodiscard]] bool must_place_now() const noexcept;

  const ExamPlan::Data* plan_;
  irt::ItemSet blocked_, excluded_, seen_;
  std::vector<double> segment_bounds_;
  std::vector<irt::ItemSet> ineligible_;  ///< by segment; empty when every item may be given
  std::vector<std::vector<int>> counts_;  ///< [attribute][group]
  std::vector<int> set_positions_, pretest_positions_;
  int given_ = 0, pretest_given_ = 0, sets_begun_ = 0, given_in_sets_ = 0, repeated_ = 0;
  std::optional<std::size_t> open_set_;
  std::size_t place_in_set_ = 0;
};

}  // namespace haven::cat
