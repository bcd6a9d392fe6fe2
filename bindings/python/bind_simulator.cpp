#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "haven/srs/simulator.hpp"

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
using srs::AnswerHabits, srs::SimulatedLearner, srs::SimulationOptions, srs::SimulationResult;

using ByRating = AnswerHabits::ByRating;
using ByState = std::array<ByRating, 3>;

AnswerHabits make_habits(const std::optional<ByRating>& first, const std::optional<std::array<double, 3>>& recalled,
                         const std::optional<ByState>& learning, const std::optional<ByState>& relearning,
                         const std::optional<ByState>& seconds) {
  AnswerHabits habits;
  habits.first = first.value_or(habits.first);
  habits.recalled = recalled.value_or(habits.recalled);
  habits.learning = learning.value_or(habits.learning);
  habits.relearning = relearning.value_or(habits.relearning);
  habits.seconds = seconds.value_or(habits.seconds);
  check(habits);
  return habits;
}

py::tuple values_of(const AnswerHabits& habits) {
  return py::make_tuple(habits.first, habits.recalled, habits.learning, habits.relearning, habits.seconds);
}

void bind_habits(py::module_& module) {
  py::class_<AnswerHabits> habits(module, "AnswerHabits", py::is_final(), R"(
Which buttons a learner presses and how long an answer takes: what a memory model does not say. Immutable.
)");
  habits.def(py::init(&make_habits), py::kw_only(), "first"_a = py::none(), "recalled"_a = py::none(),
             "learning"_a = py::none(), "relearning"_a = py::none(), "seconds"_a = py::none(), R"(
first: probabilities of again, hard, good and easy to a new card.
recalled: of hard, good and easy to a card that was recalled.
learning, relearning: of the four on a step of the same day, three rows: after again, hard and good.
seconds: of an answer by rating, three rows: to a card in learning, review, relearning.

None: as in the simulator of fsrs-rs 6. Raises InvalidArgument unless probabilities sum up to 1 and seconds are positive.
)");
  habits.def_readonly("first", &AnswerHabits::first, "Probabilities to a new card.");
  habits.def_readonly("recalled", &AnswerHabits::recalled, "Of hard, good and easy.");
  habits.def_readonly("learning", &AnswerHabits::learning, "On a step, after again, hard and good.");
  habits.def_readonly("relearning", &AnswerHabits::relearning, "On a step, after again, hard and good.");
  habits.def_readonly("seconds", &AnswerHabits::seconds, "In learning, review, relearning.");
  habits.def(
      "__eq__", [](const AnswerHabits& self, const AnswerHabits& other) { return self == other; }, py::is_operator());
  habits.def(py::pickle(&values_of, [](const py::tuple& values) {
    return make_habits(values[0].cast<ByRating>(), values[1].cast<std::array<double, 3>>(), values[2].cast<ByState>(),
                       values[3].cast<ByState>(), values[4].cast<ByState>());
  }));
}

SimulatedLearner make_learner(const srs::MemoryModel& truth, const AnswerHabits& habits,
                              const std::optional<srs::DayCounter>& days) {
  return SimulatedLearner(truth, habits, days);
}

py::tuple answer(const SimulatedLearner& learner, SimulatedLearner::Memory memory, const py::object& state,
                 const py::object& at) {
  const Timestamp moment = to_timestamp(at, "at");
  if (memory.state && moment < memory.last_review) refuse("at", "must not be before the last answer");
  const auto given = learner.answer(memory, to_state(state, "state"), moment);
  return py::make_tuple(rating_object(given.rating), given.seconds, memory);
}

void bind_memory(py::module_& module) {
  using Memory = SimulatedLearner::Memory;
  py::class_<Memory> memory(module, "SimulatedMemory", py::is_final(), R"(
What is in a simulated learner's head of one card, with the luck of its answers to come. Immutable.
)");
  memory.def_property_readonly(
      "state", [](const Memory& self) { return self.state; }, "Of the true model; None of a card not seen.");
  memory.def_property_readonly(
      "last_review",
      [](const Memory& self) { return self.state ? seconds_of(self.last_review) : py::object(py::none()); },
      "Seconds; None of a card not seen.");
}

void bind_learner(py::module_& module) {
  bind_memory(module);
  py::class_<SimulatedLearner> learner(module, "SimulatedLearner", py::is_final(), R"(
A learner with a known memory: what they know of a card follows `truth`, which may be another model than the scheduler's.
Immutable.
)");
  learner.def(py::init(&make_learner), "truth"_a, "habits"_a = AnswerHabits(), "days"_a = py::none(), R"(
truth: a MemoryModel, not SM-2. days: the DayCounter by which the truth counts time; None: fractional for FSRS-7,
otherwise the calendar of UTC.
)");
  learner.def_static(
      "unseen", [](const py::object& seed) { return SimulatedLearner::unseen(to_seed(seed)); }, "seed"_a = 0, R"(
The SimulatedMemory of a card never seen. The seed decides on the luck of its answers: the n-th answer to a card meets
the same luck whenever it is asked, so that schedules can be compared on common random numbers.
)");
  learner.def(
      "seen",
      [](const SimulatedLearner& self, const srs::MemoryState& state, const py::object& last_review,
         const py::object& seed) { return self.seen(state, to_timestamp(last_review, "last_review"), to_seed(seed)); },
      "state"_a, "last_review"_a, "seed"_a = 0, "The SimulatedMemory of a card known already; a state of `truth`.");
  learner.def("answer", &answer, "memory"_a, "state"_a, "at"_a, R"(
The answer to a card and what it leaves in memory: (Rating, seconds, SimulatedMemory).

state: of the card's schedule, a State or its name. at: not before the last answer.
)");
  learner.def(
      "recall",
      [](const SimulatedLearner& self, const SimulatedLearner::Memory& memory, const py::object& at) {
        return self.recall(memory, to_timestamp(at, "at"));
      },
      "memory"_a, "at"_a, "The true probability of recall; 0 of a card not seen.");
  learner.def_property_readonly("truth", &SimulatedLearner::truth, "The MemoryModel.");
  learner.def_property_readonly("habits", &SimulatedLearner::habits, "AnswerHabits.");
}

srs::ReviewOrder to_order(const std::string& order) {
  if (order == "due") return srs::ReviewOrder::due;
  if (order == "retrievability_descending") return srs::ReviewOrder::retrievability_descending;
  if (order == "retrievability_ascending") return srs::ReviewOrder::retrievability_ascending;
  refuse("order", R"(must be "due", "retrievability_descending" or "retrievability_ascending", got ")" + order + '"');
}

SimulationOptions make_options(std::vector<srs::Card> cards, std::vector<srs::MemoryState> true_memory,
                               std::size_t new_cards, int days, const py::object& start, int new_per_day,
                               int reviews_per_day, double minutes_per_day, const std::string& order, bool balance,
                               const std::optional<srs::DayPreferences>& preferences, const py::object& seed) {
  SimulationOptions options;
  options.cards = std::move(cards);
  options.true_memory = std::move(true_memory);
  options.new_cards = new_cards;
  options.days = days;
  options.start = to_timestamp(start, "start");
  options.new_per_day = new_per_day;
  options.reviews_per_day = reviews_per_day;
  options.minutes_per_day = minutes_per_day;
  options.order = to_order(order);
  options.balance = balance;
  if (preferences) options.preferences = *preferences;
  options.seed = to_seed(seed);
  return options;
}

void bind_options(py::module_& module) {
  py::class_<SimulationOptions> options(module, "SimulationOptions", py::is_final(),
                                        "A deck and the days that it is studied. Immutable.");
  options.def(py::init(&make_options), py::kw_only(), "cards"_a = std::vector<srs::Card>(),
              "true_memory"_a = std::vector<srs::MemoryState>(), "new_cards"_a = 10'000, "days"_a = 365, "start"_a = 0,
              "new_per_day"_a = 20, "reviews_per_day"_a = 100'000,
              "minutes_per_day"_a = std::numeric_limits<double>::infinity(), "order"_a = "due", "balance"_a = false,
              "preferences"_a = py::none(), "seed"_a = 0, R"(
cards: with their memory by the scheduler's model; may be none.
true_memory: states of `cards` under the learner's model; empty: what the scheduler believes.
new_cards: never seen before.
days: 1 to 100,000.
start: of the first session; those of the following days are at the same time of day.
new_per_day, reviews_per_day: at most; answers on steps of the same day are not counted.
minutes_per_day: a session ends after the answer beyond them.
order: "due" (longest overdue first), "retrievability_descending" or "retrievability_ascending".
balance: choose due days by load, with `preferences`, a DayPreferences.
)");
  options.def_readonly("new_cards", &SimulationOptions::new_cards, "Never seen before.");
  options.def_readonly("days", &SimulationOptions::days, "How many.");
  options.def_readonly("seed", &SimulationOptions::seed, "Of the draws.");
}

template <class Value>
void def_days(py::class_<SimulationResult>& result, const char* name, std::vector<Value> SimulationResult::*days,
              const char* doc) {
  result.def_property_readonly(
      name,
      [days](const SimulationResult& self) {
        const auto& values = self.*days;
        return py::array_t<Value>(static_cast<py::ssize_t>(values.size()), values.data());
      },
      doc);
}

void bind_result(py::module_& module) {
  py::class_<SimulationResult> result(module, "SimulationResult", py::is_final(), "What happened, by day. Immutable.");
  def_days(result, "reviews", &SimulationResult::reviews, "Cards answered that were due.");
  def_days(result, "learned", &SimulationResult::learned, "New cards seen.");
  def_days(result, "lapses", &SimulationResult::lapses, "Reviews that were Again.");
  def_days(result, "backlog", &SimulationResult::backlog, "Due cards left at the end.");
  def_days(result, "minutes", &SimulationResult::minutes, "Of all answers, steps included.");
  def_days(result, "known", &SimulationResult::known, "Expected at the end: sum of the true probabilities of recall.");
  result.def(
      "__eq__", [](const SimulationResult& self, const SimulationResult& other) { return self == other; },
      py::is_operator());
}

/// (mean, standard error)
py::tuple pair(const srs::Estimate& estimate) { return py::make_tuple(estimate.mean, estimate.standard_error); }

py::list to_list(const std::vector<srs::WorkloadPoint>& curve) {
  py::list points;
  for (const auto& point : curve)
    points.append(py::dict("desired_retention"_a = point.desired_retention,
                           "minutes_per_day"_a = pair(point.minutes_per_day),
                           "reviews_per_day"_a = pair(point.reviews_per_day), "known"_a = pair(point.known),
                           "minutes_per_known"_a = pair(point.minutes_per_known)));
  return points;
}

SimulationResult simulate(const srs::Scheduler& scheduler, const SimulatedLearner& learner,
                          const SimulationOptions& options) {
  const py::gil_scoped_release release;
  return srs::simulate(scheduler, learner, options);
}

py::list workload_curve(const srs::Scheduler& scheduler, const SimulatedLearner& learner,
                        const SimulationOptions& options, const py::object& retentions, int replications, int threads) {
  std::vector<double> asked = srs::usual_retentions();
  if (!retentions.is_none()) {
    const RealArray reals = to_reals(retentions, "retentions");
    asked.assign(reals.data(), reals.data() + reals.size());
  }
  std::vector<srs::WorkloadPoint> curve;
  {
    const py::gil_scoped_release release;
    curve = srs::workload_curve(scheduler.options(), learner, options, asked, {replications, threads});
  }
  return to_list(curve);
}

py::dict recommend(const srs::Scheduler& scheduler, const SimulatedLearner& learner, const SimulationOptions& options,
                   int replications, int threads) {
  srs::RecommendedRetention found;
  {
    const py::gil_scoped_release release;
    found = srs::recommend_retention(scheduler.options(), learner, options, {replications, threads});
  }
  return py::dict("desired_retention"_a = pair(found.desired_retention), "at_edge"_a = found.at_edge,
                  "curve"_a = to_list(found.curve));
}

AnswerHabits estimate_habits(const srs::Scheduler& scheduler,
                             const std::vector<std::pair<srs::Card, std::vector<srs::Review>>>& log,
                             const AnswerHabits& prior) {
  std::vector<srs::CardHistory> histories;
  for (const auto& [fresh, reviews] : log) histories.push_back({fresh, reviews});
  const py::gil_scoped_release release;
  return srs::estimate_habits(scheduler, histories, prior);
}

}  // namespace

void bind_simulator(py::module_& module) {
  bind_habits(module);
  bind_learner(module);
  bind_options(module);
  bind_result(module);
  module.def("estimate_habits", &estimate_habits, "scheduler"_a, "log"_a, "prior"_a = AnswerHabits(), R"(
The AnswerHabits seen in a log, pairs (card as it was made, its Reviews), drawn towards `prior` with the weight of 20
answers. Runs without the GIL.
)");
  module.def("simulate", &simulate, "scheduler"_a, "learner"_a, "options"_a = SimulationOptions(), R"(
Studies a deck day by day: a session answers what is due, then new cards, then comes back to the steps of the same day.
Every answer goes through Scheduler.review(), as in production. Runs without the GIL. Raises InvalidArgument.
)");
  module.def("workload_curve", &workload_curve, "scheduler"_a, "learner"_a, "options"_a = SimulationOptions(),
             "retentions"_a = py::none(), py::kw_only(), "replications"_a = 16, "threads"_a = 0, R"(
What each desired retention (None: 0.70, 0.71, ... 0.99) costs and brings, on common random numbers: dicts with
desired_retention and, each as (mean, standard error), minutes_per_day, reviews_per_day, known and minutes_per_known.
threads: 0: as many as the processor runs; the result does not depend on it. Runs without the GIL.
)");
  module.def("recommend_retention", &recommend, "scheduler"_a, "learner"_a, "options"_a = SimulationOptions(),
             py::kw_only(), "replications"_a = 16, "threads"_a = 0, R"(
The minimum recommended retention, at which a known card costs least: a dict with desired_retention (value, standard
error), at_edge (no minimum inside 0.70 to 0.95) and curve, the points that were tried. Runs without the GIL.
)");
}

}  // namespace haven::python
