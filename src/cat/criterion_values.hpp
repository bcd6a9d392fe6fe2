#pragma once

// What each rule of the integrals says of one item, given its row of a CriterionTable. Private.

#include <array>
#include <span>
#include <vector>

#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"

#include "cat/criterion_grid.hpp"

namespace haven::cat {

/// The part of a row that belongs to one score.
inline std::span<const double> score_row(std::span<const double> row, std::size_t k, const CriterionGrid& grid) {
  return row.subspan(k * grid.nodes.size(), grid.nodes.size());
}

/// MLWI, MPWI: the integral of information.
struct WeightedInformation {
  const CriterionGrid& grid;

  double operator()(const irt::Item&, std::span<const double> information) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < grid.nodes.size(); ++i) sum += grid.weights[i] * information[i];
    return sum;
  }
};

/// KL, KLP: the integral of the divergence sum P_k(theta) log(P_k(theta) / P_k(t)).
struct WeightedDivergence {
  const CriterionGrid& grid;
  double theta;

  double operator()(const irt::Item& item, std::span<const double> row) const {
    irt::CategoryCurves at_theta;
    evaluate(item, theta, at_theta);
    double sum = 0.0;
    for (std::size_t k = 0; k < at_theta.count; ++k) {
      const double here = log_probability(item, k, theta);
      const auto there = score_row(row, k, grid);
      double inner = 0.0;
      for (std::size_t i = 0; i < there.size(); ++i) inner += grid.weights[i] * (here - there[i]);
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

  double operator()(const irt::Item& item, std::span<const double> row) const {
    irt::CategoryCurves at_theta;
    evaluate(item, theta, at_theta);
    double sum = 0.0;
    for (std::size_t k = 0; k < at_theta.count; ++k) sum += variance(at_theta.p[k], score_row(row, k, grid));
    return 0.5 * sum;
  }

 private:
  [[nodiscard]] double variance(double centre, std::span<const double> p) const {
    double total = 0.0, first = 0.0, second = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double distance = p[i] - centre;
      total += grid.weights[i];
      first += grid.weights[i] * distance;
      second += grid.weights[i] * distance * distance;
    }
    return second / total - (first / total) * (first / total);
  }
};

/// MEPV: the variance of the posterior after each score, times the probability of the score at theta.
struct ExpectedPosteriorVariance {
  const CriterionGrid& grid;
  double theta;

  double operator()(const irt::Item& item, std::span<const double> row) const {
    irt::CategoryCurves at_theta;
    evaluate(item, theta, at_theta);
    double sum = 0.0;
    for (std::size_t k = 0; k < at_theta.count; ++k) sum += at_theta.p[k] * variance(score_row(row, k, grid));
    return sum;
  }

 private:
  [[nodiscard]] double variance(std::span<const double> p) const {
    double total = 0.0, first = 0.0, second = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double weight = grid.weights[i] * p[i];
      const double distance = grid.nodes[i] - theta;
      total += weight;
      first += weight * distance;
      second += weight * distance * distance;
    }
    if (!(total > 0.0)) return 0.0;  // a score that no node can give
    return second / total - (first / total) * (first / total);
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
