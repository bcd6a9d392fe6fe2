#include "haven/cat/criterion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <variant>

#include "haven/cat/criterion_table.hpp"
#include "haven/core/random.hpp"
#include "haven/irt/information.hpp"

#include "cat/criterion_grid.hpp"
#include "cat/criterion_values.hpp"
#include "cat/selection_parts.hpp"
#include "math/elementary.hpp"

namespace haven::cat {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Fills in the value of every admissible candidate, `value` being asked by index, or by item.
template <class Value>
void fill(const SelectionContext& context, std::span<double> out, Value value) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto index = candidate(context, i);
    if (context.excluded.contains(index))
      out[i] = none;
    else if constexpr (std::is_invocable_v<Value, irt::ItemIndex>)
      out[i] = value(index);
    else
      out[i] = value(context.bank.item(index));
  }
}

void fill_information(const SelectionContext& context, double theta, std::span<double> out) {
  fill(context, out, [&](const irt::Item& item) { return item_information(item, theta); });
}

double largest_of(std::span<const double> values) {
  double largest = 0.0;
  for (const double value : values) largest = value > largest ? value : largest;
  return largest;
}

double standard_error_of(const SelectionContext& context) {
  return context.standard_error ? *context.standard_error
                                : standard_error(context.bank, context.responses, context.theta);
}

/// w I + (1 - w) U(0, largest I).
void fill_progressive(const SelectionContext& context, std::span<double> out) {
  fill_information(context, context.theta, out);
  const double weight = progressive_weight(context.options, items_given(context), standard_error_of(context));
  const double largest = largest_of(out);
  Rng rng(context.seed);
  for (double& value : out)
    if (value == value) value = weight * value + (1.0 - weight) * (largest * rng.uniform());
}

/// (I / largest I)^exponent, summing to 1.
void fill_proportional(const SelectionContext& context, std::span<double> out) {
  fill_information(context, context.theta, out);
  const double exponent = proportional_exponent(context.options, items_given(context), standard_error_of(context));
  const double largest = largest_of(out);
  double total = 0.0;
  for (double& value : out)
    if (value == value) {
      const bool even = exponent == 0.0 || largest == 0.0;
      value = even ? 1.0 : math::detail::exp(exponent * math::detail::log(value / largest));
      total += value;
    }
  for (double& value : out) value /= total;
}

void fill_random(const SelectionContext& context, std::span<double> out) {
  Rng rng(context.seed);
  fill(context, out, [&](irt::ItemIndex) { return rng.uniform(); });
}

/// The distance from theta to the place that `place` gives a dichotomous item.
template <class Place>
void fill_distance(const SelectionContext& context, std::span<double> out, Place place) {
  require_dichotomous(context.bank, context.rule);
  fill(context, out,
       [&](const irt::Item& item) { return std::abs(context.theta - place(std::get<irt::LogisticItem>(item))); });
}

void fill_stratified(const SelectionContext& context, std::span<double> out) {
  std::vector<std::uint8_t> made;
  auto strata = context.strata;
  if (strata.empty()) strata = made = a_strata(context.bank, context.options);
  fill_distance(context, out, [](const irt::LogisticItem& item) { return item.difficulty; });
  const int stratum = stratum_in_use(context, strata);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (out[i] == out[i] && strata[candidate(context, i)] != stratum) out[i] = math::detail::infinity;
}

/// Fills in what `value` makes of every item's row at the nodes: that of the table, or one made on the spot.
template <class Value>
void fill_by_row(const SelectionContext& context, const CriterionGrid& grid, std::vector<double>& row,
                 std::span<double> out, Value value) {
  fill(context, out, [&](irt::ItemIndex index) {
    const irt::Item& item = context.bank.item(index);
    if (context.table != nullptr) return value(item, context.table->row(index));
    row.clear();
    append_row(context.rule, item, grid.nodes, row);
    return value(item, std::span<const double>(row));
  });
}

/// The rules of the integrals.
void fill_by_grid(const SelectionContext& context, std::span<double> out, CriterionWorkspace& workspace) {
  using enum SelectionRule;
  const SelectionRule rule = context.rule;
  const bool with_prior = rule == mpwi || rule == klp || rule == gdip || rule == mepv;
  const bool by_variance = rule == gdi || rule == gdip;
  const auto grid = make_grid(context, {.with_prior = with_prior, .trapezoidal = !by_variance}, workspace);
  const auto by_row = [&](auto value) { fill_by_row(context, grid, workspace.row, out, value); };
  if (by_variance) return by_row(ProbabilityVariance{grid, context.theta});
  if (rule == mepv) return by_row(ExpectedPosteriorVariance{grid, context.theta});
  if (rule == kl || rule == klp) return by_row(WeightedDivergence{grid, context.theta});
  by_row(WeightedInformation{grid});
}

}  // namespace

void criterion(const SelectionContext& context, std::span<double> out) {
  using enum SelectionRule;
  CriterionWorkspace own;
  switch (context.rule) {
    case maximum_information:
      return fill_information(context, context.theta, out);
    case cut_information:
      return fill_information(context, context.options.cut, out);
    case bopt:
      return fill_distance(context, out, [](const irt::LogisticItem& item) { return item.difficulty; });
    case thopt:
      return fill_distance(context, out, [](const irt::LogisticItem& item) { return maximum_information_theta(item); });
    case mei:
      return fill(context, out, ExpectedInformation(context));
    case progressive:
      return fill_progressive(context, out);
    case proportional:
      return fill_proportional(context, out);
    case a_stratified:
      return fill_stratified(context, out);
    case random:
      return fill_random(context, out);
    default:
      return fill_by_grid(context, out, context.workspace != nullptr ? *context.workspace : own);
  }
}

std::vector<double> criterion(const irt::ItemBank& bank, SelectionRule rule, double theta,
                              std::span<const irt::ItemResponse> responses, const CriterionOptions& options,
                              std::uint64_t seed) {
  const auto given = items_of(bank, responses);
  const SelectionContext context{.bank = bank,
                                 .rule = rule,
                                 .options = options,
                                 .theta = theta,
                                 .responses = responses,
                                 .excluded = given,
                                 .seed = seed};
  validate(context);
  std::vector<double> values(bank.size());
  criterion(context, values);
  return values;
}

}  // namespace haven::cat
