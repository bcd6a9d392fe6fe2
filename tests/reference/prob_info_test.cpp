#include <algorithm>
#include <cmath>

#include "haven/irt/information.hpp"
#include "haven/irt/response_function.hpp"

#include "reference/tables.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::irt;

/// catR's own information loses accuracy near P = 1, hence the relative alternative for I, I' and J.
bool agrees(double got, double expected) {
  const double difference = std::abs(got - expected);
  return difference <= 1e-12 || difference <= 1e-6 * std::abs(expected);
}

}  // namespace

TEST_CASE("prob_info.json: P, P', P'', I, I' and J of catR") {
  const auto table = reference::load("prob_info.json");
  const auto& theta = table.at("theta");
  int compared = 0;
  for (const auto& name : reference::dichotomous) {
    CAPTURE(name);
    const ItemBank bank = reference::load_bank(name);
    const auto& entry = reference::bank_entry(table, "bank", name);
    for (std::size_t row = 0; row < entry.at("items").size(); ++row) {
      const Item& item = bank.item(entry.at("items")[row].get<ItemIndex>() - 1);
      for (std::size_t column = 0; column < theta.size(); ++column) {
        const double at = theta[column];
        const auto expected = [&](const char* key) { return entry.at(key)[row][column].get<double>(); };
        CAPTURE(row);
        CAPTURE(at);
        const auto curve = response_function(item, at);
        REQUIRE(std::abs(curve.p - expected("P")) <= 1e-12);
        REQUIRE(std::abs(curve.first - expected("dP")) <= 1e-12);
        REQUIRE(std::abs(curve.second - expected("d2P")) <= 1e-12);
        REQUIRE(agrees(item_information(item, at), expected("I")));
        REQUIRE(agrees(item_information_slope(item, at), expected("dI")));
        REQUIRE(agrees(warm_correction(item, at), expected("J")));
        ++compared;
      }
    }
  }
  CHECK(compared == 4 * 40 * 25);
}
