#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "haven/cat/criterion.hpp"

#include "reference/tables.hpp"

#include <doctest/doctest.h>

// catR's selection rules over 8 banks and 60 states each. catR's MEI updates by BM, and MEIf and MEIo stand for its
// Fisher and observed information. The root finder of catR as shipped is good to 1.3e-4 in theta, so that its MEI
// values are good to as much only; tests/cat/criterion_test.cpp has them exactly.

namespace {

using namespace haven;
using cat::SelectionRule;
using nlohmann::json;

constexpr double value_tolerance = 1e-9;
constexpr double tolerance_of_mei = 2e-4;

struct NamedRule {
  std::string name;
  SelectionRule rule;
  int states;  ///< catR refuses some rules for polytomous items
  cat::CriterionOptions options{};
};

const std::vector<NamedRule> rules = {
    {"MFI", SelectionRule::maximum_information, 480},
    {"bOpt", SelectionRule::bopt, 240},
    {"thOpt", SelectionRule::thopt, 240},
    {"MLWI", SelectionRule::mlwi, 480},
    {"MPWI", SelectionRule::mpwi, 480},
    {"KL", SelectionRule::kl, 480},
    {"KLP", SelectionRule::klp, 480},
    {"GDI", SelectionRule::gdi, 240},
    {"GDIP", SelectionRule::gdip, 240},
    {"MEPV", SelectionRule::mepv, 480},
    {"MEIf", SelectionRule::mei, 80, {.information = cat::InformationKind::fisher}},
    {"MEIo", SelectionRule::mei, 80, {.information = cat::InformationKind::observed}},
};

/// One state of a table: what was given, and what catR says.
struct State {
  irt::ItemBank bank;
  std::vector<irt::ItemResponse> responses;
  double theta;
  const json& expected;
};

/// Calls `check(state)` for all 480 states.
template <class Check>
void for_each_state(Check check) {
  const auto table = reference::load("select.json");
  for (const auto& name : reference::all_models) {
    const auto bank = reference::load_bank(name);
    const auto& states = reference::bank_entry(table, "bank", name).at("states");
    REQUIRE(states.size() == 60);
    for (std::size_t i = 0; i < states.size(); ++i) {
      CAPTURE(name);
      CAPTURE(i);
      State state{bank, {}, states[i].at("theta"), states[i]};
      for (std::size_t k = 0; k < states[i].at("items").size(); ++k)
        state.responses.push_back(
            {states[i]["items"][k].get<irt::ItemIndex>() - 1, irt::Response{states[i]["x"][k].get<std::int8_t>()}});
      check(state);
    }
  }
}

bool is_near(double value, double expected, double relative = value_tolerance) {
  return std::abs(value - expected) <= relative * std::abs(expected);
}

std::vector<double> values_of(const State& state, const NamedRule& rule) {
  return cat::criterion(state.bank, rule.rule, state.theta, state.responses, rule.options);
}

/// True when the best value leads the second by more than the tolerance.
bool is_clear(const std::vector<double>& values, bool minimised) {
  std::vector<double> ranked;
  for (const double value : values)
    if (value == value) ranked.push_back(minimised ? value : -value);
  std::partial_sort(ranked.begin(), ranked.begin() + 2, ranked.end());
  return !is_near(ranked[1], ranked[0]);
}

/// The values of catR's best item and, where the table has them, of its best five.
void check_values(const std::vector<double>& values, const json& expected, double relative) {
  REQUIRE(is_near(values[expected.at("item").get<std::size_t>() - 1], expected.at("value"), relative));
  if (!expected.contains("top5") || expected.at("top5").is_null()) return;
  const auto& top = expected["top5"];
  for (std::size_t i = 0; i < top.at("items").size(); ++i)
    REQUIRE(is_near(values[top["items"][i].get<std::size_t>() - 1], top.at("values")[i], relative));
}

/// The probabilities of catR's ten most probable items.
void check_probabilities(const State& state, const json& expected, const cat::CriterionOptions& options,
                         double standard_error) {
  irt::ItemSet given(state.bank.size());
  for (const auto& response : state.responses) given.insert(response.item);
  std::vector<double> values(state.bank.size());
  cat::criterion({.bank = state.bank,
                  .rule = SelectionRule::proportional,
                  .options = options,
                  .theta = state.theta,
                  .responses = state.responses,
                  .excluded = given,
                  .standard_error = standard_error},
                 values);
  for (std::size_t i = 0; i < expected.at("top10_items").size(); ++i)
    REQUIRE(is_near(values[expected["top10_items"][i].get<std::size_t>() - 1], expected.at("top10_prob")[i]));
}

}  // namespace

TEST_CASE("select.json: the values of every rule, and the item chosen wherever it leads clearly") {
  for (const auto& rule : rules) {
    int compared = 0, clear = 0;
    for_each_state([&](const State& state) {
      const auto found = state.expected.at("criteria").find(rule.name);
      if (found == state.expected.at("criteria").end()) return;
      ++compared;
      CAPTURE(rule.name);
      const auto values = values_of(state, rule);
      check_values(values, *found, rule.rule == SelectionRule::mei ? tolerance_of_mei : value_tolerance);
      if (!is_clear(values, is_minimised(rule.rule))) return;
      ++clear;
      const auto chosen = cat::select(state.bank, rule.rule, state.theta, state.responses, rule.options, 1);
      REQUIRE(chosen == found->at("item").get<irt::ItemIndex>() - 1);
    });
    MESSAGE(rule.name, ": states compared ", compared, ", with a clear best item ", clear);
    CHECK(compared == rule.states);
    CHECK(clear == compared);
  }
}

TEST_CASE("select.json: progressive weights, and the last item of a progressive test by information alone") {
  for_each_state([](const State& state) {
    const auto given = static_cast<int>(state.responses.size());
    if (const auto found = state.expected.find("progressive_weight"); found != state.expected.end()) {
      const cat::CriterionOptions options{.acceleration = found->at("AP"), .maximum_items = found->at("thr")};
      REQUIRE(is_near(progressive_weight(options, given, 1.0), found->at("w")));
    }
    const auto last = state.expected.at("criteria").find("progressive_last");
    if (last == state.expected.at("criteria").end()) return;
    const cat::CriterionOptions options{.acceleration = last->at("AP"), .maximum_items = last->at("thr")};
    REQUIRE(cat::select(state.bank, SelectionRule::progressive, state.theta, state.responses, options, 5) ==
            last->at("item").get<irt::ItemIndex>() - 1);
  });
}

TEST_CASE("select.json: exponents and probabilities of the proportional rule") {
  int by_length = 0, by_precision = 0;
  for_each_state([&](const State& state) {
    const auto given = static_cast<int>(state.responses.size());
    if (const auto found = state.expected.find("proportional"); found != state.expected.end()) {
      const cat::CriterionOptions options{.acceleration = found->at("AP"), .maximum_items = found->at("thr")};
      REQUIRE(is_near(proportional_exponent(options, given, 1.0), found->at("exponent")));
      check_probabilities(state, *found, options, 1.0);
      ++by_length;
    }
    if (const auto found = state.expected.find("proportional_precision"); found != state.expected.end()) {
      const cat::CriterionOptions options{.progress = cat::ProgressMeasure::precision,
                                          .acceleration = found->at("AP"),
                                          .maximum_items = found->at("maxItems"),
                                          .target_standard_error = found->at("thr")};
      REQUIRE(is_near(proportional_exponent(options, given, found->at("SETH")), found->at("exponent")));
      check_probabilities(state, *found, options, found->at("SETH"));
      ++by_precision;
    }
  });
  CHECK(by_length > 0);
  CHECK(by_precision > 0);
}
