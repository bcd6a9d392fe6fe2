#pragma once

// What each rule of the integrals says of one item. Private.

#include <array>
#include <cmath>
#include <vector>

#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"

#include "cat/criterion_grid.hpp"
#include "math/elementary.hpp"

namespace haven::cat {

/// MLWI, MPWI: the integral of information.
struct WeightedInformation {
  const CriterionGrid& grid;

  double operator()(const irt::Item& item) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < grid.nodes.size(); ++i) sum += grid.weights[i] * item_information(item, grid.nodes[i]);
    return sum;
  }
};

/// KL, KLP: the integral of the divergence sum P_k(theta) log(P_k(theta) / P_k(t)).
struct WeightedDivergence {
  const CriterionGrid& grid;
  double theta;

  double operator()(const irt::Item& item) const {
    irt::CategoryCurves at_theta;
    evaluate(item, theta, at_theta);
    double sum = 0.0;
    for (std::size_t k = 0; k < at_theta.count; ++k) {
      const double here = log_probability(item, k, theta);
      double inner = 0.0;
      for (std::size_t i = 0; i < grid.nodes.size(); ++i)
        inner += grid.weights[i] * (here - log_probability(item, k, grid.nodes[i]));
      sum += at_theta.p[k] * inner;
    }
    return sum;
  }
};

/// GDI, GDIP: half the sum over the scores of the variance of P_k, weights normalised. Squares are of distances from
/// P_k(theta), so that little cancels.
struct ProbabilityVariance {
  const CriterionGrid& grid;
  double theta;

  double operator()(const irt::Item& item) const {
    irt::CategoryCurves centre, curves;
    evaluate(item, theta, centre);
    std::array<double, irt::maximum_categories> first{}, second{};
    double total = 0.0;
    for (std::size_t i = 0; i < grid.nodes.size(); ++i) {
      evaluate(item, grid.nodes[i], curves);
      total += grid.weights[i];
      for (std::size_t k = 0; k < curves.count; ++k) {
        const double distance = curves.p[k] - centre.p[k];
        first[k] += grid.weights[i] * distance;
        second[k] += grid.weights[i] * distance * distance;
      }
    }
    double sum = 0.0;
    for (std::size_t k = 0; k < centre.count; ++k) sum += second[k] / total - (first[k] / total) * (first[k] / total);
    return 0.5 * sum;
  }
};

/// MEPV: the variance of the posterior after each score, times the probability of the score at theta.
struct ExpectedPosteriorVariance {
  const CriterionGrid& grid;
  double theta;

  double operator()(const irt::Item& item) const {
    irt::CategoryCurves curves;
    std::array<double, irt::maximum_categories> total{}, first{}, second{};
    for (std::size_t i = 0; i < grid.nodes.size(); ++i) {
      evaluate(item, grid.nodes[i], curves);
      const double distance = grid.nodes[i] - theta;
      for (std::size_t k = 0; k < curves.count; ++k) {
        const double weight = grid.weights[i] * curves.p[k];
        total[k] += weight;
        first[k] += weight * distance;
        second[k] += weight * distance * distance;
      }
    }
    evaluate(item, theta, curves);
    double sum = 0.0;
    for (std::size_t k = 0; k < curves.count; ++k)
      if (total[k] > 0.0) {
        const double mean = first[k] / total[k];
        sum += curves.p[k] * (second[k] / total[k] - mean * mean);
      }
    return sum;
  }
};

/// MEI: the item's information at the ability estimated with each score added, times the probability of the score.
class ExpectedInformation {
 public:
  explicit ExpectedInformation(const SelectionContext& context) : context_(context), options_(context.options) {
    responses_.assign(context.responses.begin(), context.responses.end());
    responses_.emplace_back();
  }

  double operator()(irt::ItemIndex index) {
    const irt::Item& item = context_.bank.item(index);
    irt::CategoryCurves curves;
    evaluate(item, context_.theta, curves);
    double sum = 0.0;
    for (std::size_t k = 0; k < curves.count; ++k) {
      const irt::Response score{static_cast<std::int8_t>(k)};
      responses_.back() = {index, score};
      sum += curves.p[k] * information(item, score, updated_theta());
    }
    return sum;
  }

 private:
  [[nodiscard]] double updated_theta() const {
    const irt::AbilityOptions ability{.theta_min = options_.theta_min,
                                      .theta_max = options_.theta_max,
                                      .prior_mean = options_.prior_mean,
                                      .prior_sd = options_.prior_sd,
                                      .quadrature_points = options_.quadrature_points};
    return estimate(options_.estimator, context_.bank, responses_, ability).theta;
  }
  [[nodiscard]] double information(const irt::Item& item, irt::Response score, double theta) const {
    return options_.information == InformationKind::fisher ? item_information(item, theta)
                                                           : observed_information(item, score, theta);
  }

  const SelectionContext& context_;
  const CriterionOptions& options_;
  std::vector<irt::ItemResponse> responses_;
};

}  // namespace haven::cat
