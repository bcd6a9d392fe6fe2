#include "srs_values.hpp"

#include <cmath>
#include <utility>

#include "arrays.hpp"

#include <pybind11/gil_safe_call_once.h>

namespace haven::python {
namespace {

namespace py = pybind11;

using Cached = py::gil_safe_call_once_and_store<py::object>;

constexpr std::int64_t microseconds_per_second = 1'000'000;
constexpr Timestamp first_moment{-62'135'596'800 * microseconds_per_second};  // of the year 1
constexpr Timestamp last_moment{253'402'300'799 * microseconds_per_second + 999'999};
constexpr double longest_seconds = 9e12;  // what 64 bits of microseconds hold

std::string text_of(py::handle value) { return py::repr(value).cast<std::string>(); }

bool is_integer(py::handle value) { return PyIndex_Check(value.ptr()) != 0 && !py::isinstance<py::bool_>(value); }

/// A number of anything that Python takes for real: float, NumPy's scalars, Decimal, Fraction.
double to_real(py::handle value, const std::string& argument, const char* what) {
  if (!py::isinstance<py::bool_>(value) && py::hasattr(value, "__float__")) {
    const double number = PyFloat_AsDouble(value.ptr());
    if (PyErr_Occurred() == nullptr) return number;
    PyErr_Clear();
  }
  refuse(argument, std::string("must be ") + what + ", got " + text_of(value));
}

std::int64_t to_microseconds(py::handle seconds, const std::string& argument, const char* what) {
  if (is_integer(seconds)) {
    const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(seconds.ptr()));
    int overflow = 0;
    const long long whole = index ? PyLong_AsLongLongAndOverflow(index.ptr(), &overflow) : 0;
    if (PyErr_Occurred() == nullptr && overflow == 0 && std::abs(static_cast<double>(whole)) <= longest_seconds)
      return whole * microseconds_per_second;
    PyErr_Clear();
    refuse(argument, "is out of range, got " + text_of(seconds));
  }
  const double real = to_real(seconds, argument, what);
  if (!(std::abs(real) <= longest_seconds))
    refuse(argument, std::string("must be ") + what + ", got " + text_of(seconds));
  return std::llround(real * static_cast<double>(microseconds_per_second));
}

const py::object& member(Cached& cache, const char* module, const char* name) {
  return cache.call_once_and_store_result([&] { return py::object(py::module_::import(module).attr(name)); })
      .get_stored();
}

const py::object& datetime_class() {
  PYBIND11_CONSTINIT static Cached cache;
  return member(cache, "datetime", "datetime");
}

const py::object& timedelta_class() {
  PYBIND11_CONSTINIT static Cached cache;
  return member(cache, "datetime", "timedelta");
}

const py::object& epoch() {
  PYBIND11_CONSTINIT static Cached cache;
  return cache
      .call_once_and_store_result([] {
        const py::object utc = py::module_::import("datetime").attr("timezone").attr("utc");
        return py::object(datetime_class()(1970, 1, 1, 0, 0, 0, 0, utc));
      })
      .get_stored();
}

Duration of_timedelta(py::handle delta) {
  const auto part = [delta](const char* name) { return delta.attr(name).cast<std::int64_t>(); };
  return {Duration::days(part("days")).microseconds + Duration::seconds(part("seconds")).microseconds +
          part("microseconds")};
}

Timestamp of_datetime(py::handle at, const std::string& argument) {
  if (at.attr("utcoffset")().is_none())
    refuse(argument, "must be an aware datetime, one with a tzinfo, got " + text_of(at));
  return Timestamp{} + of_timedelta(at - epoch());
}

py::object exact_seconds(std::int64_t microseconds) {
  if (microseconds % microseconds_per_second == 0) return py::int_(microseconds / microseconds_per_second);
  return py::float_(static_cast<double>(microseconds) / static_cast<double>(microseconds_per_second));
}

/// An integer that fits; nothing for what is none.
std::optional<long> to_long(py::handle value) {
  if (!is_integer(value)) return std::nullopt;
  const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  const long number = index ? PyLong_AsLong(index.ptr()) : 0;
  if (PyErr_Occurred() == nullptr) return number;
  PyErr_Clear();
  return std::nullopt;
}

}  // namespace

Timestamp to_timestamp(py::handle at, const std::string& argument) {
  constexpr const char* what = "seconds since 1970-01-01 UTC or an aware datetime";
  const bool is_datetime = py::isinstance(at, datetime_class());
  const Timestamp moment = is_datetime ? of_datetime(at, argument) : Timestamp{to_microseconds(at, argument, what)};
  if (moment < first_moment || moment > last_moment)
    refuse(argument, "must be of the years 1 to 9999, got " + text_of(at));
  return moment;
}

Duration to_length(py::handle seconds, const std::string& argument) {
  if (py::isinstance(seconds, timedelta_class())) return of_timedelta(seconds);
  return {to_microseconds(seconds, argument, "a number of seconds or a timedelta")};
}

std::vector<Duration> to_lengths(py::handle seconds, const std::string& argument) {
  std::vector<Duration> lengths;
  const bool is_text = py::isinstance<py::str>(seconds) || py::isinstance<py::bytes>(seconds);
  if (is_text || !py::isinstance<py::iterable>(seconds))
    refuse(argument, "must be a sequence of seconds or timedeltas, got " + text_of(seconds));
  for (const auto& length : py::reinterpret_borrow<py::iterable>(seconds))
    lengths.push_back(to_length(length, argument + "[" + std::to_string(lengths.size()) + "]"));
  return lengths;
}

py::object seconds_of(Timestamp at) { return exact_seconds(at.microseconds); }
py::object seconds_of(Duration length) { return exact_seconds(length.microseconds); }

srs::Rating to_rating(py::handle rating, const std::string& argument) {
  if (py::isinstance<py::str>(rating)) {
    if (const auto named = srs::parse_rating(rating.cast<std::string>())) return *named;
  } else if (const auto number = to_long(rating)) {
    return srs::to_rating(*number, argument);
  }
  refuse(argument, R"(rating must be 1..4, "again", "hard", "good" or "easy", got )" + text_of(rating));
}

srs::CardState to_state(py::handle state, const std::string& argument) {
  if (py::isinstance<py::str>(state)) {
    if (const auto named = srs::parse_card_state(state.cast<std::string>())) return *named;
  } else if (const auto number = to_long(state); number && *number >= 1 && *number <= 3) {
    return static_cast<srs::CardState>(*number);
  }
  refuse(argument, R"(must be 1..3, "learning", "review" or "relearning", got )" + text_of(state));
}

py::object rating_object(srs::Rating rating) {
  PYBIND11_CONSTINIT static Cached cache;
  return member(cache, "haven._srs_enums", "Rating")(static_cast<int>(rating));
}

py::object state_object(srs::CardState state) {
  PYBIND11_CONSTINIT static Cached cache;
  return member(cache, "haven._srs_enums", "State")(static_cast<int>(state));
}

srs::Algorithm to_algorithm(const std::string& model) {
  if (const auto algorithm = srs::parse_algorithm(model)) return *algorithm;
  refuse("model", R"(must be "fsrs-6", "fsrs-7" or "sm-2", got ")" + model + '"');
}

srs::RuleSet to_rules(const std::string& rules) {
  for (const auto known : {srs::RuleSet::current, srs::RuleSet::legacy_6_3_1})
    if (rules == name_of(known)) return known;
  refuse("rules", R"(must be "current" or "legacy_6_3_1", got ")" + rules + '"');
}

const char* name_of(srs::RuleSet rules) { return rules == srs::RuleSet::current ? "current" : "legacy_6_3_1"; }

std::vector<double> to_weights(py::handle weights) {
  if (weights.is_none()) return {};
  const RealArray reals = to_reals(weights, "parameters");
  if (reals.size() == 0) refuse("parameters", "must not be empty; None stands for the defaults");
  return {reals.data(), reals.data() + reals.size()};
}

srs::Parameters to_parameters(const ParameterArguments& given) {
  srs::Parameters parameters = srs::make_parameters(to_algorithm(given.model), to_weights(given.weights));
  const srs::RuleSet rules = to_rules(given.rules);
  auto* fsrs6 = std::get_if<srs::Fsrs6Parameters>(&parameters);
  auto* sm2 = std::get_if<srs::Sm2Parameters>(&parameters);
  if (fsrs6 != nullptr) fsrs6->rules = rules;
  if (sm2 != nullptr && given.initial_ease) sm2->initial_ease = *given.initial_ease;
  if (fsrs6 == nullptr && rules != srs::RuleSet::current) refuse("rules", "those of 6.3.1 are of fsrs-6 only");
  if (sm2 == nullptr && given.initial_ease) refuse("initial_ease", "is of sm-2 only");
  return parameters;
}

py::tuple weights_tuple(const srs::Parameters& parameters) {
  const auto weights = srs::weights_of(parameters);
  py::tuple tuple(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) tuple[i] = weights[i];
  return tuple;
}

std::optional<srs::DayRule> to_day_rule(const std::optional<std::string>& rule, const std::optional<std::string>& zone,
                                        py::handle rollover_hour) {
  constexpr const char* hours = "a number of hours, 0 to less than 24";
  const double rollover = to_real(rollover_hour, "rollover_hour", hours);
  if (!(rollover >= 0.0 && rollover < 24.0))
    refuse("rollover_hour", std::string("must be ") + hours + ", got " + text_of(rollover_hour));
  srs::CalendarDays calendar{.rollover = {std::llround(rollover * 3'600e6)}};
  if (zone) calendar.zone = *zone;
  if (zone || rule == "calendar") static_cast<void>(srs::DayCounter(calendar));  // no wrong zone goes unsaid
  if (rule == "calendar") return calendar;
  if (rule == "24h") return srs::FullDays{};
  if (rule == "fractional") return srs::FractionalDays{};
  if (rule) refuse("day_rule", R"(must be "24h", "calendar" or "fractional", got ")" + *rule + '"');
  if (zone) refuse("zone", R"(is of day_rule="calendar")");
  return std::nullopt;
}

const char* name_of(const srs::DayRule& rule) {
  if (std::holds_alternative<srs::FullDays>(rule)) return "24h";
  return std::holds_alternative<srs::CalendarDays>(rule) ? "calendar" : "fractional";
}

py::object from_json_text(const std::string& text) { return py::module_::import("json").attr("loads")(text); }

std::string to_json_text(const py::dict& fields) {
  return py::module_::import("json").attr("dumps")(fields).cast<std::string>();
}

}  // namespace haven::python
