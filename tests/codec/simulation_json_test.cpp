#include "haven/codec/simulation_json.hpp"

#include <string>

#include "haven/core/error.hpp"

#include "codec/csv.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

using nlohmann::json;

/// A small study on a pool with areas, and an id that CSV must quote.
struct Study {
  cat::ExamPlan plan;
  std::vector<double> truth = simulation::draw_abilities(50, 0.0, 1.0, 3);
  simulation::StudyResult result = simulation::simulate(plan, truth, {.seed = 4, .threads = 1});
  simulation::StudyReport report = simulation::report(result, plan, truth, {.threads = 1});

  Study() : plan(make_pool(), make_blueprint()) {}

  static cat::ItemPool make_pool() {
    std::vector<irt::BankEntry> entries;
    std::vector<cat::ItemContent> content;
    for (int i = 0; i < 40; ++i) {
      entries.push_back({"item \"" + std::to_string(i) + "\", new", irt::LogisticItem{1.0, 0.1 * i - 2.0, 0.0, 1.0}});
      content.push_back({{{"area", i % 2 == 0 ? "even" : "odd"}}, "", {}, false});
    }
    return {irt::ItemBank(std::move(entries)), std::move(content)};
  }
  static cat::Blueprint make_blueprint() {
    cat::Blueprint blueprint;
    blueprint.minimum_items = 4;
    blueprint.maximum_items = 10;
    blueprint.passing_standard = 0.0;
    blueprint.content = {{"area", "odd", 0.3, 0.6, {}}};
    return blueprint;
  }
};

TEST_CASE("to_json(StudyReport): every figure is there, to the last bit") {
  const Study study;
  const json found = json::parse(to_json(study.report, study.plan));
  CHECK(found.at("candidates") == 50);
  CHECK(found.at("pool") == json{{"items", 40}, {"pretest", 0}, {"sets", 0}});
  CHECK(found.at("blueprint").at("maximum_items") == 10);
  CHECK(found.at("precision").at("rmse").at("value").get<double>() == study.report.precision->rmse.value);
  CHECK(found.at("precision").at("theta_low") == "-inf");
  CHECK(found.at("by_theta").size() == study.report.by_theta.size());
  CHECK(found.at("stop_reasons").size() == 12);
  CHECK(found.at("stop_reasons").at("maximum_length") == study.report.stop_reasons[2]);
  CHECK(found.at("exposure").at("items").at(7).at("rate").get<double>() == study.report.exposure.rate[7]);
  CHECK(found.at("exposure").at("items").at(7).at("id") == study.plan.pool().bank().id(7));
  CHECK(found.at("content").at(0).at("lower_bound") == nullptr);
  CHECK(found.at("content").at(1).at("lower_bound") == 0.3);
  CHECK(found.at("decisions").at("confusion").at("false_fail") == study.report.decisions->confusion->false_fail);
  CHECK(found.at("decisions").at("rules").at(0).at("reason") == "confidence_interval");
  CHECK(found.at("decisions").at("lee").at("accuracy").get<double>() == study.report.decisions->lee->accuracy);
}

TEST_CASE("to_json(StudyReport): what there is not is null") {
  const Study study;
  auto blueprint = Study::make_blueprint();
  blueprint.passing_standard.reset();
  const cat::ExamPlan plan(Study::make_pool(), blueprint);
  const json found = json::parse(to_json(report(study.result, plan, {}), plan));
  CHECK(found.at("precision") == nullptr);
  CHECK(found.at("decisions") == nullptr);
  CHECK(found.at("by_theta") == json::array());
}

TEST_CASE("to_json(StudyResult): the exams, step by step") {
  const Study study;
  const json exams = json::parse(to_json(study.result, study.plan.pool().bank())).at("exams");
  REQUIRE(exams.size() == 50);
  const std::size_t first = study.result.offsets[7];
  CHECK(exams[7].at("items").size() == static_cast<std::size_t>(study.result.length(7)));
  CHECK(exams[7].at("items").at(1) == study.plan.pool().bank().id(study.result.items[first + 1]));
  CHECK(exams[7].at("theta").at(1).get<double>() == study.result.theta[first + 1]);
  CHECK(exams[7].at("decision") == std::string(cat::to_string(study.result.decision[7])));
}

TEST_CASE("to_csv: records that a reader takes apart again") {
  const Study study;
  const auto records = parse_csv(to_csv(study.report, study.plan.pool().bank()));
  CHECK(records.front().fields == std::vector<std::string>{"section", "group", "figure", "value", "standard_error"});
  bool found = false;
  for (const auto& record : records) {
    REQUIRE(record.fields.size() == 5);
    if (record.fields[0] != "item" || record.fields[1] != study.plan.pool().bank().id(5)) continue;
    found = true;
    CHECK(std::stod(record.fields[3]) == study.report.exposure.rate[5]);
    CHECK(record.fields[4].empty());
  }
  CHECK(found);
}

TEST_CASE("steps_to_csv, candidates_to_csv: one record for each") {
  const Study study;
  const auto steps = parse_csv(steps_to_csv(study.result, study.plan.pool().bank()));
  REQUIRE(steps.size() == study.result.items.size() + 1);
  CHECK(steps[1].fields[2] == study.plan.pool().bank().id(study.result.items[0]));
  CHECK(std::stod(steps[2].fields[4]) == study.result.theta[1]);
  const auto candidates = parse_csv(candidates_to_csv(study.result, study.truth));
  REQUIRE(candidates.size() == 51);
  CHECK(std::stod(candidates[9].fields[1]) == study.truth[8]);
  CHECK(std::stoi(candidates[9].fields[4]) == study.result.length(8));
  CHECK(parse_csv(candidates_to_csv(study.result, {}))[9].fields[1].empty());
  CHECK_THROWS_AS((void)candidates_to_csv(study.result, std::vector<double>{0.0}), Error);
}

}  // namespace
}  // namespace haven::codec
