#include "explanations.hpp"

#include <string>

#include "haven/cat/explain.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

py::list rivals_of(const cat::ItemExplanation& explanation) {
  py::list rivals;
  for (const auto& rival : explanation.rivals)
    rivals.append(
        py::dict("item"_a = rival.item, "criterion"_a = rival.criterion, "barrier"_a = to_string(rival.barrier)));
  return rivals;
}

py::list content_of(const cat::ItemExplanation& explanation) {
  py::list states;
  for (const auto& state : explanation.content)
    states.append(py::dict("attribute"_a = state.attribute, "value"_a = state.value, "count"_a = state.count,
                           "least"_a = state.least, "most"_a = state.most, "target"_a = state.target,
                           "deficit"_a = state.deficit));
  return states;
}

py::dict explain(const cat::Exam& exam, int position, int rivals) {
  const auto explanation = cat::explain_item(exam, position, rivals);
  return py::dict("position"_a = explanation.position, "item"_a = explanation.item,
                  "source"_a = to_string(explanation.source), "rule"_a = to_string(explanation.rule),
                  "theta"_a = explanation.theta, "criterion"_a = explanation.criterion,
                  "relaxed"_a = to_string(explanation.relaxed), "rivals"_a = rivals_of(explanation),
                  "content"_a = content_of(explanation));
}

py::dict explain_stop(const cat::Exam& exam) {
  const auto explanation = cat::explain_stop(exam);
  py::list rules;
  for (const auto& rule : explanation.rules)
    rules.append(py::dict("rule"_a = to_string(rule.rule), "statistic"_a = rule.statistic, "lower"_a = rule.lower,
                          "upper"_a = rule.upper, "holds"_a = rule.holds));
  py::object ended_by = py::none();
  if (explanation.ended_by) ended_by = py::str(std::string(to_string(*explanation.ended_by)));
  return py::dict("ended_by"_a = ended_by, "past_minimum"_a = explanation.past_minimum,
                  "placements_pending"_a = explanation.placements_pending, "trusted"_a = explanation.trusted,
                  "rules"_a = rules);
}

}  // namespace

void def_explanations(py::class_<cat::Exam>& exam) {
  exam.def("explain", &explain, "position"_a, "rivals"_a = 5, R"(
Why the item at `position` (1-based; the last is the one that waits) was chosen, worked out again from the log: a dict
with position, item, source, rule, theta, criterion, relaxed, rivals and content. Raises InvalidArgument for a position
without an item, CorruptData when the rules do not lead to the item in the log.
)");
  exam.def("explain_stop", &explain_stop, R"(
Why the exam ended, or goes on: a dict with ended_by, past_minimum, placements_pending, trusted and rules, each with
rule, statistic, lower, upper and holds.
)");
}

}  // namespace haven::python
