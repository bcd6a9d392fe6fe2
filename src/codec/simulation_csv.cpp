#include "haven/codec/simulation_json.hpp"
#include "haven/core/error.hpp"

#include "codec/csv_writer.hpp"

namespace haven::codec {
namespace {

using simulation::Figure;
using simulation::StudyReport;
using simulation::StudyResult;

/// The long table of a report.
class FigureTable {
 public:
  FigureTable() { csv_.text("section").text("group").text("figure").text("value").text("standard_error").end_record(); }

  void add(std::string_view section, std::string_view group, std::string_view figure, const Figure& value) {
    csv_.text(section).text(group).text(figure).number(value.value).number(value.standard_error).end_record();
  }
  void add(std::string_view section, std::string_view group, std::string_view figure, double value) {
    add(section, group, figure, Figure{value, Figure{}.standard_error});
  }
  void add(std::string_view section, std::string_view group, std::string_view figure, std::size_t value) {
    add(section, group, figure, static_cast<double>(value));
  }
  [[nodiscard]] std::string take() { return csv_.take(); }

 private:
  CsvWriter csv_;
};

std::string bin_name(const simulation::Precision& bin) {
  CsvWriter bounds;
  bounds.number(bin.theta_low).number(bin.theta_high);
  return bounds.take();
}

void add_precision(FigureTable& table, const char* section, const std::string& group,
                   const simulation::Precision& precision) {
  table.add(section, group, "candidates", precision.candidates);
  table.add(section, group, "bias", precision.bias);
  table.add(section, group, "rmse", precision.rmse);
  table.add(section, group, "mean_absolute_error", precision.mean_absolute_error);
  table.add(section, group, "reported_error", precision.reported_error);
  table.add(section, group, "length", precision.length);
  table.add(section, group, "pass_rate", precision.pass_rate);
}

void add_lengths(FigureTable& table, const StudyReport& report) {
  table.add("length", "all", "mean", report.lengths.mean);
  table.add("length", "all", "sd", report.lengths.sd);
  for (const auto& [name, value] :
       {std::pair{"minimum", report.lengths.minimum}, std::pair{"lower_quartile", report.lengths.lower_quartile},
        std::pair{"median", report.lengths.median}, std::pair{"upper_quartile", report.lengths.upper_quartile},
        std::pair{"maximum", report.lengths.maximum}})
    table.add("length", "all", name, static_cast<double>(value));
  for (const auto& count : report.lengths.counts)
    table.add("length", std::to_string(count.length), cat::to_string(count.reason), count.candidates);
  for (std::size_t i = 0; i < report.stop_reasons.size(); ++i)
    table.add("stop_reason", cat::to_string(static_cast<cat::StopReason>(i)), "exams", report.stop_reasons[i]);
}

void add_exposure(FigureTable& table, const simulation::Exposure& exposure, const irt::ItemBank& bank) {
  table.add("exposure", "all", "maximum", exposure.maximum);
  table.add("exposure", "all", "mean", exposure.mean);
  table.add("exposure", "all", "never_used", exposure.never_used);
  table.add("exposure", "all", "overlap", exposure.overlap);
  table.add("exposure", "all", "counted_overlap", exposure.counted_overlap);
  for (irt::ItemIndex item = 0; item < exposure.rate.size(); ++item)
    table.add("item", bank.id(item), "rate", exposure.rate[item]);
}

void add_content(FigureTable& table, const StudyReport& report) {
  for (const auto& coverage : report.content) {
    const std::string group = coverage.attribute + "=" + coverage.value;
    table.add("content", group, "minimum", coverage.minimum);
    table.add("content", group, "mean", coverage.mean);
    table.add("content", group, "maximum", coverage.maximum);
    if (coverage.lower_bound) table.add("content", group, "lower_bound", *coverage.lower_bound);
    if (coverage.upper_bound) table.add("content", group, "upper_bound", *coverage.upper_bound);
    table.add("content", group, "outside", coverage.outside);
  }
  for (std::size_t i = 0; i < report.relaxed_items.size(); ++i) {
    const auto kind = cat::to_string(static_cast<cat::Relaxation>(i));
    table.add("relaxed", kind, "items", report.relaxed_items[i]);
    table.add("relaxed", kind, "exams", report.relaxed_exams[i]);
  }
}

void add_confusion(FigureTable& table, const simulation::Confusion& confusion) {
  table.add("decision", "confusion", "true_pass", confusion.true_pass);
  table.add("decision", "confusion", "false_pass", confusion.false_pass);
  table.add("decision", "confusion", "true_fail", confusion.true_fail);
  table.add("decision", "confusion", "false_fail", confusion.false_fail);
  table.add("decision", "confusion", "accuracy", confusion.accuracy);
  table.add("decision", "confusion", "false_pass_rate", confusion.false_pass_rate);
  table.add("decision", "confusion", "false_fail_rate", confusion.false_fail_rate);
}

void add_expected(FigureTable& table, const char* method, const std::optional<simulation::ExpectedQuality>& quality) {
  if (!quality) return;
  table.add("decision", method, "accuracy", quality->accuracy);
  table.add("decision", method, "consistency", quality->consistency);
}

void add_decisions(FigureTable& table, const simulation::Decisions& decisions) {
  table.add("decision", "all", "passing_standard", decisions.passing_standard);
  table.add("decision", "all", "pass_rate", decisions.pass_rate);
  if (decisions.confusion) add_confusion(table, *decisions.confusion);
  add_expected(table, "rudner", decisions.rudner);
  add_expected(table, "lee", decisions.lee);
  for (const auto& rule : decisions.rules) {
    const auto name = cat::to_string(rule.reason);
    table.add("rule", name, "exams", rule.exams);
    table.add("rule", name, "false_pass", rule.false_pass);
    table.add("rule", name, "nominal_false_pass", rule.nominal_false_pass);
    table.add("rule", name, "false_fail", rule.false_fail);
    table.add("rule", name, "nominal_false_fail", rule.nominal_false_fail);
  }
}

}  // namespace

std::string to_csv(const StudyReport& report, const irt::ItemBank& bank) {
  FigureTable table;
  if (report.precision) add_precision(table, "precision", "all", *report.precision);
  for (const auto& bin : report.by_theta) add_precision(table, "theta", bin_name(bin), bin);
  add_lengths(table, report);
  add_exposure(table, report.exposure, bank);
  add_content(table, report);
  if (report.decisions) add_decisions(table, *report.decisions);
  return table.take();
}

std::string steps_to_csv(const StudyResult& result, const irt::ItemBank& bank) {
  CsvWriter csv;
  csv.text("candidate").text("position").text("item").text("response").text("theta").text("standard_error");
  csv.text("relaxed").end_record();
  for (std::size_t i = 0; i < result.candidates(); ++i)
    for (std::size_t step = result.offsets[i]; step < result.offsets[i + 1]; ++step) {
      csv.number(i).number(step - result.offsets[i] + 1).text(bank.id(result.items[step]));
      csv.number(static_cast<int>(result.responses[step].score)).number(result.theta[step]);
      csv.number(result.standard_error[step]).text(cat::to_string(result.relaxed[step])).end_record();
    }
  return csv.take();
}

std::string candidates_to_csv(const StudyResult& result, std::span<const double> truth) {
  if (!truth.empty() && truth.size() != result.candidates())
    throw Error(ErrorCode::invalid_argument, "candidates_to_csv: there must be one true ability per candidate");
  CsvWriter csv;
  csv.text("candidate").text("true_theta").text("theta").text("standard_error").text("length").text("scored_items");
  csv.text("stop_reason").text("decision").end_record();
  for (std::size_t i = 0; i < result.candidates(); ++i) {
    csv.number(i).number(truth.empty() ? Figure{}.value : truth[i]).number(result.ability[i].theta);
    csv.number(result.ability[i].standard_error).number(result.length(i)).number(result.scored_items[i]);
    csv.text(cat::to_string(result.stop_reason[i])).text(cat::to_string(result.decision[i])).end_record();
  }
  return csv.take();
}

}  // namespace haven::codec
