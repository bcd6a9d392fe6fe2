#pragma once

// The choice of the next item. Private.

#include <optional>
#include <span>
#include <vector>

#include "haven/cat/explain.hpp"
#include "haven/irt/ability.hpp"
#include "haven/irt/response.hpp"

#include "cat/content_window.hpp"

namespace haven::cat {

/// Memory that one choice after the other uses, so that only the first allocates.
struct Workspace {
  ContentWindow window;
  irt::RankedItems ranked;
  CriterionWorkspace criterion;
  irt::ItemSet excluded;
  std::vector<irt::ItemIndex> candidates;
};

/// What the choice depends on besides the plan, and where it works.
struct Situation {
  const Progress& progress;
  std::span<const irt::ItemResponse> responses;  ///< to the scored items
  double theta;
  double standard_error;  ///< of theta; infinite before the first response
  std::uint64_t seed;     ///< of the exam
  Workspace& workspace;
};

struct Choice {
  irt::ItemIndex item;
  Relaxation relaxed;
  ChoiceSource source;
};

/// The item to give next, or nullopt when none is left that may be given.
[[nodiscard]] std::optional<Choice> choose_next(const ExamPlan::Data& plan, const Situation& now);

/// Is a set open, or a set or pretest item still to be placed, for which there are items?
[[nodiscard]] bool placement_pending(const ExamPlan::Data& plan, const Situation& now);

/// The selection rule's value of every item of the pool, whatever was given; with `excluded`, as a choice among the
/// others sees it, NaN for those.
[[nodiscard]] std::vector<double> criterion_values(const ExamPlan::Data& plan, const Situation& now,
                                                   const irt::ItemSet* excluded = nullptr);

/// The mean of that over the items of every set, negative where the rule is minimised.
[[nodiscard]] std::vector<double> set_values(const ExamPlan::Data& plan, const Situation& now);

/// The most informative item at the ability that content and exposure let through, or nullopt when none is left.
[[nodiscard]] std::optional<irt::ItemIndex> most_informative_left(const ExamPlan::Data& plan, const Situation& now);

/// May the item be chosen singly, as far as `relaxed` allows, whatever its content?
[[nodiscard]] bool is_available(const Situation& now, irt::ItemIndex item, Relaxation relaxed);

}  // namespace haven::cat
