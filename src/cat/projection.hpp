#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "haven/cat/blueprint.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::cat {

/// How far the log-likelihood could still be tilted by further answers, whatever items they belong to.
///
/// Between every two neighbouring nodes of a grid over the ability range it holds, for n = 0, 1, ..., the sum of the n
/// largest (and of the n smallest) rises of log P that any score of any item has there. Adding up those sums on the
/// present log-likelihood makes a density that dominates, in likelihood-ratio order, the one after any n further
/// answers; so its mode and its mean lie above theirs. This holds for every model: exactly for EAP, whose
/// quadrature nodes these are; for the modes of MLE and MAP to one node, as far as the nodes show every mode. The prior
/// is normal or uniform.
class ProjectionTable {
 public:
  ProjectionTable(const irt::ItemBank& bank, const Blueprint& blueprint);

  /// The highest (lowest) ability, as `estimator` would find it, after `further` more answers.
  struct Reach {
    double lowest;
    double highest;
  };
  [[nodiscard]] Reach reach(const irt::ItemBank& bank, std::span<const irt::ItemResponse> responses,
                            const Blueprint& blueprint, irt::Estimator estimator, int further) const;

 private:
  [[nodiscard]] std::vector<double> tilt(int further, bool upwards) const;

  std::vector<double> nodes_;
  std::size_t longest_ = 0;
  std::vector<double> rising_, falling_;  ///< [step between nodes][n]
};

}  // namespace haven::cat
