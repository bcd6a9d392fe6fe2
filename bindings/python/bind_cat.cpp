#include <optional>
#include <string>
#include <utility>

#include "haven/cat/exam.hpp"
#include "haven/codec/exam_json.hpp"

#include "arrays.hpp"
#include "bind.hpp"
#include "exam_values.hpp"
#include "explanations.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

/// The members of the ability that a step and an outcome carry, under the names of AbilityEstimate.
template <class Record>
void def_ability(py::class_<Record>& record) {
  const auto def = [&record](const char* name, auto member, const char* doc) {
    record.def_property_readonly(
        name, [member](const Record& self) { return self.ability.*member; }, doc);
  };
  using Ability = irt::AbilityEstimate;
  def("theta", &Ability::theta, "Ability, on the bank's scale.");
  def("standard_error", &Ability::standard_error, "Standard error of theta.");
  def("expected_information", &Ability::expected_information, "Of the items given, at theta.");
  def("observed_information", &Ability::observed_information, "-d2 log L / d theta2 at theta.");
  def("at_bound", &Ability::at_bound, "Whether theta is an end of the range.");
  def("multimodal", &Ability::multimodal, "Whether the objective has several local maxima.");
  def("constant_pattern", &Ability::constant_pattern, "Whether all responses so far are equal.");
  def("converged", &Ability::converged, "Whether theta solves the estimation problem on the range.");
  record.def_property_readonly(
      "estimator", [](const Record& self) { return std::string(to_string(self.estimator)); },
      "Which estimator gave theta: the blueprint's own, or its provisional one.");
}

void bind_step(py::module_& module) {
  py::class_<cat::Step> step(module, "Step", py::is_final(),
                             "One item given, its response, and the ability after it. Immutable.");
  step.def_readonly("item", &cat::Step::item, "Position of the item in the bank.");
  step.def_property_readonly(
      "score", [](const cat::Step& self) { return static_cast<int>(self.response.score); },
      "1 correct, 0 incorrect; more for a polytomous item.");
  step.def_property_readonly(
      "at", [](const cat::Step& self) { return to_seconds(self.at); }, "Seconds from the start of the exam.");
  step.def_property_readonly(
      "relaxed", [](const cat::Step& self) { return std::string(to_string(self.relaxed)); },
      R"(What the choice of the item could not heed: "none", "target", "exposure" or "content".)");
  def_ability(step);
  step.def(
      "__eq__", [](const cat::Step& self, const cat::Step& other) { return self == other; }, py::is_operator());
  step.def("__repr__", [](const py::object& self) {
    return describe(self, {"item", "score", "at", "theta", "standard_error", "estimator"});
  });
}

void bind_outcome(py::module_& module) {
  using cat::Outcome;
  py::class_<Outcome> outcome(module, "Outcome", py::is_final(), "How an exam ended, and on what evidence. Immutable.");
  outcome.def_property_readonly(
      "decision", [](const Outcome& self) { return std::string(to_string(self.decision)); },
      R"("pass", "fail", or "none" where the blueprint has no passing standard.)");
  outcome.def_property_readonly(
      "reason", [](const Outcome& self) { return std::string(to_string(self.reason)); },
      R"("confidence_interval", "standard_error", "maximum_length", "time_limit", "minimum_not_met", "exhausted_bank",
"standard_error_change", "minimum_information", "sequential_test", "generalized_likelihood_ratio", "posterior" or
"certainty".)");
  def_ability(outcome);
  outcome.def_property_readonly(
      "interval", [](const Outcome& self) { return std::pair(self.interval_lower, self.interval_upper); },
      "(lower, upper): theta -/+ confidence_z standard errors, not cut to the range.");
  outcome.def_readonly("confidence_z", &Outcome::confidence_z, "Half-width of the interval in standard errors.");
  outcome.def_readonly("passing_standard", &Outcome::passing_standard, "Ability that passes, or None.");
  outcome.def_property_readonly(
      "evidence",
      [](const Outcome& self) -> py::object {
        if (!self.evidence) return py::none();
        return py::make_tuple(self.evidence->statistic, self.evidence->lower, self.evidence->upper);
      },
      "(statistic, lower, upper) of a sequential test, posterior or certainty, else None.");
  outcome.def_readonly("items", &Outcome::items, "How many items were answered, pretest ones included.");
  outcome.def_readonly("scored_items", &Outcome::scored_items, "How many of them were scored.");
  outcome.def_property_readonly(
      "elapsed", [](const Outcome& self) { return to_seconds(self.elapsed); }, "Seconds from start to end.");
  outcome.def(
      "__eq__", [](const Outcome& self, const Outcome& other) { return self == other; }, py::is_operator());
  outcome.def("__repr__", [](const py::object& self) {
    return describe(self, {"decision", "reason", "theta", "standard_error", "interval", "items", "estimator"});
  });
}

cat::Blueprint to_blueprint(const py::object& rules) {
  if (rules.is_none()) return {};
  if (py::isinstance<cat::Blueprint>(rules)) return rules.cast<cat::Blueprint>();
  if (!py::isinstance<py::dict>(rules))
    refuse("exam",
           "blueprint must be a Blueprint, a dict of its rules or None, got " + py::repr(rules).cast<std::string>());
  return py::type::of<cat::Blueprint>()(**py::dict(rules)).cast<cat::Blueprint>();
}

cat::ItemPool to_pool(py::handle pool) {
  if (py::isinstance<irt::ItemBank>(pool)) return pool.cast<irt::ItemBank>();
  if (py::isinstance<cat::ItemPool>(pool)) return pool.cast<cat::ItemPool>();
  refuse("exam", "bank must be an ItemBank or an ItemPool, got " + py::repr(pool).cast<std::string>());
}

cat::Conditions to_conditions(const std::vector<irt::ItemIndex>& seen, const std::vector<double>& segment_bounds,
                              const std::vector<std::vector<double>>& eligibility) {
  return {seen, {segment_bounds, eligibility}};
}

cat::Exam start(const py::object& from, const py::object& rules, const py::object& seed,
                const std::vector<irt::ItemIndex>& seen, const std::vector<double>& segment_bounds,
                const std::vector<std::vector<double>>& eligibility) {
  const cat::ItemPool pool = to_pool(from);
  const cat::Blueprint blueprint = to_blueprint(rules);
  const std::uint64_t word = to_seed(seed);
  const py::gil_scoped_release release;  // the first exam on a bank builds its index
  return {pool, blueprint, word, to_conditions(seen, segment_bounds, eligibility)};
}

cat::Exam resume(const py::object& from, const std::string& text) {
  const cat::ItemPool pool = to_pool(from);
  const py::gil_scoped_release release;
  return cat::Exam::resume(pool, codec::exam_state_from_json(text));
}

/// What the exam draws from: the bank where its items have no content.
py::object bank_or_pool(const cat::Exam& exam) {
  if (exam.pool().fingerprint() == exam.bank().fingerprint()) return py::cast(exam.bank());
  return py::cast(exam.pool());
}

bool answer(cat::Exam& exam, const py::object& score, std::optional<double> at) {
  if (!at) return exam.answer(to_response(score));
  return exam.answer(to_response(score), to_duration(*at, "exam: at"));
}

py::tuple steps_of(const cat::Exam& exam) {
  py::tuple steps(exam.steps().size());
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = exam.steps()[i];
  return steps;
}

std::optional<std::string> next_item_id(const cat::Exam& exam) {
  if (!exam.next_item()) return std::nullopt;
  return exam.bank().id(*exam.next_item());
}

void def_exam_methods(py::class_<cat::Exam>& exam) {
  exam.def("answer", &answer, "score"_a, "at"_a = py::none(), R"(
Scores the response to the current item, then decides: next item, or the end.

score: 1 or True correct, 0 or False incorrect; for a polytomous item 0 up to its highest score.
at: seconds from the start of the exam, never less than before; None is the time of the last answer.
Returns False when the time limit had passed before `at`: then the response does not count and the exam has ended.
Raises Conflict when the exam has ended, InvalidArgument for another score or a time going backwards.
)");
  exam.def(
      "expire", [](cat::Exam& self, double at) { return self.expire(to_duration(at, "exam: at")); }, "at"_a, R"(
Ends the exam if its time limit has passed at `at` (seconds from the start); returns whether it has ended.
Raises InvalidArgument for a time going backwards.
)");
  exam.def(
      "to_json", [](const cat::Exam& self) { return codec::to_json(self.state()); },
      "All that the exam is besides its pool, as JSON text that keeps every bit.");
  exam.def_static("from_json", &resume, "bank"_a, "text"_a, R"(
Goes on from to_json(), bit for bit as if never interrupted.

Raises Conflict with the reason "bank_changed" for another pool, CorruptData for text that is no exam or that no exam
can reach.
)");
  exam.def(
      py::pickle([](const cat::Exam& self) { return py::make_tuple(bank_or_pool(self), codec::to_json(self.state())); },
                 [](const py::tuple& state) { return resume(state[0], state[1].cast<std::string>()); }));
}

void def_exam_properties(py::class_<cat::Exam>& exam) {
  exam.def_property_readonly("next_item", &cat::Exam::next_item,
                             "Position of the item to present, the same until it is answered; None at the end.");
  exam.def_property_readonly("next_item_id", &next_item_id, "The id of that item, or None.");
  exam.def_property_readonly(
      "theta", [](const cat::Exam& self) { return self.ability().theta; },
      "Ability so far; the start ability before the first answer.");
  exam.def_property_readonly(
      "standard_error", [](const cat::Exam& self) { return self.ability().standard_error; },
      "Its standard error; infinite before the first answer.");
  exam.def_property_readonly("steps", &steps_of, "The answers so far: tuple of Step.");
  exam.def_property_readonly("outcome", &cat::Exam::outcome, "The Outcome, or None while the exam runs.");
  exam.def_property_readonly(
      "done", [](const cat::Exam& self) { return self.outcome().has_value(); }, "Whether the exam has ended.");
  exam.def_property_readonly("bank", &cat::Exam::bank, "The ItemBank.");
  exam.def_property_readonly("pool", &cat::Exam::pool, "The ItemPool: the bank with its content.");
  exam.def_property_readonly(
      "blueprint", [](const cat::Exam& self) { return self.state().blueprint; }, "The Blueprint.");
  exam.def_property_readonly(
      "seed", [](const cat::Exam& self) { return self.state().seed; }, "The seed.");
}

void bind_exam(py::module_& module) {
  py::class_<cat::Exam> exam(module, "Exam", py::is_final(), R"(
One adaptive exam of one examinee, as a value: the same pool, blueprint, seed, conditions and responses give the same
exam bit for bit on every platform. It has no clock; times are given to it. One thread at a time; copies (copy.copy) are independent.
)");
  exam.def(py::init(&start), "bank"_a, "blueprint"_a = py::none(), "seed"_a = 0, py::kw_only(),
           "seen"_a = std::vector<irt::ItemIndex>{}, "segment_bounds"_a = std::vector<double>{},
           "eligibility"_a = std::vector<std::vector<double>>{}, R"(
Starts an exam.

bank: an ItemPool, or an ItemBank whose items have no content; each item is given at most once.
blueprint: a Blueprint, a dict of its rules, or None for the defaults.
seed: from 0 to 2**64 - 1; breaks ties between equally informative items and makes every random draw.
seen: positions of items that the candidate has seen in earlier exams.
eligibility: [n_segments][n_items], the probability that an item may be given at all, by the segment of the ability that
    the n_segments - 1 rising segment_bounds cut; drawn once, at the start.
Raises InvalidArgument for a bad rule, with the reason "infeasible" when no exam on this pool can meet the rules.
)");
  def_exam_properties(exam);
  def_exam_methods(exam);
  def_explanations(exam);
  exam.def("__repr__", [](const cat::Exam& self) {
    return "<haven.Exam after " + std::to_string(self.steps().size()) + " items, " +
           (self.outcome() ? "ended" : "running") + ">";
  });
}

}  // namespace

void bind_cat(py::module_& module) {
  bind_blueprint(module);
  bind_step(module);
  bind_outcome(module);
  bind_exam(module);
}

}  // namespace haven::python
