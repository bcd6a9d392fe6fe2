#include "srs/first_stabilities.hpp"

#include <optional>
#include <vector>

#include "math/elementary.hpp"

namespace haven::srs::detail {
namespace {

using Row = std::array<double, rating_count>;

constexpr double weight_of_unused = 1e-6;  // they follow the others and move none

/// The shift of an unused rating: that of its neighbours in use.
double shift_between(const Row& shift, const FirstCounts& cards, std::size_t place) {
  std::optional<std::size_t> below, above;
  for (std::size_t i = 0; i < place; ++i) {
    if (cards[i] > 0) below = i;
  }
  for (std::size_t i = rating_count; --i > place;) {
    if (cards[i] > 0) above = i;
  }
  if (!below) return shift[*above];
  if (!above) return shift[*below];
  const double part = static_cast<double>(place - *below) / static_cast<double>(*above - *below);
  return shift[*below] + part * (shift[*above] - shift[*below]);
}

struct Pool {
  double mean, weight;
  std::size_t count;
};

/// Pool adjacent violators (Ayer et al. 1955).
Row risen(const Row& values, const FirstCounts& cards) {
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < values.size(); ++i) {
    pools.push_back({values[i], static_cast<double>(cards[i]) + weight_of_unused, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean > pools.back().mean) {
      const Pool last = pools.back();
      pools.pop_back();
      Pool& pool = pools.back();
      pool.mean = (pool.mean * pool.weight + last.mean * last.weight) / (pool.weight + last.weight);
      pool.weight += last.weight;
      pool.count += last.count;
    }
  }
  Row result{};
  std::size_t at = 0;
  for (const Pool& pool : pools) {
    for (std::size_t i = 0; i < pool.count; ++i) result[at++] = pool.mean;
  }
  return result;
}

}  // namespace

void arrange_first_stabilities(std::span<double> weights, std::span<const double> prior, const FirstCounts& cards) {
  Row from{}, shift{}, logs{};
  bool any = false;
  for (std::size_t i = 0; i < from.size(); ++i) {
    from[i] = math::detail::log(prior[i]);
    shift[i] = math::detail::log(weights[i]) - from[i];
    any = any || cards[i] > 0;
  }
  if (!any) return;
  for (std::size_t i = 0; i < from.size(); ++i)
    logs[i] = from[i] + (cards[i] > 0 ? shift[i] : shift_between(shift, cards, i));
  const Row rising = risen(logs, cards);
  for (std::size_t i = 0; i < from.size(); ++i) {
    // A value that stays is not put through exp(log()).
    if (rising[i] != from[i] + shift[i]) weights[i] = math::detail::exp(rising[i]);
  }
}

}  // namespace haven::srs::detail
