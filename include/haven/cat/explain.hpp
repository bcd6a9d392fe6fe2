#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/cat/exam.hpp"

namespace haven::cat {

/// By which rule an item came.
enum class ChoiceSource {
  start,         ///< a fixed item of the start rule
  random_start,  ///< a random item of the start rule
  criterion,     ///< the selection rule
  set,           ///< the first item of a set that the placement rule asked for
  set_member,    ///< the next item of an open set
  pretest,       ///< a pretest item that the placement rule asked for
};
[[nodiscard]] std::string_view to_string(ChoiceSource source) noexcept;

/// What kept a rival from being chosen.
enum class Barrier {
  none,      ///< nothing: the item chosen, or one that lost by its criterion
  given,     ///< given before, or an enemy of such an item
  reserved,  ///< a pretest item, or a member of a set
  seen,      ///< the candidate has seen it, and may not see more such items
  exposure,  ///< ruled out by the draw of exposure control
  content,   ///< its content is not what may come next
};
[[nodiscard]] std::string_view to_string(Barrier barrier) noexcept;

/// An item of the pool as the selection rule saw it.
struct Rival {
  irt::ItemIndex item = 0;
  double criterion = std::numeric_limits<double>::quiet_NaN();
  Barrier barrier = Barrier::none;
};

/// Where one content rule stood before the choice.
struct ContentState {
  std::string attribute;
  std::string value;  ///< empty for the items without a rule
  int count = 0;      ///< scored items given
  int least = 0;      ///< bounds at the shortest length, or at the present one once that is passed
  int most = 0;
  double target = 0.0;   ///< proportion
  double deficit = 0.0;  ///< target times the length with this item, minus count
};

/// Why an item was (or will be) given, worked out again from the exam's log.
struct ItemExplanation {
  int position = 0;  ///< 1-based
  irt::ItemIndex item = 0;
  ChoiceSource source = ChoiceSource::criterion;
  SelectionRule rule = SelectionRule::maximum_information;
  double theta = 0.0;                                           ///< ability at which it was chosen
  double criterion = std::numeric_limits<double>::quiet_NaN();  ///< of a set its mean; NaN for items of another source
  Relaxation relaxed = Relaxation::none;
  std::vector<Rival> rivals{};  ///< for a choice by criterion the best of the other items not yet given, best first;
                                ///< for rules that draw at random only those that the draw was among
  std::vector<ContentState> content{};
};

/// Explains the item at `position` (1 .. steps + 1; the last is the item that waits for its answer). The choice is made
/// again from the log; the explanation is of that item, and Error(corrupt_data) is thrown when the log has another one.
/// Throws Error(invalid_argument) for a position without an item. Costs a criterion value for every item of the pool.
[[nodiscard]] ItemExplanation explain_item(const Exam& exam, int position, int rivals = 5);

/// One rule that may end an exam, and what it weighed after the last step. An early rule fires outside
/// [lower, upper]; a bound that it does not have is infinite.
struct RuleState {
  StopReason rule = StopReason::maximum_length;
  double statistic = std::numeric_limits<double>::quiet_NaN();  ///< NaN when the rule could not be asked yet
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
  bool holds = false;  ///< its condition is met; whether it was allowed to end the exam is told by StopExplanation
};

/// Why an exam ended, or why it goes on.
struct StopExplanation {
  std::optional<StopReason> ended_by;
  bool past_minimum = false;        ///< the minimum length is reached
  bool placements_pending = false;  ///< a set is open, or sets or pretest items are still to be placed
  bool trusted = false;             ///< the estimate is the blueprint's estimator's own, and not at a bound
  std::vector<RuleState> rules{};   ///< those in use
};

/// Every rule in use, asked again from the log.
[[nodiscard]] StopExplanation explain_stop(const Exam& exam);

}  // namespace haven::cat
