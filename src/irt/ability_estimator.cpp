#include "haven/irt/ability_estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"

#include "irt/curve_search.hpp"
#include "irt/estimate_parts.hpp"
#include "irt/mode_search.hpp"
#include "irt/pattern_information.hpp"
#include "irt/posterior.hpp"
#include "irt/response_check.hpp"
#include "irt/response_terms.hpp"
#include "irt/weighted_nodes.hpp"

namespace haven::irt {
namespace {

/// The curve whose root the estimator seeks, if it seeks one.
std::optional<Curve> curve_of(Estimator estimator, const AbilityOptions& options) {
  if (estimator == Estimator::wle) return Curve::warm;
  if (estimator == Estimator::huber) return Curve::huber;
  if (estimator == Estimator::tukey) return Curve::tukey;
  const bool jeffreys = estimator == Estimator::map && options.prior == PriorDistribution::jeffreys;
  return jeffreys ? std::optional(Curve::jeffreys) : std::nullopt;
}

bool is_robust(Estimator estimator) { return estimator == Estimator::huber || estimator == Estimator::tukey; }

/// I'' of an item: the expectation of f^4 + 5 f^2 g + 2 g^2 + 2 f h, where f, g and h are the derivatives of log P.
double information_curvature(const Item& item, double theta) {
  CategoryCurves curves;
  evaluate(item, theta, curves);
  double sum = 0.0;
  for (std::size_t k = 0; k < curves.count; ++k) {
    const double f = curves.log_first[k], g = curves.log_second[k], h = curves.log_third[k];
    sum += curves.p[k] * (f * f * (f * f + 5.0 * g) + 2.0 * (g * g + f * h));
  }
  return sum;
}

}  // namespace

class AbilityEstimator::State {
 public:
  State(const ItemBank& bank, Estimator estimator, const AbilityOptions& options, const WeightedNodes& nodes)
      : bank_(bank),
        estimator_(estimator),
        options_(options),
        terms_(lowest(options, nodes), highest(options, nodes)),
        given_(bank.size(), false) {
    const auto curve = curve_of(estimator, options);
    if (!nodes.nodes.empty())
      posterior_.emplace(nodes.nodes, nodes.log_weights, options.prior == PriorDistribution::jeffreys);
    if (curve)
      curve_.emplace(*curve, *curve == Curve::huber ? options.huber_tuning : options.tukey_tuning, options.theta_min,
                     options.theta_max);
    else if (estimator != Estimator::eap)
      mode_.emplace(options.theta_min, options.theta_max,
                    estimator == Estimator::map ? normal_prior(options) : Prior{});
    add_fences();
  }

  void reserve(std::size_t responses) {
    responses_.reserve(responses);
    terms_.reserve(responses, std::min(responses, bank_.polytomous().size()));
  }

  void add(ItemIndex index, Response response) {
    check_response(bank_, index, response);
    if (given_[index]) refuse_repeated(bank_, index);
    const Item& item = bank_.item(index);
    if (is_robust(estimator_) && !std::holds_alternative<LogisticItem>(item))
      throw Error(ErrorCode::invalid_argument, "response to item " + bank_.id(index) + ": the estimator " +
                                                   std::string(to_string(estimator_)) +
                                                   " takes dichotomous items only");
    const auto score = static_cast<std::size_t>(response.score);
    const auto parts = take_apart(item, score);
    terms_.add(item, parts);
    if (mode_) mode_->add(parts, terms_);
    if (posterior_) posterior_->add(item, parts);
    if (curve_) curve_->add(item, score, parts, terms_);
    given_[index] = true;
    responses_.push_back({index, response});
    all_lowest_ = all_lowest_ && score == 0;
    all_highest_ = all_highest_ && score + 1 == category_count(item);
  }

  void reset() noexcept {
    for (const auto& [item, response] : responses_) given_[item] = false;
    responses_.clear();
    terms_.clear();
    if (mode_) mode_->clear();
    if (posterior_) posterior_->clear();
    if (curve_) curve_->clear();
    all_lowest_ = all_highest_ = true;
    add_fences();
  }

  [[nodiscard]] std::span<const ItemResponse> responses() const noexcept { return responses_; }

  [[nodiscard]] AbilityEstimate estimate() {
    AbilityEstimate result;
    result.constant_pattern = !responses_.empty() && (all_lowest_ || all_highest_);
    double own_error = 0.0;  // where the estimator's standard error is not 1 / sqrt(information)
    if (mode_)
      find_mode(result);
    else if (curve_)
      own_error = find_root(result);
    else
      own_error = posterior_->estimate(result);
    if (std::isnan(result.theta)) return result;
    add_information(result);
    result.standard_error = standard_error(result, own_error);
    return result;
  }

 private:
  static double lowest(const AbilityOptions& options, const WeightedNodes& nodes) {
    return nodes.nodes.empty() ? options.theta_min : std::min(options.theta_min, nodes.nodes.front());
  }
  static double highest(const AbilityOptions& options, const WeightedNodes& nodes) {
    return nodes.nodes.empty() ? options.theta_max : std::max(options.theta_max, nodes.nodes.back());
  }

  [[nodiscard]] LogisticItem fence(bool upper) const {
    return {options_.fence_discrimination, upper ? options_.fence_upper : options_.fence_lower};
  }

  /// The fences are terms like others, but no responses.
  void add_fences() {
    if (estimator_ != Estimator::mlef) return;
    for (const bool upper : {false, true}) {
      ResponseParts parts;
      parts.logistic[parts.logistic_count++] = make_term(fence(upper), !upper);
      terms_.add(parts.logistic.front(), false);
      mode_->add(parts, terms_);
    }
  }

  [[nodiscard]] double fence_information(double theta) const {
    return estimator_ == Estimator::mlef
               ? kernel::information(fence(false), theta) + kernel::information(fence(true), theta)
               : 0.0;
  }

  void settle(AbilityEstimate& result, double theta, bool several) const {
    result.theta = theta;
    result.multimodal = several;
    result.at_bound = theta == options_.theta_min || theta == options_.theta_max;
    result.converged = true;
  }

  /// The best of all local maxima, the lowest among equals.
  void find_mode(AbilityEstimate& result) {
    const auto& maxima = mode_->find(terms_);
    if (maxima.empty()) return;
    double best = maxima.front();
    if (maxima.size() > 1) {
      double highest = mode_->objective(terms_, best);
      for (const double theta : maxima)
        if (const double value = mode_->objective(terms_, theta); value > highest) highest = value, best = theta;
    }
    settle(result, best, maxima.size() > 1);
  }

  /// Gives the standard error of a robust estimator.
  double find_root(AbilityEstimate& result) {
    if (responses_.empty()) return 0.0;
    const auto [theta, several] = curve_->find(terms_);
    settle(result, theta, several);
    if (!is_robust(estimator_)) return 0.0;
    const auto sums = curve_->sums_at(terms_, theta);
    return sums.information > 0.0 ? std::sqrt(sums.third) / sums.information : math::detail::infinity;
  }

  void add_information(AbilityEstimate& result) const {
    const auto [expected, observed] = information_at(terms_, result.theta);
    result.expected_information = expected;
    result.observed_information = observed - fence_information(result.theta);
  }

  /// What the prior or the fences add to the information.
  [[nodiscard]] double prior_information(double theta) const {
    if (estimator_ == Estimator::mlef) return fence_information(theta);
    if (estimator_ != Estimator::map && estimator_ != Estimator::eap) return 0.0;
    if (options_.prior != PriorDistribution::jeffreys) return normal_prior(options_).precision;
    double information = 0.0, slope = 0.0, curvature = 0.0;
    for (const auto& [index, response] : responses_) {
      const Item& item = bank_.item(index);
      information += item_information(item, theta);
      slope += item_information_slope(item, theta);
      curvature += information_curvature(item, theta);
    }
    const double ratio = slope / information;
    return information > 0.0 ? 0.5 * (ratio * ratio - curvature / information) : 0.0;
  }

  [[nodiscard]] double standard_error(const AbilityEstimate& result, double own_error) {
    switch (options_.standard_error) {
      case StandardErrorDefinition::posterior_sd:
        return posterior_->moments().sd;
      case StandardErrorDefinition::observed:
        return standard_error_of(result.observed_information + prior_information(result.theta));
      case StandardErrorDefinition::by_estimator:
        if (estimator_ == Estimator::eap || is_robust(estimator_)) return own_error;
        break;
      case StandardErrorDefinition::expected:
        break;
    }
    return standard_error_of(result.expected_information + prior_information(result.theta));
  }

  ItemBank bank_;
  Estimator estimator_;
  AbilityOptions options_;
  PatternTerms terms_;
  std::vector<bool> given_;
  std::vector<ItemResponse> responses_;
  std::optional<ModeSearch> mode_;
  std::optional<Posterior> posterior_;
  std::optional<CurveSearch> curve_;
  bool all_lowest_ = true;
  bool all_highest_ = true;
};

namespace {

WeightedNodes nodes_for(Estimator estimator, const AbilityOptions& options) {
  validate(options);
  if (to_string(estimator) == "unknown")
    throw Error(ErrorCode::invalid_argument, "estimator: unknown value " + std::to_string(static_cast<int>(estimator)));
  const bool used = estimator == Estimator::eap || options.standard_error == StandardErrorDefinition::posterior_sd;
  return used ? weighted_nodes(options) : WeightedNodes{};
}

WeightedNodes checked(const math::Quadrature& quadrature) {
  math::validate(quadrature);
  return weighted_nodes(quadrature);
}

}  // namespace

AbilityEstimator::AbilityEstimator(const ItemBank& bank, Estimator estimator, const AbilityOptions& options)
    : state_(std::make_unique<State>(bank, estimator, options, nodes_for(estimator, options))) {}

AbilityEstimator::AbilityEstimator(const ItemBank& bank, const math::Quadrature& quadrature)
    : state_(std::make_unique<State>(bank, Estimator::eap, AbilityOptions{}, checked(quadrature))) {}

AbilityEstimator::AbilityEstimator(const AbilityEstimator& other) : state_(std::make_unique<State>(*other.state_)) {}
AbilityEstimator::AbilityEstimator(AbilityEstimator&&) noexcept = default;
AbilityEstimator& AbilityEstimator::operator=(const AbilityEstimator& other) { return *this = AbilityEstimator(other); }
AbilityEstimator& AbilityEstimator::operator=(AbilityEstimator&&) noexcept = default;
AbilityEstimator::~AbilityEstimator() = default;

void AbilityEstimator::reserve(std::size_t responses) { state_->reserve(responses); }
void AbilityEstimator::add(ItemIndex item, Response response) { state_->add(item, response); }
void AbilityEstimator::reset() noexcept { state_->reset(); }
std::span<const ItemResponse> AbilityEstimator::responses() const noexcept { return state_->responses(); }
AbilityEstimate AbilityEstimator::estimate() { return state_->estimate(); }

}  // namespace haven::irt
