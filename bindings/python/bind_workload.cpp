#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "haven/srs/day_rule.hpp"
#include "haven/srs/workload.hpp"

#include "arrays.hpp"
#include "bind_srs.hpp"
#include "exam_values.hpp"
#include "owned_workload.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::DayCounter, srs::DayPreferences;

using Day = std::optional<std::int64_t>;

DayCounter make_counter(const std::string& rule, const std::optional<std::string>& zone,
                        const py::object& rollover_hour) {
  return DayCounter(*to_day_rule(rule, zone, rollover_hour));
}

std::optional<std::string> zone_of(const DayCounter& counter) {
  const auto* calendar = std::get_if<srs::CalendarDays>(&counter.rule());
  return calendar != nullptr ? std::optional(calendar->zone) : std::nullopt;
}

std::optional<double> rollover_of(const DayCounter& counter) {
  const auto* calendar = std::get_if<srs::CalendarDays>(&counter.rule());
  return calendar != nullptr ? std::optional(calendar->rollover.in_seconds() / 3'600.0) : std::nullopt;
}

void bind_day_counter(py::module_& module) {
  py::class_<DayCounter> counter(module, "DayCounter", py::is_final(), R"(
Days counted by one rule. Local days are numbered from 1970-01-01; without a calendar they are those of UTC. Immutable.
)");
  counter.def(py::init(&make_counter), "rule"_a = "24h", py::kw_only(), "zone"_a = py::none(), "rollover_hour"_a = 4,
              R"(
rule: "24h" (whole periods of 24 hours), "calendar" (local days), or "fractional".
zone: of the calendar, an IANA name; None: "UTC".
rollover_hour: of the calendar, when after local midnight a day begins, 0 to less than 24.

Raises InvalidArgument for a rule, zone or hour that there is not.
)");
  counter.def_property_readonly(
      "rule", [](const DayCounter& self) { return name_of(self.rule()); }, R"("24h", "calendar" or "fractional".)");
  counter.def_property_readonly("zone", &zone_of, "Of the calendar, otherwise None.");
  counter.def_property_readonly("rollover_hour", &rollover_of, "Of the calendar, otherwise None.");
  counter.def(
      "day", [](const DayCounter& self, const py::object& at) { return self.day(to_timestamp(at, "at")); }, "at"_a,
      "The local day that holds the moment.");
  counter.def(
      "start_of", [](const DayCounter& self, std::int64_t day) { return seconds_of(self.start_of(to_day(day))); },
      "day"_a, "The first moment of a local day; where the clock skips that moment, the first one after.");
  counter.def(
      "elapsed",
      [](const DayCounter& self, const py::object& earlier, const py::object& later, Day earlier_day, Day later_day) {
        return self.elapsed(to_timestamp(earlier, "earlier"), to_timestamp(later, "later"), earlier_day, later_day);
      },
      "earlier"_a, "later"_a, py::kw_only(), "earlier_day"_a = py::none(), "later_day"_a = py::none(), R"(
Days from one moment to a later one (0 if it is not later). `earlier_day` and `later_day` are their local days as they
were noted then, perhaps in another zone; None: found by this rule. Only the calendar asks for them.
)");
  counter.def("__repr__", [](const DayCounter& self) {
    return std::string("<haven.srs.DayCounter ") + name_of(self.rule()) + ">";
  });
}

constexpr std::array<std::string_view, 3> load_names = {"normal", "reduced", "minimum"};

srs::DayLoad to_load(const std::string& name) {
  const auto* const found = std::find(load_names.begin(), load_names.end(), name);
  if (found == load_names.end()) refuse("weekdays", R"(must be "normal", "reduced" or "minimum", got ")" + name + '"');
  return static_cast<srs::DayLoad>(found - load_names.begin());
}

std::string_view name_of_load(srs::DayLoad load) { return load_names.at(static_cast<std::size_t>(load)); }

DayPreferences make_preferences(const std::optional<std::vector<std::string>>& weekdays,
                                std::vector<std::int64_t> days_off) {
  DayPreferences preferences;
  if (weekdays) {
    if (weekdays->size() != preferences.weekdays.size())
      refuse("weekdays", "must be 7, from Sunday, got " + std::to_string(weekdays->size()));
    std::transform(weekdays->begin(), weekdays->end(), preferences.weekdays.begin(), &to_load);
  }
  std::sort(days_off.begin(), days_off.end());
  preferences.days_off = std::move(days_off);
  return preferences;
}

py::tuple weekdays_of(const DayPreferences& preferences) {
  py::list names;
  for (const srs::DayLoad load : preferences.weekdays) names.append(name_of_load(load));
  return py::tuple(names);
}

void bind_preferences(py::module_& module) {
  py::class_<DayPreferences> preferences(module, "DayPreferences", py::is_final(),
                                         "When a learner wants to review. Immutable.");
  preferences.def(py::init(&make_preferences), "weekdays"_a = py::none(), "days_off"_a = std::vector<std::int64_t>(),
                  R"(
weekdays: seven loads from Sunday, each "normal", "reduced" (about half) or "minimum" (none, wherever the range of a card
    leaves another day). None: all normal.
days_off: local days, as "minimum": holidays, breaks.

Raises InvalidArgument.
)");
  preferences.def_property_readonly("weekdays", &weekdays_of, "The loads from Sunday.");
  preferences.def_property_readonly(
      "days_off", [](const DayPreferences& self) { return py::tuple(py::cast(self.days_off)); }, "Ascending.");
  preferences.def(
      "load_on", [](const DayPreferences& self, std::int64_t day) { return name_of_load(self.load_on(day)); }, "day"_a,
      "The load of a local day.");
  preferences.def(
      "__eq__", [](const DayPreferences& self, const DayPreferences& other) { return self == other; },
      py::is_operator());
  preferences.def("__repr__", [](const py::object& self) { return describe(self, {"weekdays", "days_off"}); });
  preferences.def(py::pickle(
      [](const DayPreferences& self) { return py::make_tuple(weekdays_of(self), self.days_off); },
      [](const py::tuple& state) {
        return make_preferences(state[0].cast<std::vector<std::string>>(), state[1].cast<std::vector<std::int64_t>>());
      }));
}

OwnedWorkload make_workload(std::int64_t first_day, std::vector<int> cards_due, std::vector<std::int64_t> sibling_days,
                            const std::optional<DayPreferences>& preferences) {
  for (std::size_t i = 0; i < cards_due.size(); ++i)
    if (cards_due[i] < 0)
      refuse("cards_due[" + std::to_string(i) + "]", "must be at least 0, got " + std::to_string(cards_due[i]));
  for (const std::int64_t day : sibling_days) static_cast<void>(to_day(day));
  return {to_day(first_day), std::move(cards_due), std::move(sibling_days), preferences};
}

void bind_load(py::module_& module) {
  py::class_<OwnedWorkload> workload(module, "Workload", py::is_final(),
                                     "What the days ahead hold already. Immutable.");
  workload.def(py::init(&make_workload), "first_day"_a, "cards_due"_a, "sibling_days"_a = std::vector<std::int64_t>(),
               "preferences"_a = py::none(), R"(
first_day: local day of cards_due[0].
cards_due: how many cards are due, day by day; days beyond have none.
sibling_days: days on which cards of the same note are due.
preferences: DayPreferences. None: all days normal.
)");
  workload.def_readonly("first_day", &OwnedWorkload::first_day, "Local day of cards_due[0].");
  workload.def_property_readonly(
      "cards_due", [](const OwnedWorkload& self) { return py::tuple(py::cast(self.cards_due)); }, "Cards by day.");
  workload.def_property_readonly(
      "sibling_days", [](const OwnedWorkload& self) { return py::tuple(py::cast(self.sibling_days)); },
      "Days of cards of the same note.");
  workload.def_readonly("preferences", &OwnedWorkload::preferences, "DayPreferences or None.");
  workload.def("__repr__", [](const py::object& self) {
    return describe(self, {"first_day", "cards_due", "sibling_days", "preferences"});
  });
  workload.def(
      "choose_day",
      [](const OwnedWorkload& self, std::int64_t today, std::int64_t earliest, std::int64_t latest, double draw) {
        return srs::choose_day(self.view(), to_day(today), to_day(earliest), to_day(latest), draw);
      },
      "today"_a, "earliest"_a, "latest"_a, "draw"_a, R"(
The day within [earliest, latest] on which a card should come due: not one of minimum load if the range holds another,
then not a sibling's if it holds another, otherwise at random by `draw` in [0, 1), days with few cards preferred. Raises
InvalidArgument unless today < earliest <= latest and the draw is in range.
)");
}

}  // namespace

std::int64_t to_day(std::int64_t day) {
  constexpr std::int64_t furthest = 4'000'000;  // days from 1970, more than the calendar of datetime has
  if (day < -furthest || day > furthest)
    refuse("day", "must be within 4,000,000 of 1970-01-01, got " + std::to_string(day));
  return day;
}

void bind_workload(py::module_& module) {
  bind_day_counter(module);
  bind_preferences(module);
  bind_load(module);
  module.def(
      "weekday", [](std::int64_t day) { return srs::weekday(to_day(day)); }, "day"_a,
      "The day of the week of a local day, 0 Sunday to 6 Saturday.");
}

}  // namespace haven::python
