#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <string>

#include "haven/cat/criterion.hpp"
#include "haven/core/error.hpp"

#include "cat/enum_names.hpp"
#include "math/elementary.hpp"

namespace haven::cat {
namespace {

constexpr std::array<std::string_view, 16> rules = {
    "mfi", "bopt", "thopt",           "mlwi",        "mpwi",         "mei",          "mepv",  "kl", "klp",
    "gdi", "gdip", "cut_information", "progressive", "proportional", "a_stratified", "random"};
constexpr std::array<std::string_view, 2> kinds = {"fisher", "observed"};
constexpr std::array<std::string_view, 2> measures = {"length", "precision"};

template <class Value>
void require(bool holds, const char* rule, const char* must, Value found) {
  if (holds) return;
  std::ostringstream message;
  message << "criterion options: " << rule << " must be " << must << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

/// base^exponent for base >= 0, exponent >= 0; 0^0 is 1.
double power(double base, double exponent) {
  if (exponent == 0.0) return 1.0;
  return base > 0.0 ? math::detail::exp(exponent * math::detail::log(base)) : 0.0;
}

/// Sum of k^exponent over k = 1..last; at once for the usual exponent.
double power_sum(int last, double exponent) {
  if (exponent == 1.0) return 0.5 * last * (last + 1.0);
  double sum = 0.0;
  for (int k = 1; k <= last; ++k) sum += power(k, exponent);
  return sum;
}

/// How far a test has come: 0 at its beginning, 1 when its last item is to be chosen.
double progress(const CriterionOptions& options, int given, double standard_error) {
  const int last = options.maximum_items - 1;
  if (last == 0) return 1.0;
  if (options.progress == ProgressMeasure::length)
    return power_sum(given, options.acceleration) / power_sum(last, options.acceleration);
  const double precision = options.target_standard_error / standard_error;
  return power(std::max(precision * precision, static_cast<double>(given) / last), options.acceleration);
}

}  // namespace

std::string_view to_string(SelectionRule rule) noexcept { return name(rules, rule); }
std::optional<SelectionRule> parse_selection_rule(std::string_view text) noexcept {
  return find<SelectionRule>(rules, text);
}
std::string_view to_string(InformationKind kind) noexcept { return name(kinds, kind); }
std::optional<InformationKind> parse_information_kind(std::string_view text) noexcept {
  return find<InformationKind>(kinds, text);
}
std::string_view to_string(ProgressMeasure measure) noexcept { return name(measures, measure); }
std::optional<ProgressMeasure> parse_progress_measure(std::string_view text) noexcept {
  return find<ProgressMeasure>(measures, text);
}

bool is_minimised(SelectionRule rule) noexcept {
  return rule == SelectionRule::bopt || rule == SelectionRule::thopt || rule == SelectionRule::mepv ||
         rule == SelectionRule::a_stratified;
}

// Written so that NaN fails every test.
void validate(const CriterionOptions& options) {
  validate(irt::AbilityOptions{.theta_min = options.theta_min,
                               .theta_max = options.theta_max,
                               .prior_mean = options.prior_mean,
                               .prior_sd = options.prior_sd,
                               .quadrature_points = options.quadrature_points});
  require(to_string(options.estimator) != "unknown", "estimator", "a known estimator",
          static_cast<int>(options.estimator));
  require(options.cut >= options.theta_min && options.cut <= options.theta_max, "cut", "in the ability range",
          options.cut);
  require(options.acceleration >= 0.0 && options.acceleration <= 100.0, "acceleration", "in 0..100",
          options.acceleration);
  require(options.maximum_items >= 1 && options.maximum_items <= 100'000, "maximum_items", "in 1..100000",
          options.maximum_items);
  require(options.target_standard_error > 0.0 && options.target_standard_error <= 1000.0, "target_standard_error",
          "in (0, 1000]", options.target_standard_error);
  require(options.strata >= 1 && options.strata <= 255, "strata", "in 1..255", options.strata);
}

double progressive_weight(const CriterionOptions& options, int given, double standard_error) {
  return std::min(progress(options, given, standard_error), 1.0);
}

double proportional_exponent(const CriterionOptions& options, int given, double standard_error) {
  const double target = options.target_standard_error;
  const double most = options.progress == ProgressMeasure::length ? options.maximum_items : 1.0 / (target * target);
  return most * progress(options, given, standard_error);
}

}  // namespace haven::cat
