#include <cstddef>
#include <optional>
#include <string>

#include "haven/srs/grading.hpp"
#include "haven/srs/leech.hpp"
#include "haven/srs/step_advice.hpp"

#include "arrays.hpp"
#include "bind_srs.hpp"
#include "exam_values.hpp"
#include "log_values.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::GradingRules;

std::optional<Duration> to_optional_length(const py::object& seconds, const std::string& argument) {
  return seconds.is_none() ? std::nullopt : std::optional(to_length(seconds, argument));
}

GradingRules make_rules(bool two_buttons, double pass_from, double guess_below, double unsure_below, double sure_from,
                        const py::object& typical_latency, double slow_from, double fast_to, const py::object& away) {
  GradingRules rules;
  rules.two_buttons = two_buttons;
  rules.pass_from = pass_from;
  rules.guess_below = guess_below;
  rules.unsure_below = unsure_below;
  rules.sure_from = sure_from;
  rules.typical_latency = to_optional_length(typical_latency, "typical_latency");
  rules.slow_from = slow_from;
  rules.fast_to = fast_to;
  rules.away = to_length(away, "away");
  validate(rules);
  return rules;
}

void bind_rules(py::module_& module) {
  py::class_<GradingRules> rules(module, "GradingRules", py::is_final(), "How answers become ratings. Immutable.");
  rules.def(py::init(&make_rules), py::kw_only(), "two_buttons"_a = false, "pass_from"_a = 0.5, "guess_below"_a = 0.2,
            "unsure_below"_a = 0.5, "sure_from"_a = 0.8, "typical_latency"_a = py::none(), "slow_from"_a = 2.0,
            "fast_to"_a = 0.5, "away"_a = 600, R"(
two_buttons: Again and Good alone: whoever passes has recalled, and nothing more is said.
pass_from: a score below is Again; between it and 1 at most Hard.
guess_below: a right answer with less confidence was a guess: Again. unsure_below: at most Hard. sure_from: Easy asks for
    so much confidence, where any is known.
typical_latency: seconds that the learner usually takes, see typical_latency(); None: time is not judged.
slow_from, fast_to: times the typical latency: at most Hard; Easy.
away: seconds; who took longer was elsewhere, and the time says nothing.

Raises InvalidArgument.
)");
  rules.def_readonly("two_buttons", &GradingRules::two_buttons, "Again and Good alone.");
  rules.def_readonly("pass_from", &GradingRules::pass_from, "A score below is Again.");
  rules.def_readonly("guess_below", &GradingRules::guess_below, "Confidence below is Again.");
  rules.def_readonly("unsure_below", &GradingRules::unsure_below, "Confidence below is at most Hard.");
  rules.def_readonly("sure_from", &GradingRules::sure_from, "Confidence that Easy asks for.");
  rules.def_property_readonly(
      "typical_latency", [](const GradingRules& self) { return seconds_of(self.typical_latency); }, "Seconds.");
  rules.def_readonly("slow_from", &GradingRules::slow_from, "Times the typical latency: at most Hard.");
  rules.def_readonly("fast_to", &GradingRules::fast_to, "Times the typical latency: Easy.");
  rules.def_property_readonly(
      "away", [](const GradingRules& self) { return seconds_of(self.away); }, "Seconds.");
}

py::tuple grade(double score, std::optional<double> confidence, const py::object& latency, const GradingRules& rules) {
  const auto graded = srs::grade({score, confidence, to_optional_length(latency, "latency")}, rules);
  return py::make_tuple(rating_object(graded.rating), std::string(to_string(graded.reason)));
}

py::dict hard_use(const srs::MemoryModel& model, const srs::TrainingSet& set, double level) {
  srs::HardUse use;
  {
    const py::gil_scoped_release release;
    use = srs::hard_use(model, set, level);
  }
  return py::dict("verdict"_a = std::string(to_string(use.verdict)), "after_hard"_a = use.after_hard,
                  "recalled"_a = use.recalled, "expected"_a = use.expected, "p_value"_a = use.p_value);
}

void bind_grades(py::module_& module) {
  module.def("grade", &grade, "score"_a, py::kw_only(), "confidence"_a = py::none(), "latency"_a = py::none(),
             "rules"_a = GradingRules(), R"(
The rating of an answer that nobody rated, and why: (Rating, reason). Reasons are "wrong", "guessed", "partial",
"unsure", "slow", "plain" and "fast".

score: share of the points, 0 to 1: 1 correct, 0 wrong, between them partial credit.
confidence: the learner's own, 0 to 1. latency: seconds from question to answer. None: not known, and does not count.

Raises InvalidArgument.
)");
  module.def(
      "typical_latency",
      [](const py::object& log, std::size_t fewest, const py::object& away) {
        return seconds_of(srs::typical_latency(to_log(log).rows, fewest, to_length(away, "away")));
      },
      "log"_a, "fewest"_a = 20, "away"_a = 600, R"(
The median seconds of a log's answers that were recalled, those without a time or over `away` left out; None when there
are fewer than `fewest`.
)");
  module.def("hard_use", &hard_use, "model"_a, "training_set"_a, "level"_a = 0.01, R"(
Whether Hard is pressed on cards that were forgotten: a dict with verdict ("too_few", "fine" or "misused"), after_hard,
recalled, expected and p_value. Give a model with weights of many learners, such as the defaults. Runs without the GIL.
)");
}

py::dict to_dict(const srs::Leech& leech) {
  return py::dict("card"_a = leech.card, "at_review"_a = leech.at_review, "lapses"_a = leech.lapses,
                  "expected"_a = leech.expected, "p_value"_a = leech.p_value);
}

py::list find_leeches(const BoundPredictions& predictions, double level, std::size_t skip) {
  std::vector<srs::Leech> leeches;
  {
    const py::gil_scoped_release release;
    leeches = srs::find_leeches(predictions.rows, {level, skip});
  }
  py::list list;
  for (const auto& leech : leeches) list.append(to_dict(leech));
  return list;
}

py::object test_leech(const py::object& probability, const py::object& recalled, double level, std::size_t skip) {
  const RealArray probabilities = to_reals(probability, "probability");
  const py::list outcomes = to_array(recalled, "recalled").attr("tolist")();
  const auto count = static_cast<std::size_t>(probabilities.size());
  if (outcomes.size() != count)
    refuse("recalled", "must have " + std::to_string(count) + " rows, got " + std::to_string(outcomes.size()));
  std::vector<srs::Prediction> reviews(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double chance = reviews[i].probability = probabilities.data()[i];
    if (!(chance >= 0.0 && chance <= 1.0))
      refuse("probability", "row " + std::to_string(i) + " must be in 0..1, got " + std::to_string(chance));
    reviews[i].recalled = outcomes[i].cast<bool>();
  }
  std::optional<srs::Leech> leech;
  {
    const py::gil_scoped_release release;
    leech = srs::test_leech(reviews, {level, skip});
  }
  if (!leech) return py::none();
  py::dict found = to_dict(*leech);
  found.attr("pop")("card");
  return found;
}

void bind_leeches(py::module_& module) {
  module.def("is_leech", &srs::is_leech, "lapses"_a, "threshold"_a = 8, R"(
Anki's rule: whether a card is (again) a leech, at its `threshold`-th lapse and at every ceil(threshold / 2)-th after.
)");
  module.def("test_leech", &test_leech, "probability"_a, "recalled"_a, "level"_a = 0.05, "skip"_a = 3, R"(
Whether one card is forgotten more often than its predictions allow: None, or a dict with at_review, lapses, expected and
p_value.

probability: of recall, as it was predicted for each of the card's reviews, in the order of time.
recalled: whether it was, for each.
level: the most that the chance of ever accusing a fair card may be. skip: reviews before the first look.

Runs without the GIL. Raises InvalidArgument.
)");
  module.def("find_leeches", &find_leeches, "predictions"_a, "level"_a = 0.05, "skip"_a = 3, R"(
The cards that are forgotten more often than the model can explain: a dict with card, at_review, lapses, expected and
p_value for each. `level` is the most that the chance of ever accusing a fair card may be; `skip` reviews pass before the
first look. Runs without the GIL.
)");
}

py::dict statistics_of(const srs::StepStatistics& step) {
  return py::dict("count"_a = step.count, "recall"_a = step.recall, "median_wait"_a = seconds_of(step.median_wait),
                  "stability"_a = seconds_of(step.stability));
}

py::object steps_of(const std::optional<std::vector<Duration>>& steps) {
  if (!steps) return py::none();
  py::list seconds;
  for (const Duration step : *steps) seconds.append(seconds_of(step));
  return py::tuple(seconds);
}

py::dict advise(const py::object& log, double desired_retention, double decay, std::size_t fewest) {
  const auto advice = srs::advise_steps(to_log(log).rows, {desired_retention, decay, fewest});
  return py::dict(
      "learning_steps"_a = steps_of(advice.learning_steps), "relearning_steps"_a = steps_of(advice.relearning_steps),
      "after_again"_a = statistics_of(advice.after_again), "after_good"_a = statistics_of(advice.after_good),
      "after_again_good"_a = statistics_of(advice.after_again_good),
      "after_lapse"_a = statistics_of(advice.after_lapse));
}

}  // namespace

void bind_grading(py::module_& module) {
  bind_rules(module);
  bind_grades(module);
  bind_leeches(module);
  module.def("advise_steps", &advise, "log"_a, py::kw_only(), "desired_retention"_a = 0.9, "decay"_a = 0.1542,
             "fewest"_a = 100, R"(
Learning and relearning steps at which recall has fallen to the desired retention: a dict with learning_steps and
relearning_steps (seconds; None where fewer than `fewest` answers tell, empty where no step is needed) and, for each kind
of wait, after_again, after_good, after_again_good and after_lapse: dicts with count, recall, median_wait and stability
(seconds). Raises InvalidArgument, naming the row.
)");
}

}  // namespace haven::python
