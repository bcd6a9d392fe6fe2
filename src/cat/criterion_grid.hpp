#pragma once

#include <span>
#include <vector>

#include "haven/cat/criterion.hpp"

namespace haven::cat {

/// The likelihood of the responses so far, as weights of a sum over nodes that stands for an integral over ability.
struct CriterionGrid {
  std::span<const double> nodes;
  std::span<const double> weights;  ///< rule of integration times likelihood, and prior density if wanted
};

/// The nodes of the integrals.
void fill_nodes(const CriterionOptions& options, std::vector<double>& nodes);

/// Adds the row of one item of a CriterionTable.
void append_row(SelectionRule rule, const irt::Item& item, std::span<const double> nodes, std::vector<double>& row);

/// Which nodes weigh how much besides the likelihood.
struct GridKind {
  bool with_prior;
  bool trapezoidal = true;  ///< the end nodes count half; false: a distribution on the nodes, each counting whole
};

/// Filled in `workspace`. A likelihood that would come near underflow is divided by its largest value.
[[nodiscard]] CriterionGrid make_grid(const SelectionContext& context, GridKind kind, CriterionWorkspace& workspace);

}  // namespace haven::cat
