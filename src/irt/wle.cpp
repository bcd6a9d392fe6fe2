#include <algorithm>
#include <cmath>
#include <vector>

#include "haven/irt/ability.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/likelihood.hpp"

#include "irt/estimate_parts.hpp"
#include "irt/response_terms.hpp"

namespace haven::irt {
namespace {

constexpr double widest_step = 0.05;
constexpr int bisections = 100;

/// The derivative of Warm's weighted log-likelihood: S + J / (2 I).
double weighted_score(const ItemBank& bank, std::span<const ItemResponse> responses, double theta) {
  double score = 0.0, information = 0.0, warm = 0.0;
  CategoryCurves curves;
  for (const auto& [index, response] : responses) {
    if (response.is_missing()) continue;
    const Item& item = bank.item(index);
    evaluate(item, theta, curves);
    score += curves.log_first[static_cast<std::size_t>(response.score)];
    information += item_information(item, theta);
    warm += warm_correction(item, theta);
  }
  // Far outside every item the information underflows; the correction is then left out.
  return information > 0.0 ? score + warm / (2.0 * information) : score;
}

double bisect_root(const ItemBank& bank, std::span<const ItemResponse> responses, double low, double high) {
  for (int i = 0; i < bisections; ++i) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    (weighted_score(bank, responses, middle) > 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// A local maximum of the weighted log-likelihood, with its height above the value at the lower end of the range.
struct Peak {
  double theta;
  double height;
};

std::vector<Peak> find_peaks(const ItemBank& bank, std::span<const ItemResponse> responses, double low, double high) {
  const auto steps = static_cast<std::size_t>(std::ceil((high - low) / widest_step));
  const double width = (high - low) / static_cast<double>(steps);
  std::vector<Peak> peaks;
  double height = 0.0, left = low, left_score = weighted_score(bank, responses, low);
  const auto just_inside = [&] { return weighted_score(bank, responses, low + 1e-6 * width); };
  if (left_score < 0.0 || (left_score == 0.0 && just_inside() < 0.0)) peaks.push_back({low, 0.0});
  for (std::size_t i = 1; i <= steps; ++i) {
    const double right = i == steps ? high : low + width * static_cast<double>(i);
    const double right_score = weighted_score(bank, responses, right);
    if (left_score > 0.0 && right_score <= 0.0) {
      const double root = bisect_root(bank, responses, left, right);
      peaks.push_back({root, height + 0.5 * left_score * (root - left)});
    }
    // Simpson's rule for the integral of the score over the step.
    const double middle_score = weighted_score(bank, responses, 0.5 * (left + right));
    height += (right - left) / 6.0 * (left_score + 4.0 * middle_score + right_score);
    left = right;
    left_score = right_score;
  }
  if (left_score > 0.0) peaks.push_back({high, height});
  // A score that underflows to 0 all over the range shows no slope: any point is as good.
  if (peaks.empty()) peaks.push_back({high, height});
  return peaks;
}

}  // namespace

AbilityEstimate estimate_wle(const ItemBank& bank, std::span<const ItemResponse> responses,
                             const AbilityOptions& options) {
  validate(options);
  validate(bank, responses);
  AbilityEstimate result;
  result.constant_pattern = is_constant(bank, responses);
  if (responses.empty()) return result;
  const auto peaks = find_peaks(bank, responses, options.theta_min, options.theta_max);
  const auto highest =
      std::max_element(peaks.begin(), peaks.end(), [](const Peak& x, const Peak& y) { return x.height < y.height; });
  result.theta = highest->theta;
  result.multimodal = peaks.size() > 1;
  result.at_bound = result.theta == options.theta_min || result.theta == options.theta_max;
  result.converged = true;
  add_information(result, bank, responses);
  result.standard_error = standard_error_of(result.expected_information);
  return result;
}

}  // namespace haven::irt
