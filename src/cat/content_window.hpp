#pragma once

// Which content may come next. Private.

#include <cstdint>
#include <vector>

#include "cat/progress.hpp"

namespace haven::cat {

/// For every attribute the groups that the next scored item may belong to. Used for one choice after the other, so that
/// its memory is allocated once.
class ContentWindow {
 public:
  /// Begins a choice: nothing is open or shut. Both must outlive it.
  void start(const ExamPlan::Data& plan, const Progress& progress);

  /// Every group that keeps the bounds of its attribute within reach.
  void open_bounds();
  /// Of the first `attributes` attributes only the groups that their targets ask for, of the others as open_bounds().
  /// Groups shut by shut() are passed over.
  void open_targets(std::size_t attributes);
  /// Whatever the bounds, of the first attribute only the group with the largest deficit that is not shut.
  void open_deficits();
  /// Marks the groups of the first attribute that are open as ones that have no item left. False when there was none to
  /// mark.
  bool shut_target();

  [[nodiscard]] bool admits(irt::ItemIndex item) const noexcept;
  /// May a whole set be given now without breaking a bound?
  [[nodiscard]] bool admits_set(const std::vector<irt::ItemIndex>& items);
  /// Attributes with targets to heed.
  [[nodiscard]] std::size_t targets() const noexcept;

 private:
  void open_bounds(std::size_t attribute);
  void choose_target(std::size_t attribute);
  void choose_largest_deficit(std::size_t attribute);
  [[nodiscard]] double deficit(std::size_t attribute, std::size_t group) const;

  const ExamPlan::Data* plan_ = nullptr;
  const Progress* progress_ = nullptr;
  std::vector<std::vector<std::uint8_t>> allowed_;  ///< [attribute][group]
  std::vector<std::uint8_t> shut_;                  ///< groups of the first attribute
  std::vector<int> counts_;                         ///< for admits_set()
};

}  // namespace haven::cat
