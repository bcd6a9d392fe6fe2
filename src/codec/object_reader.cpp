#include "codec/object_reader.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "haven/codec/utf8.hpp"

namespace haven::codec {
namespace {

using nlohmann::json;

std::optional<double> number_from_json(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (value == "inf") return std::numeric_limits<double>::infinity();
  if (value == "-inf") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

/// Whole numbers that fit in 64 signed bits; 3.0 is not one.
std::optional<std::int64_t> integer_from_json(const json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > largest) return std::nullopt;
  return value.get<std::int64_t>();
}

/// Digits without sign or leading zero, so that each number has one spelling.
std::optional<std::uint64_t> word_from_text(const std::string& text) {
  if (text.empty() || text[0] < '0' || text[0] > '9' || (text[0] == '0' && text.size() > 1)) return std::nullopt;
  std::uint64_t word = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), word);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return word;
}

}  // namespace

json number_to_json(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

ObjectReader::ObjectReader(const json& object, std::string where, ErrorCode code, Missing missing)
    : object_(object), where_(std::move(where)), code_(code), missing_(missing) {
  if (!object_.is_object()) throw Error(code_, where_ + ": must be a JSON object");
}

std::string ObjectReader::place(std::string_view name) const { return where_ + "." + std::string(name); }

void ObjectReader::refuse(std::string_view name, std::string_view what) const {
  throw Error(code_, place(name) + ": " + std::string(what));
}

const json* ObjectReader::take(const char* name) {
  taken_.insert(name);
  const auto found = object_.find(name);
  if (found != object_.end()) return &*found;
  if (missing_ == Missing::refused) refuse(name, "is missing");
  return nullptr;
}

bool ObjectReader::contains(const char* name) const { return object_.contains(name); }

bool ObjectReader::has(const char* name) { return take(name) != nullptr; }

void ObjectReader::read(const char* name, double& value) {
  const json* field = take(name);
  if (field == nullptr) return;
  const auto number = number_from_json(*field);
  if (!number) refuse(name, "must be a number");
  value = *number;
}

void ObjectReader::read(const char* name, std::optional<double>& value) {
  const json* field = take(name);
  if (field == nullptr) return;
  value = field->is_null() ? std::nullopt : number_from_json(*field);
  if (!value && !field->is_null()) refuse(name, "must be a number or null");
}

void ObjectReader::read(const char* name, int& value) {
  const json* field = take(name);
  if (field == nullptr) return;
  const auto number = integer_from_json(*field);
  if (!number || !std::in_range<int>(*number)) refuse(name, "must be a whole number in range");
  value = static_cast<int>(*number);
}

void ObjectReader::read(const char* name, bool& value) {
  const json* field = take(name);
  if (field == nullptr) return;
  if (!field->is_boolean()) refuse(name, "must be true or false");
  value = field->get<bool>();
}

void ObjectReader::read(const char* name, std::string& value) {
  const json* field = take(name);
  if (field == nullptr) return;
  if (!field->is_string()) refuse(name, "must be a string");
  value = field->get<std::string>();
}

void ObjectReader::read(const char* name, std::uint64_t& value) {
  std::string text;
  if (!has(name)) return;
  read(name, text);
  const auto word = word_from_text(text);
  if (!word) refuse(name, "must be a string of decimal digits, below 2^64");
  value = *word;
}

void ObjectReader::read(const char* name, Duration& value) {
  const json* field = take(name);
  if (field == nullptr) return;
  const auto number = integer_from_json(*field);
  if (!number) refuse(name, "must be whole microseconds");
  value.microseconds = *number;
}

void ObjectReader::read(const char* name, std::optional<Duration>& value) {
  const json* field = take(name);
  if (field == nullptr) return;
  value.reset();
  if (!field->is_null()) read(name, value.emplace());
}

void ObjectReader::finish() const {
  for (const auto& [name, value] : object_.items()) {
    if (taken_.count(name) == 0) refuse(excerpt(name), "unknown field");
  }
}

}  // namespace haven::codec
