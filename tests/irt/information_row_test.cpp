#include "irt/information_row.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "haven/irt/information.hpp"

#include "irt/logistic_kernel.hpp"
#include "irt/random_items.hpp"

#include <doctest/doctest.h>

using namespace haven::irt;
using haven::math::detail::Vectors;

namespace {

/// The abilities that a test asks about: common ones, some far out, and the largest that any rule allows.
std::vector<double> abilities(haven::Rng& rng) {
  std::vector<double> thetas = {0.0, -1000.0, 1000.0, 120.0, -120.0, 299.9, -299.9};
  for (int i = 0; i < 200; ++i) thetas.push_back(-8.0 + 16.0 * rng.uniform());
  return thetas;
}

/// P'^2 / (P Q) in the extended precision of the platform's library.
double by_definition(const LogisticItem& item, double theta) {
  const long double a = item.discrimination, c = item.pseudo_guessing, d = item.upper_asymptote;
  const long double z = a * (static_cast<long double>(theta) - item.difficulty);
  const long double l = 1.0L / (1.0L + std::exp(-z)), m = 1.0L / (1.0L + std::exp(z));
  const long double slope = a * (d - c) * l * m;
  return static_cast<double>(slope * slope / ((c * m + d * l) * ((1.0L - c) * m + (1.0L - d) * l)));
}

}  // namespace

TEST_CASE("information_row: every kind of vectors gives the bits of item_information") {
  haven::Rng rng(31);
  const ItemBank bank = mixed_bank(501, rng);
  std::vector<double> row(bank.size() - 3);
  for (const Vectors vectors : {Vectors::generic, Vectors::avx2, Vectors::avx512}) {
    if (!haven::math::detail::is_supported(vectors)) continue;
    for (const double theta : abilities(rng)) {
      information_row(bank, 3, theta, row, vectors);
      for (std::size_t i = 0; i < row.size(); ++i) {
        const double expected = item_information(bank.item(static_cast<ItemIndex>(i + 3)), theta);
        REQUIRE(std::bit_cast<std::uint64_t>(row[i]) == std::bit_cast<std::uint64_t>(expected));
      }
    }
  }
}

TEST_CASE("item_information: P'^2 / (P Q) to a relative 1e-13") {
  haven::Rng rng(32);
  std::vector<LogisticItem> items = random_items(300, false, rng);
  for (const auto& item : random_items(300, true, rng)) items.push_back(item);
  for (auto& item : random_items(300, false, rng)) items.push_back({item.discrimination, item.difficulty});
  for (const auto& item : items)
    for (int i = 0; i < 50; ++i) {
      const double theta = -40.0 + 80.0 * rng.uniform();
      REQUIRE(item_information(item, theta) == doctest::Approx(by_definition(item, theta)).epsilon(1e-13).scale(0.0));
    }
}

TEST_CASE("item_information: the forms with one division and with two agree where they meet") {
  for (const LogisticItem& item : {LogisticItem{1.0, 0.0}, LogisticItem{2.0, 1.0, 0.2}, {1.5, -1.0, 0.1, 0.9}})
    for (const double sign : {-1.0, 1.0}) {
      const double theta = item.difficulty + sign * kernel::information_range / item.discrimination;
      const double two = kernel::evaluate(item, theta).information();
      CHECK(item_information(item, theta) == doctest::Approx(two).epsilon(1e-13).scale(0.0));
    }
}
