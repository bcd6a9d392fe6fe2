#include "haven/codec/simulation_json.hpp"

#include "codec/blueprint_json.hpp"
#include "codec/object_reader.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

using nlohmann::json;
using simulation::Figure;
using simulation::StudyReport;
using simulation::StudyResult;

json write(const Figure& figure) {
  return {{"value", number_to_json(figure.value)}, {"standard_error", number_to_json(figure.standard_error)}};
}

json write(const simulation::Precision& precision) {
  return {{"theta_low", number_to_json(precision.theta_low)},
          {"theta_high", number_to_json(precision.theta_high)},
          {"candidates", precision.candidates},
          {"bias", write(precision.bias)},
          {"rmse", write(precision.rmse)},
          {"mean_absolute_error", write(precision.mean_absolute_error)},
          {"reported_error", write(precision.reported_error)},
          {"length", write(precision.length)},
          {"pass_rate", write(precision.pass_rate)}};
}

json write(const simulation::Lengths& lengths) {
  json counts = json::array();
  for (const auto& count : lengths.counts)
    counts.push_back(
        {{"length", count.length}, {"reason", cat::to_string(count.reason)}, {"candidates", count.candidates}});
  return {{"mean", write(lengths.mean)}, {"sd", lengths.sd},
          {"minimum", lengths.minimum},  {"lower_quartile", lengths.lower_quartile},
          {"median", lengths.median},    {"upper_quartile", lengths.upper_quartile},
          {"maximum", lengths.maximum},  {"counts", counts}};
}

json write(const simulation::Exposure& exposure, const irt::ItemBank& bank) {
  json items = json::array();
  for (irt::ItemIndex item = 0; item < exposure.rate.size(); ++item)
    items.push_back({{"id", bank.id(item)}, {"rate", exposure.rate[item]}});
  return {{"maximum", exposure.maximum},
          {"mean", exposure.mean},
          {"never_used", exposure.never_used},
          {"overlap", exposure.overlap},
          {"counted_overlap", number_to_json(exposure.counted_overlap)},
          {"items", items}};
}

json write(const simulation::ContentCoverage& coverage) {
  return {{"attribute", coverage.attribute},
          {"value", coverage.value},
          {"minimum", coverage.minimum},
          {"mean", coverage.mean},
          {"maximum", coverage.maximum},
          {"lower_bound", optional_to_json(coverage.lower_bound)},
          {"upper_bound", optional_to_json(coverage.upper_bound)},
          {"outside", coverage.outside}};
}

json write(const simulation::Confusion& confusion) {
  return {{"true_pass", confusion.true_pass},
          {"false_pass", confusion.false_pass},
          {"true_fail", confusion.true_fail},
          {"false_fail", confusion.false_fail},
          {"accuracy", write(confusion.accuracy)},
          {"false_pass_rate", write(confusion.false_pass_rate)},
          {"false_fail_rate", write(confusion.false_fail_rate)}};
}

json write(const simulation::RuleErrors& rule) {
  return {{"reason", cat::to_string(rule.reason)},
          {"half_width", rule.half_width},
          {"exams", rule.exams},
          {"false_pass", write(rule.false_pass)},
          {"false_fail", write(rule.false_fail)},
          {"nominal_false_pass", rule.nominal_false_pass},
          {"nominal_false_fail", rule.nominal_false_fail}};
}

json write(const std::optional<simulation::ExpectedQuality>& quality) {
  if (!quality) return nullptr;
  return {{"accuracy", number_to_json(quality->accuracy)}, {"consistency", number_to_json(quality->consistency)}};
}

template <class Value>
json write_all(const std::vector<Value>& values) {
  json list = json::array();
  for (const auto& value : values) list.push_back(write(value));
  return list;
}

json write(const simulation::Decisions& decisions) {
  return {{"passing_standard", decisions.passing_standard},
          {"pass_rate", write(decisions.pass_rate)},
          {"confusion", decisions.confusion ? write(*decisions.confusion) : json(nullptr)},
          {"rules", write_all(decisions.rules)},
          {"rudner", write(decisions.rudner)},
          {"lee", write(decisions.lee)}};
}

/// Counts under the names of an enumeration.
template <class Enum, std::size_t n>
json write_counts(const std::array<std::size_t, n>& counts) {
  json object = json::object();
  for (std::size_t i = 0; i < n; ++i) object[std::string(to_string(static_cast<Enum>(i)))] = counts[i];
  return object;
}

json write_pool(const cat::ItemPool& pool) {
  return {{"items", pool.size()}, {"pretest", pool.pretest().size()}, {"sets", pool.sets().size()}};
}

json write_exam(const StudyResult& result, const irt::ItemBank& bank, std::size_t candidate) {
  json items = json::array(), responses = json::array(), theta = json::array(), error = json::array();
  for (std::size_t step = result.offsets[candidate]; step < result.offsets[candidate + 1]; ++step) {
    items.push_back(bank.id(result.items[step]));
    responses.push_back(result.responses[step].score);
    theta.push_back(number_to_json(result.theta[step]));
    error.push_back(number_to_json(result.standard_error[step]));
  }
  return {{"items", items},
          {"responses", responses},
          {"theta", theta},
          {"standard_error", error},
          {"scored_items", result.scored_items[candidate]},
          {"stop_reason", cat::to_string(result.stop_reason[candidate])},
          {"decision", cat::to_string(result.decision[candidate])}};
}

}  // namespace

std::string to_json(const StudyReport& report, const cat::ExamPlan& plan) {
  const json object = {{"blueprint", blueprint_to_json(plan.blueprint())},
                       {"pool", write_pool(plan.pool())},
                       {"candidates", report.candidates},
                       {"precision", report.precision ? write(*report.precision) : json(nullptr)},
                       {"by_theta", write_all(report.by_theta)},
                       {"lengths", write(report.lengths)},
                       {"stop_reasons", write_counts<cat::StopReason>(report.stop_reasons)},
                       {"exposure", write(report.exposure, plan.pool().bank())},
                       {"content", write_all(report.content)},
                       {"relaxed_items", write_counts<cat::Relaxation>(report.relaxed_items)},
                       {"relaxed_exams", write_counts<cat::Relaxation>(report.relaxed_exams)},
                       {"decisions", report.decisions ? write(*report.decisions) : json(nullptr)}};
  return object.dump(1);
}

std::string to_json(const StudyResult& result, const irt::ItemBank& bank) {
  json exams = json::array();
  for (std::size_t i = 0; i < result.candidates(); ++i) exams.push_back(write_exam(result, bank, i));
  return json({{"exams", exams}}).dump();
}

}  // namespace haven::codec
