#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "haven/srs/exam_date.hpp"

#include "bind_srs.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::ExamPlan;

ExamPlan plan(const srs::Scheduler& scheduler, const std::vector<srs::Card>& cards, const py::object& now,
              const py::object& exam, double minutes_per_day, std::optional<double> minutes_today,
              std::optional<double> minutes_in_all, const std::optional<srs::DayPreferences>& preferences,
              const srs::AnswerHabits& habits, double target, const std::optional<ExamPlan>& last_plan) {
  srs::ExamOptions options;
  options.exam = to_timestamp(exam, "exam");
  options.minutes_per_day = minutes_per_day;
  options.minutes_today = minutes_today;
  options.minutes_in_all = minutes_in_all;
  if (preferences) options.preferences = *preferences;
  options.habits = habits;
  options.target = target;
  if (last_plan) options.last_plan = last_plan->days;
  const Timestamp moment = to_timestamp(now, "now");
  const py::gil_scoped_release release;
  return srs::plan_for_exam(scheduler, cards, moment, options);
}

py::list cards_of(const ExamPlan& plan) {
  py::list cards;
  for (const srs::ExamCard& card : plan.cards)
    cards.append(py::dict("advice"_a = std::string(to_string(card.advice)), "recall_now"_a = card.recall_now,
                          "recall_if_left"_a = card.recall_if_left, "worth_if_met"_a = card.worth_if_met,
                          "worth_if_not"_a = card.worth_if_not, "seconds"_a = card.seconds,
                          "gain_per_minute"_a = card.gain_per_minute(), "next_day"_a = card.next_day));
  return cards;
}

py::list days_of(const ExamPlan& plan) {
  py::list days;
  for (const srs::ExamDay& day : plan.days)
    days.append(py::dict("day"_a = day.day, "minutes"_a = day.minutes, "planned"_a = day.planned,
                         "worth_per_minute"_a = day.worth_per_minute));
  return days;
}

py::dict outlook_of(const ExamPlan& plan) {
  const srs::ExamOutlook& outlook = plan.outlook;
  return py::dict("known"_a = outlook.known, "known_if_left"_a = outlook.known_if_left,
                  "known_at_most"_a = outlook.known_at_most, "new_learned"_a = outlook.new_learned,
                  "reaches_target"_a = outlook.reaches_target, "minutes_needed"_a = outlook.minutes_needed);
}

void bind_plan(py::module_& module) {
  py::class_<ExamPlan> plan(module, "ExamPlan", py::is_final(), "What to study ahead of an exam. Immutable.");
  plan.def_readonly("today", &ExamPlan::today, "Places of the cards worth meeting today, the worthiest first.");
  plan.def_readonly("fitting", &ExamPlan::fitting, "How many of them the minutes are expected to be enough for.");
  plan.def_property_readonly("cards", &cards_of, R"(
Of each card given a dict: advice ("finish", "study", "later" or "leave"), recall_now, recall_if_left (at the exam),
worth_if_met, worth_if_not, seconds, gain_per_minute, next_day.
)");
  plan.def_property_readonly(
      "days", &days_of,
      "Today and every day before that of the exam: dicts of day, minutes, planned, worth_per_minute.");
  plan.def_property_readonly("outlook", &outlook_of, R"(
What keeping to the plan is expected to come to: a dict of known, known_if_left, known_at_most, new_learned,
reaches_target, minutes_needed (a day, to reach the target; None when it is reached, or when none would).
)");
}

}  // namespace

void bind_exam_date(py::module_& module) {
  bind_plan(module);
  module.def("plan_for_exam", &plan, "scheduler"_a, "cards"_a, "now"_a, "exam"_a, py::kw_only(),
             "minutes_per_day"_a = 30.0, "minutes_today"_a = py::none(), "minutes_in_all"_a = py::none(),
             "preferences"_a = py::none(), "habits"_a = srs::AnswerHabits(), "target"_a = 0.0,
             "last_plan"_a = py::none(), R"(
What to study today, so that on the exam as many cards as possible are known: an ExamPlan. Make a new one every day.

cards: of Card, their memory by the scheduler's model; new ones are all alike.
now, exam: seconds since 1970-01-01 UTC or aware datetimes; at most 400 days apart.
minutes_per_day: on a normal day; half of it on a reduced one, none on a minimum day or off. minutes_today: what is left
    of today. minutes_in_all: what is left of all days together; the plan then chooses the days.
preferences: DayPreferences. habits: AnswerHabits, how long answers take.
target: share of the cards to be known, 0 to 1; 0: as many as possible.
last_plan: of yesterday, say: the search starts there.

Runs without the GIL. Raises InvalidArgument.
)");
}

}  // namespace haven::python
