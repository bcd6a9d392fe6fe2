#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/srs/card.hpp"
#include "haven/srs/day_rule.hpp"
#include "haven/srs/parameters.hpp"

#include <pybind11/pybind11.h>

/// How the values of spaced repetition cross over. All of it throws Error(invalid_argument), naming the argument, for
/// what it does not accept.
namespace haven::python {

/// A moment: seconds since 1970-01-01 UTC, an integer or real number, or an aware datetime; of the years 1 to 9999.
[[nodiscard]] Timestamp to_timestamp(pybind11::handle at, const std::string& argument);
/// A length of time: seconds, an integer or real number, or a timedelta.
[[nodiscard]] Duration to_length(pybind11::handle seconds, const std::string& argument);
/// The same for each of a sequence.
[[nodiscard]] std::vector<Duration> to_lengths(pybind11::handle seconds, const std::string& argument);
/// Seconds, exactly: an int when they are whole, otherwise a float.
[[nodiscard]] pybind11::object seconds_of(Timestamp at);
[[nodiscard]] pybind11::object seconds_of(Duration length);
template <class Time>
[[nodiscard]] pybind11::object seconds_of(const std::optional<Time>& time) {
  return time ? seconds_of(*time) : pybind11::none();
}

/// 1 to 4, a Rating, or "again", "hard", "good", "easy".
[[nodiscard]] srs::Rating to_rating(pybind11::handle rating, const std::string& argument);
/// 1 to 3, a State, or "learning", "review", "relearning".
[[nodiscard]] srs::CardState to_state(pybind11::handle state, const std::string& argument);
/// Members of the enumerations haven.srs.Rating and haven.srs.State.
[[nodiscard]] pybind11::object rating_object(srs::Rating rating);
[[nodiscard]] pybind11::object state_object(srs::CardState state);

[[nodiscard]] srs::Algorithm to_algorithm(const std::string& model);
[[nodiscard]] srs::RuleSet to_rules(const std::string& rules);
[[nodiscard]] const char* name_of(srs::RuleSet rules);
/// A sequence of numbers, or None for none.
[[nodiscard]] std::vector<double> to_weights(pybind11::handle weights);
/// How the parameters of a model are given in Python: what is not said keeps its default.
struct ParameterArguments {
  std::string model;
  pybind11::object weights;
  std::string rules;
  std::optional<double> initial_ease;
};
[[nodiscard]] srs::Parameters to_parameters(const ParameterArguments& given);
[[nodiscard]] pybind11::tuple weights_tuple(const srs::Parameters& parameters);

/// "24h", "calendar" or "fractional", or nullopt. The zone is that of the calendar; it is refused without a rule.
[[nodiscard]] std::optional<srs::DayRule> to_day_rule(const std::optional<std::string>& rule,
                                                      const std::optional<std::string>& zone,
                                                      pybind11::handle rollover_hour);
[[nodiscard]] const char* name_of(const srs::DayRule& rule);

/// What JSON text says, as Python's own values, and the other way round.
[[nodiscard]] pybind11::object from_json_text(const std::string& text);
[[nodiscard]] std::string to_json_text(const pybind11::dict& fields);

}  // namespace haven::python
