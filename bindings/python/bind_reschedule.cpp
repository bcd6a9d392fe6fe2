#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/srs/reschedule.hpp"

#include "arrays.hpp"
#include "bind_srs.hpp"
#include "exam_values.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::Card, srs::ReschedulePlan, srs::Scheduler, srs::SpreadOptions;

using Preferences = std::optional<srs::DayPreferences>;
using Retentions = std::optional<std::vector<std::optional<double>>>;
using Scheduled = std::tuple<Card, Card, std::vector<srs::Review>>;

/// The options look at `other_cards`, which must outlive them.
SpreadOptions make_options(std::optional<int> cards_per_day, std::optional<double> minutes_per_day,
                           double seconds_per_card, const Preferences& preferences, const std::vector<int>& other_cards,
                           int longest_delay) {
  SpreadOptions options;
  options.cards_per_day = cards_per_day;
  options.minutes_per_day = minutes_per_day;
  options.seconds_per_card = seconds_per_card;
  if (preferences) options.preferences = *preferences;
  options.other_cards = other_cards;
  options.longest_delay = longest_delay;
  return options;
}

ReschedulePlan reschedule(const Scheduler& scheduler, const std::vector<Scheduled>& cards, const py::object& now,
                          std::optional<int> cards_per_day, std::optional<double> minutes_per_day,
                          double seconds_per_card, const Preferences& preferences, const std::vector<int>& other_cards,
                          int longest_delay, const Retentions& desired_retention) {
  const auto options =
      make_options(cards_per_day, minutes_per_day, seconds_per_card, preferences, other_cards, longest_delay);
  const Timestamp moment = to_timestamp(now, "now");
  if (desired_retention && desired_retention->size() != cards.size())
    throw Error(ErrorCode::invalid_argument, "desired_retention: one for each card is needed, or none at all");
  std::vector<srs::ScheduledCard> scheduled;
  for (const auto& [card, fresh, reviews] : cards) {
    const std::size_t place = scheduled.size();
    scheduled.push_back({card, fresh, reviews, desired_retention ? (*desired_retention)[place] : std::nullopt});
  }
  const py::gil_scoped_release release;
  return srs::plan_reschedule(scheduler, scheduled, moment, options);
}

ReschedulePlan spread(const Scheduler& scheduler, const std::vector<Card>& cards, const py::object& now,
                      std::optional<int> cards_per_day, std::optional<double> minutes_per_day, double seconds_per_card,
                      const Preferences& preferences, const std::vector<int>& other_cards, int longest_delay) {
  const auto options =
      make_options(cards_per_day, minutes_per_day, seconds_per_card, preferences, other_cards, longest_delay);
  const Timestamp moment = to_timestamp(now, "now");
  const py::gil_scoped_release release;
  return srs::plan_spread(scheduler, cards, moment, options);
}

ReschedulePlan advance(const Scheduler& scheduler, const std::vector<Card>& cards, const py::object& now, int count) {
  const Timestamp moment = to_timestamp(now, "now");
  const py::gil_scoped_release release;
  return srs::plan_advance(scheduler, cards, moment, count);
}

py::list moves_of(const ReschedulePlan& plan) {
  py::list moves;
  for (const srs::Move& move : plan.moves)
    moves.append(py::dict("card"_a = move.card, "before"_a = move.before, "after"_a = move.after));
  return moves;
}

py::list days_of(const ReschedulePlan& plan) {
  py::list days;
  for (const srs::DayChange& day : plan.days)
    days.append(py::dict("day"_a = day.day, "before"_a = day.before, "after"_a = day.after));
  return days;
}

void bind_plan(py::module_& module) {
  py::class_<ReschedulePlan> plan(module, "ReschedulePlan", py::is_final(), R"(
What would change. A dry run: storing the `after` of its moves carries it out, storing `before` again undoes it.
Immutable.
)");
  plan.def_property_readonly("moves", &moves_of, "Of each card that changes a dict: card (its place), before, after.");
  plan.def_property_readonly("days", &days_of, "Of each local day with cards a dict: day, before, after (cards due).");
  plan.def_readonly("earlier", &ReschedulePlan::earlier, "Cards due on an earlier day than before.");
  plan.def_readonly("later", &ReschedulePlan::later, "On a later day.");
  plan.def_readonly("above_limit", &ReschedulePlan::above_limit,
                    "Cards that no day within the longest delay had room for; 0: the limit holds always.");
  plan.def_readonly("recall_lost", &ReschedulePlan::recall_lost,
                    "Sum over the cards of the probability of recall lost by waiting behind their own day.");
  plan.def("__repr__", [](const py::object& self) {
    return describe(self, {"earlier", "later", "above_limit", "recall_lost"});
  });
}

}  // namespace

void bind_reschedule(py::module_& module) {
  bind_plan(module);
  module.def("plan_reschedule", &reschedule, "scheduler"_a, "cards"_a, "now"_a, py::kw_only(),
             "cards_per_day"_a = py::none(), "minutes_per_day"_a = py::none(), "seconds_per_card"_a = 8.0,
             "preferences"_a = py::none(), "other_cards"_a = std::vector<int>(), "longest_delay"_a = 365,
             "desired_retention"_a = py::none(), R"(
A ReschedulePlan that gives cards the memory and due dates that `scheduler` would have given them: after new weights,
another model or another retention.

cards: (card as it stands, card as it was made, its Reviews in order).
now: seconds since 1970-01-01 UTC or an aware datetime. No card is moved to the past.
cards_per_day, minutes_per_day (at seconds_per_card): limits; half of it on reduced days, none on minimum days and off.
preferences: DayPreferences.
other_cards: due by day, from today, besides those of the plan; they count to the limit.
longest_delay: days that a card may wait behind its own day; it then comes above the limit.
desired_retention: of each card its own, or None for the scheduler's.

Cards on a step stay on their day, new ones are left alone. Runs without the GIL. Raises InvalidArgument.
)");
  module.def("plan_spread", &spread, "scheduler"_a, "cards"_a, "now"_a, py::kw_only(), "cards_per_day"_a = py::none(),
             "minutes_per_day"_a = py::none(), "seconds_per_card"_a = 8.0, "preferences"_a = py::none(),
             "other_cards"_a = std::vector<int>(), "longest_delay"_a = 365, R"(
Spreads cards under the limits of plan_reschedule() without touching their memory: a backlog, too full a day, a break.
)");
  module.def("plan_advance", &advance, "scheduler"_a, "cards"_a, "now"_a, "count"_a, R"(
Makes so many cards due now that would be due on a later day: those least likely to be recalled.
)");
}

}  // namespace haven::python
