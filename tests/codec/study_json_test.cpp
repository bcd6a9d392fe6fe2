#include "haven/codec/study_json.hpp"

#include <string>

#include "haven/cat/nclex.hpp"
#include "haven/core/error.hpp"
#include "haven/simulation/study.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

using nlohmann::json;

const char* const whole = R"({
  "blueprint": {"minimum_items": 3, "maximum_items": 5, "passing_standard": 0.5},
  "items": [
    {"id": "a", "model": "1pl", "difficulty": 0.1, "attributes": {"area": "x"}},
    {"id": "b", "model": "2pl", "discrimination": 1.1, "difficulty": 0.2, "enemies": ["a"]},
    {"id": "c", "model": "3pl", "discrimination": 1.2, "difficulty": 0.3, "pseudo_guessing": 0.2, "set": "case"},
    {"id": "d", "model": "4pl", "discrimination": 1.3, "difficulty": 0.4, "pseudo_guessing": 0.1,
     "upper_asymptote": 0.9, "set": "case"},
    {"model": "grm", "discrimination": 1.4, "thresholds": [-1, 0, 1], "pretest": true},
    {"model": "mgrm", "discrimination": 1.5, "location": 0.5, "category_offsets": [1, 0, -1]},
    {"model": "gpcm", "discrimination": 0.8, "step_difficulties": [0.2, -0.4]},
    {"model": "pcm", "step_difficulties": [0.1, 0.4]},
    {"model": "rsm", "difficulty": 0.3, "step_offsets": [-0.5, 0.5]},
    {"model": "nrm", "slopes": [0, 1, 2], "intercepts": [0, 0.5, 0.1]}
  ],
  "candidates": {"theta": [0.0, 1.0, -0.5]},
  "seed": "12345678901234567890",
  "testlet_effect_sd": 0.4
})";

/// The study above with one change.
template <class Change>
std::string changed(Change change) {
  json study = json::parse(whole);
  change(study);
  return study.dump();
}

TEST_CASE("study_from_json: every model, content, candidates") {
  const auto study = study_from_json(whole);
  CHECK(study.blueprint.maximum_items == 5);
  CHECK(study.seed == 12345678901234567890U);
  CHECK(study.testlet_effect_sd == 0.4);
  CHECK(study.theta == std::vector<double>{0.0, 1.0, -0.5});
  const auto& bank = study.pool.bank();
  REQUIRE(bank.size() == 10);
  CHECK(bank.item(0) == irt::Item(irt::LogisticItem{1.0, 0.1, 0.0, 1.0}));
  CHECK(bank.item(3) == irt::Item(irt::LogisticItem{1.3, 0.4, 0.1, 0.9}));
  CHECK(bank.item(4) == irt::Item(irt::GradedItem{1.4, {-1, 0, 1}}));
  CHECK(bank.item(5) == irt::Item(irt::GradedItem{1.5, {-0.5, 0.5, 1.5}}));
  CHECK(bank.item(6) == irt::Item(irt::PartialCreditItem{0.8, {0.2, -0.4}}));
  CHECK(bank.item(7) == irt::Item(irt::PartialCreditItem{1.0, {0.1, 0.4}}));
  CHECK(bank.item(8) == irt::Item(irt::PartialCreditItem{1.0, {-0.2, 0.8}}));
  CHECK(bank.item(9) == irt::Item(irt::NominalItem{{0, 1, 2}, {0, 0.5, 0.1}}));
  CHECK(bank.id(3) == "d");
  CHECK(bank.id(4) == "4");
  CHECK(study.pool.content(0).attributes.at("area") == "x");
  CHECK(study.pool.content(1).enemies == std::vector<std::string>{"a"});
  CHECK(study.pool.set_of(3) == 0);
  CHECK(study.pool.content(4).pretest);
  CHECK(simulation::simulate({study.pool, study.blueprint}, study.theta, {.seed = study.seed}).candidates() == 3);
}

TEST_CASE("study_from_json: candidates drawn by the seed, rules by a profile") {
  const auto text = changed([](json& study) {
    study["candidates"] = {{"count", 4000}, {"mean", 1.0}, {"sd", 0.5}};
    study.erase("blueprint");
    study["profile"] = "pn_2026";
  });
  const auto study = study_from_json(text);
  REQUIRE(study.theta.size() == 4000);
  double mean = 0.0;
  for (const double one : study.theta) mean += one / 4000.0;
  CHECK(mean == doctest::Approx(1.0).epsilon(0.04));
  CHECK(study_from_json(text).theta == study.theta);
  CHECK(study.blueprint == cat::nclex_blueprint(cat::NclexProfile::pn_2026));
}

TEST_CASE("study_from_json: what is wrong is refused, and its place is named") {
  const auto refuses = [](const std::string& text, const std::string& place) {
    try {
      (void)study_from_json(text);
      FAIL("accepted: " << text);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_argument);
      CHECK_MESSAGE(std::string(error.what()).find(place) != std::string::npos, error.what());
    }
  };
  refuses("[]", "study");
  refuses("{", "");
  refuses(changed([](json& s) { s["colour"] = 1; }), "study.colour");
  refuses(changed([](json& s) { s.erase("items"); }), "study.items");
  refuses(changed([](json& s) { s.erase("candidates"); }), "study.candidates");
  refuses(changed([](json& s) { s.erase("blueprint"); }), "study.blueprint");
  refuses(changed([](json& s) { s["profile"] = "rn_2026"; }), "study.blueprint");
  refuses(changed([](json& s) { s["items"][2]["upper_asymptote"] = 1; }), "items[2].upper_asymptote");
  refuses(changed([](json& s) { s["items"][2].erase("pseudo_guessing"); }), "items[2].pseudo_guessing");
  refuses(changed([](json& s) { s["items"][2]["model"] = "5pl"; }), "items[2].model");
  refuses(changed([](json& s) { s["items"][4]["thresholds"] = "0"; }), "items[4].thresholds");
  refuses(changed([](json& s) { s["items"][4]["thresholds"] = {1, 0}; }), "4");
  refuses(changed([](json& s) { s["items"][0]["discrimination"] = -1; }), "a");
  refuses(changed([](json& s) { s["items"][0]["attributes"] = {{"area", 1}}; }), "items[0].attributes");
  refuses(changed([](json& s) { s["items"][1]["enemies"] = {"nobody"}; }), "nobody");
  refuses(changed([](json& s) { s["items"][1]["id"] = "a"; }), "a");
  refuses(changed([](json& s) { s["items"] = json::array(); }), "");
  refuses(changed([](json& s) { s["candidates"] = {{"count", 0}}; }), "candidates.count");
  refuses(changed([](json& s) { s["candidates"] = {{"count", 2000000}}; }), "candidates.count");
  refuses(changed([](json& s) { s["candidates"]["count"] = 3; }), "candidates.count");
  refuses(changed([](json& s) { s["candidates"] = {{"count", 3}, {"sd", -1}}; }), "sd");
  refuses(changed([](json& s) { s["seed"] = 1; }), "study.seed");
  refuses(changed([](json& s) { s["blueprint"]["maximum_items"] = 1; }), "maximum_items");
}

}  // namespace
}  // namespace haven::codec
