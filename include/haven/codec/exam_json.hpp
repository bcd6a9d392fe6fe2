#pragma once

#include <string>
#include <string_view>

#include "haven/cat/blueprint.hpp"
#include "haven/cat/exam.hpp"

/// JSON forms of public values. Field names are the names of the C++ members.
///
/// Numbers keep every bit: a double is written so that reading it gives the same double, and those that JSON cannot
/// write are the strings "nan", "inf" and "-inf". 64-bit words (seed, bank_fingerprint) are strings of decimal digits,
/// which JavaScript does not round. Durations are whole microseconds in fields named `..._microseconds`. What is absent
/// is null.
///
/// Readers are strict: an unknown, repeated or missing field, a wrong type, a number out of range, more than 16 levels
/// and text that is no JSON throw an Error that names the place.
namespace haven::codec {

[[nodiscard]] std::string to_json(const cat::Blueprint& blueprint);
[[nodiscard]] std::string to_json(const cat::Outcome& outcome);
[[nodiscard]] std::string to_json(const cat::Step& step);
[[nodiscard]] std::string to_json(const cat::ExamState& state);

/// A blueprint as a person writes it: fields left out keep their defaults. Throws Error(invalid_argument), also for
/// rules that cat::validate() refuses.
[[nodiscard]] cat::Blueprint blueprint_from_json(std::string_view text);
/// Throws Error(corrupt_data).
[[nodiscard]] cat::Outcome outcome_from_json(std::string_view text);
/// Throws Error(corrupt_data).
[[nodiscard]] cat::Step step_from_json(std::string_view text);
/// Throws Error(corrupt_data). Whether an exam can reach the state is checked by cat::Exam::resume().
[[nodiscard]] cat::ExamState exam_state_from_json(std::string_view text);

}  // namespace haven::codec
