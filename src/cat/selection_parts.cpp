#include "cat/selection_parts.hpp"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <numeric>
#include <sstream>
#include <string>
#include <tuple>
#include <variant>

#include "haven/core/error.hpp"

namespace haven::cat {

namespace {

template <class Value>
void require_context(bool holds, const char* rule, const char* must, Value found) {
  if (holds) return;
  std::ostringstream message;
  message << "selection: " << rule << " must be " << must << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

}  // namespace

// Written so that NaN fails every test.
void validate(const SelectionContext& context) {
  validate(context.options);
  irt::validate(context.bank, context.responses);
  require_context(std::abs(context.theta) <= 1000.0, "theta", "in -1000..1000", context.theta);
  for (std::size_t i = 0; i < candidate_count(context); ++i)
    static_cast<void>(context.bank.item(candidate(context, i)));
  require_context(items_given(context) >= 0, "given", "at least 0", items_given(context));
  const double error = context.standard_error.value_or(1.0);
  require_context(error > 0.0, "standard_error", "positive", error);
  require_context(context.strata.empty() || context.strata.size() == context.bank.size(), "strata", "one for each item",
                  context.strata.size());
  require_context(context.randomesque >= 1, "randomesque", "at least 1", context.randomesque);
}

irt::ItemSet items_of(const irt::ItemBank& bank, std::span<const irt::ItemResponse> responses) {
  irt::ItemSet given(bank.size());
  for (const auto& response : responses) {
    static_cast<void>(bank.item(response.item));
    given.insert(response.item);
  }
  return given;
}

void require_dichotomous(const irt::ItemBank& bank, SelectionRule rule) {
  if (bank.polytomous().empty()) return;
  throw Error(ErrorCode::invalid_argument, "selection rule " + std::string(to_string(rule)) +
                                               ": all items must be dichotomous, got item " +
                                               bank.id(bank.polytomous().front()));
}

std::vector<std::uint8_t> a_strata(const irt::ItemBank& bank, const CriterionOptions& options) {
  require_dichotomous(bank, SelectionRule::a_stratified);
  const auto [a, b, c, d] = bank.columns();
  const std::size_t size = bank.size();
  const auto count = std::min(static_cast<std::size_t>(options.strata), size);
  std::vector<irt::ItemIndex> order(size);
  std::iota(order.begin(), order.end(), irt::ItemIndex{0});
  const auto by_a = [a = a, b = b](auto x, auto y) { return std::tuple(a[x], b[x], x) < std::tuple(a[y], b[y], y); };
  const auto by_b = [a = a, b = b](auto x, auto y) { return std::tuple(b[x], a[x], x) < std::tuple(b[y], a[y], y); };
  if (options.b_blocking) std::sort(order.begin(), order.end(), by_b);
  const std::size_t block = options.b_blocking ? count : size;
  std::vector<std::uint8_t> strata(size);
  for (std::size_t from = 0; from < size; from += block) {
    const std::size_t length = std::min(block, size - from);
    const auto begin = order.begin() + static_cast<std::ptrdiff_t>(from);
    std::sort(begin, begin + static_cast<std::ptrdiff_t>(length), by_a);
    for (std::size_t i = 0; i < length; ++i) strata[order[from + i]] = static_cast<std::uint8_t>(i * count / length);
  }
  return strata;
}

int stratum_in_use(const SelectionContext& context, std::span<const std::uint8_t> strata) {
  std::bitset<256> alive;
  for (std::size_t i = 0; i < candidate_count(context); ++i) {
    const auto item = candidate(context, i);
    if (!context.excluded.contains(item)) alive.set(strata[item]);
  }
  const auto& options = context.options;
  const std::int64_t stage = std::int64_t{items_given(context)} * options.strata / options.maximum_items;
  const int first = static_cast<int>(std::min<std::int64_t>(stage, options.strata - 1));
  for (int stratum = first; stratum < options.strata; ++stratum)
    if (alive[static_cast<std::size_t>(stratum)]) return stratum;
  int stratum = first;
  while (stratum > 0 && !alive[static_cast<std::size_t>(stratum)]) --stratum;
  return stratum;
}

}  // namespace haven::cat
