#include <cmath>

#include "haven/cat/criterion.hpp"
#include "haven/core/random.hpp"

#include "cat/selection_parts.hpp"

namespace haven::cat {
namespace {

/// One of the best items met, drawn evenly.
std::optional<irt::ItemIndex> draw(const irt::RankedItems& ranked, std::uint64_t seed) {
  const auto& entries = ranked.entries();
  if (entries.empty()) return std::nullopt;
  return entries.size() == 1 ? entries.front().item : entries[Rng(mix(seed)).below(entries.size())].item;
}

/// By information at one ability over the whole bank: the index knows.
std::optional<irt::ItemIndex> select_by_index(const SelectionContext& context, CriterionWorkspace& workspace) {
  const bool at_cut = context.rule == SelectionRule::cut_information;
  const double theta = at_cut ? context.options.cut : context.theta;
  const auto& index = context.bank.information_index();
  if (context.randomesque == 1) return index.best(context.bank, theta, context.excluded, context.seed);
  const auto count = static_cast<std::size_t>(context.randomesque);
  index.k_best(context.bank, theta, context.excluded, count, context.seed, workspace.ranked);
  return draw(workspace.ranked, context.seed);
}

/// A draw with the probabilities in `values`; NaN is never drawn.
std::optional<irt::ItemIndex> sample(const SelectionContext& context, std::span<const double> values) {
  std::optional<irt::ItemIndex> drawn;
  double left = Rng(context.seed).uniform();
  for (std::size_t i = 0; i < values.size() && left >= 0.0; ++i)
    if (values[i] > 0.0) {
      drawn = candidate(context, i);
      left -= values[i];
    }
  return drawn;  // if rounding leaves a little over, the last one
}

void rank(const SelectionContext& context, std::span<const double> values, irt::RankedItems& ranked) {
  const double sign = is_minimised(context.rule) ? -1.0 : 1.0;
  ranked.start(static_cast<std::size_t>(context.randomesque), context.seed);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isfinite(values[i])) ranked.add(candidate(context, i), sign * values[i]);
}

}  // namespace

std::optional<irt::ItemIndex> select(const SelectionContext& context) {
  CriterionWorkspace own;
  CriterionWorkspace& workspace = context.workspace != nullptr ? *context.workspace : own;
  const bool by_information =
      context.rule == SelectionRule::maximum_information || context.rule == SelectionRule::cut_information;
  if (by_information && !context.candidates) return select_by_index(context, workspace);
  auto& values = workspace.values;
  values.resize(candidate_count(context));
  criterion(context, values);
  if (context.rule == SelectionRule::proportional) return sample(context, values);
  rank(context, values, workspace.ranked);
  return draw(workspace.ranked, context.seed);
}

std::optional<irt::ItemIndex> select(const irt::ItemBank& bank, SelectionRule rule, double theta,
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
  return select(context);
}

}  // namespace haven::cat
