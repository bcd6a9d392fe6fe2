#include <algorithm>
#include <cmath>

#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"

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
        CategoryCurves curves;
        evaluate(item, at, curves);
        REQUIRE(std::abs(curves.p[1] - expected("P")) <= 1e-12);
        REQUIRE(std::abs(curves.first(1) - expected("dP")) <= 1e-12);
        REQUIRE(std::abs(curves.second(1) - expected("d2P")) <= 1e-12);
        REQUIRE(agrees(item_information(item, at), expected("I")));
        REQUIRE(agrees(item_information_slope(item, at), expected("dI")));
        REQUIRE(agrees(warm_correction(item, at), expected("J")));
        ++compared;
      }
    }
  }
  CHECK(compared == 4 * 40 * 25);
}

TEST_CASE("prob_info.json: P, P', I and J of catR for GRM, MGRM, GPCM, PCM, RSM and NRM") {
  const auto table = reference::load("prob_info.json");
  const auto& theta = table.at("theta");
  int compared = 0;
  for (const std::string name : {"GRM", "MGRM", "GPCM", "PCM", "RSM", "NRM"}) {
    CAPTURE(name);
    const ItemBank bank = reference::load_bank(name);
    const auto& entry = reference::bank_entry(table, "bank", name);
    for (std::size_t column = 0; column < theta.size(); ++column)
      for (std::size_t row = 0; row < entry.at("items").size(); ++row) {
        const Item& item = bank.item(entry.at("items")[row].get<ItemIndex>() - 1);
        CategoryCurves curves;
        evaluate(item, theta[column], curves);
        CAPTURE(row);
        CAPTURE(column);
        for (std::size_t k = 0; k < curves.count; ++k) {
          REQUIRE(std::abs(curves.p[k] - entry.at("P")[column][row][k].get<double>()) <= 1e-12);
          REQUIRE(std::abs(curves.first(k) - entry.at("dP")[column][row][k].get<double>()) <= 1e-12);
          ++compared;
        }
        REQUIRE(agrees(item_information(item, theta[column]), entry.at("I")[row][column]));
        REQUIRE(agrees(warm_correction(item, theta[column]), entry.at("J")[row][column]));
      }
  }
  CHECK(compared > 6 * 40 * 25 * 2);
}
