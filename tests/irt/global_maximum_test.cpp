// Maximum likelihood against the whole of a fine grid, on random patterns.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "haven/core/parallel.hpp"
#include "haven/irt/ability.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/irt/likelihood.hpp"

#include "irt/random_items.hpp"
#include "math/simd.hpp"
#include "sanitized.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::irt;

constexpr std::size_t pattern_count = haven::test::repeats(100'000);
constexpr int grid_points = 8'001;  // -4, -3.999, ..., 4
constexpr std::size_t chunk = 512;  // of grid points, so that the table of all items stays in the cache
constexpr std::size_t block = 500;  // of patterns, for one thread at a time

double grid_theta(std::size_t i) { return -4.0 + 1e-3 * static_cast<double>(i); }

/// The log-probability of every score of every item at the points of one chunk.
struct Table {
  std::vector<std::size_t> first;  ///< row of each item's score 0
  std::vector<double> cells;

  Table(const ItemBank& bank, std::size_t begin) {
    for (ItemIndex index = 0; index < bank.size(); ++index) {
      const Item& item = bank.item(index);
      first.push_back(cells.size() / chunk);
      for (std::size_t score = 0; score < category_count(item); ++score)
        for (std::size_t i = 0; i < chunk; ++i) cells.push_back(log_probability(item, score, grid_theta(begin + i)));
    }
  }
  [[nodiscard]] const double* row(const ItemResponse& given) const {
    return cells.data() + (first[given.item] + static_cast<std::size_t>(given.response.score)) * chunk;
  }
};

struct AddRow {
  const double* row;
  double* sums;

  void operator()() const noexcept {
    const double* const from = row;
    double* const to = sums;
    for (std::size_t i = 0; i < chunk; ++i) to[i] += from[i];
  }
};

/// What the grid shows of one pattern's log-likelihood.
struct Seen {
  double highest = -std::numeric_limits<double>::infinity();
  double before = -std::numeric_limits<double>::infinity();
  bool rising = true;
  int maxima = 0;

  void look(double value) {
    if (rising && value < before) ++maxima;
    rising = value > before || (rising && value == before);
    highest = std::max(highest, value);
    before = value;
  }
};

/// Looks at every pattern on the whole grid: the log-likelihood is a sum of rows of a table.
std::vector<Seen> look_at_all(const ItemBank& bank, const std::vector<std::vector<ItemResponse>>& patterns) {
  std::vector<Seen> seen(patterns.size());
  for (std::size_t begin = 0; begin < grid_points; begin += chunk) {
    const Table table(bank, begin);
    const std::size_t size = std::min<std::size_t>(chunk, grid_points - begin);
    haven::parallel_for((patterns.size() + block - 1) / block, 0, [&](std::size_t part) {
      std::array<double, chunk> sums;
      for (std::size_t i = part * block; i < std::min(patterns.size(), (part + 1) * block); ++i) {
        sums.fill(0.0);
        for (const auto& given : patterns[i])
          haven::math::detail::run_vectorised(AddRow{table.row(given), sums.data()});
        for (std::size_t k = 0; k < size; ++k) seen[i].look(sums[k]);
      }
    });
  }
  for (auto& one : seen) one.maxima += one.rising ? 1 : 0;
  return seen;
}

/// Random answers to 5 to 30 items of the bank.
std::vector<std::vector<ItemResponse>> random_patterns(const ItemBank& bank, std::size_t count, haven::Rng& rng) {
  std::vector<std::vector<ItemResponse>> patterns(count);
  std::vector<ItemIndex> items(bank.size());
  for (ItemIndex i = 0; i < items.size(); ++i) items[i] = i;
  for (auto& pattern : patterns) {
    const auto length = 5 + static_cast<std::size_t>(rng.below(26));
    for (std::size_t i = 0; i < length; ++i) {
      std::swap(items[i], items[i + static_cast<std::size_t>(rng.below(items.size() - i))]);
      const auto scores = category_count(bank.item(items[i]));
      pattern.push_back({items[i], {static_cast<std::int8_t>(rng.below(scores))}});
    }
  }
  return patterns;
}

/// How often the score falls through 0 on steps of 1e-5, the ends of the range counted: a finer look than the grid's.
int count_maxima_closely(const ItemBank& bank, const std::vector<ItemResponse>& responses) {
  bool rising = true;
  int maxima = 0;
  for (int i = 0; i <= 800'000; ++i) {
    const bool rises = likelihood(bank, responses, -4.0 + 1e-5 * i).score > 0.0;
    maxima += rising && !rises ? 1 : 0;
    rising = rises;
  }
  return maxima + (rising ? 1 : 0);
}

struct Count {
  int multimodal = 0, at_bound = 0, closely = 0;
};

Count check_all(const ItemBank& bank, std::size_t count, haven::Rng& rng) {
  const auto patterns = random_patterns(bank, count, rng);
  const auto seen = look_at_all(bank, patterns);
  Count counted;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const auto& responses = patterns[i];
    const auto got = estimate_mle(bank, responses);
    CAPTURE(i);
    CAPTURE(got.theta);
    REQUIRE(got.converged);
    REQUIRE(log_likelihood(bank, responses, got.theta) >= seen[i].highest - 1e-9);
    REQUIRE(got.at_bound == (std::abs(got.theta) == 4.0));
    if (!got.at_bound) REQUIRE(std::abs(likelihood(bank, responses, got.theta).score) < 1e-10);
    if (got.multimodal != (seen[i].maxima > 1)) {  // a maximum between two points of the grid, or two equal values
      REQUIRE(got.multimodal == (count_maxima_closely(bank, responses) > 1));
      ++counted.closely;
    }
    counted.multimodal += got.multimodal ? 1 : 0;
    counted.at_bound += got.at_bound ? 1 : 0;
  }
  return counted;
}

}  // namespace

TEST_CASE(
    "estimate_mle: on 100,000 random 3PL and 4PL patterns no point of a grid is more likely, and the flags agree") {
  haven::Rng rng(31);
  auto items = random_items(60, false, rng);
  for (const auto& item : random_items(60, true, rng)) items.push_back(item);
  const auto counted = check_all(ItemBank(items), pattern_count, rng);
  CHECK(counted.multimodal > static_cast<int>(pattern_count / 50));
  CHECK(counted.at_bound > static_cast<int>(pattern_count / 50));
  CHECK(counted.closely < 20);
  MESSAGE("multimodal ", counted.multimodal, ", at a bound ", counted.at_bound, ", looked at closely ",
          counted.closely);
}

TEST_CASE("estimate_mle: the same for patterns that mix all models") {
  haven::Rng rng(32);
  const auto counted = check_all(mixed_bank(100, rng), pattern_count / 5, rng);
  if (!haven::test::sanitized) CHECK(counted.multimodal > 0);  // some of 20,000, of 1,000 perhaps none
  CHECK(counted.closely < 20);
  MESSAGE("multimodal ", counted.multimodal, ", at a bound ", counted.at_bound, ", looked at closely ",
          counted.closely);
}
