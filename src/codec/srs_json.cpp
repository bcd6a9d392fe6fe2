#include "codec/srs_json.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "codec/object_reader.hpp"

namespace haven::codec {
namespace {

using nlohmann::json;

template <class Value>
json or_null(const std::optional<Value>& value) {
  return value ? json(*value) : json(nullptr);
}

json time_or_null(const std::optional<Timestamp>& value) { return value ? json(value->microseconds) : json(nullptr); }

json write_memory(const srs::Fsrs6State& state) {
  return {{"stability", number_to_json(state.stability)}, {"difficulty", number_to_json(state.difficulty)}};
}
json write_memory(const srs::Fsrs7State& state) {
  return {{"stability", number_to_json(state.stability)},
          {"stability_fast", number_to_json(state.stability_fast)},
          {"difficulty", number_to_json(state.difficulty)}};
}
json write_memory(const srs::Sm2State& state) {
  return {{"ease", number_to_json(state.ease)},
          {"interval", number_to_json(state.interval)},
          {"repetitions", state.repetitions}};
}

void read_memory(ObjectReader& reader, srs::Fsrs6State& state) {
  reader.read("stability", state.stability);
  reader.read("difficulty", state.difficulty);
}
void read_memory(ObjectReader& reader, srs::Fsrs7State& state) {
  reader.read("stability", state.stability);
  reader.read("stability_fast", state.stability_fast);
  reader.read("difficulty", state.difficulty);
}
void read_memory(ObjectReader& reader, srs::Sm2State& state) {
  reader.read("ease", state.ease);
  reader.read("interval", state.interval);
  reader.read("repetitions", state.repetitions);
}

srs::MemoryState empty_memory(srs::Algorithm algorithm) {
  if (algorithm == srs::Algorithm::fsrs_6) return srs::Fsrs6State{};
  if (algorithm == srs::Algorithm::fsrs_7) return srs::Fsrs7State{};
  return srs::Sm2State{};
}

srs::MemoryState read_memory(const json& value, const std::string& where, Mode mode) {
  ObjectReader reader(value, where, mode.code, mode.missing);
  auto algorithm = srs::Algorithm::fsrs_6;
  reader.read("algorithm", algorithm, srs::parse_algorithm);
  srs::MemoryState memory = empty_memory(algorithm);
  std::visit([&](auto& state) { read_memory(reader, state); }, memory);
  reader.finish();
  return memory;
}

void read(ObjectReader& reader, const char* name, std::optional<std::int64_t>& value) {
  std::optional<Duration> number;
  reader.read(name, number);
  value.reset();
  if (number) value = number->microseconds;
}

void read(ObjectReader& reader, const char* name, std::optional<int>& value) {
  const json* field = reader.take(name);
  if (field == nullptr) return;
  value.reset();
  if (!field->is_null()) reader.read(name, value.emplace());
}

void read(ObjectReader& reader, const char* name, Timestamp& value) {
  Duration number{value.microseconds};
  reader.read(name, number);
  value.microseconds = number.microseconds;
}

json write(const srs::DayRule& rule) {
  if (const auto* calendar = std::get_if<srs::CalendarDays>(&rule)) {
    return {{"rule", "calendar"}, {"zone", calendar->zone}, {"rollover_microseconds", calendar->rollover.microseconds}};
  }
  return {{"rule", std::holds_alternative<srs::FullDays>(rule) ? "24h" : "fractional"}};
}

srs::DayRule read_calendar(ObjectReader& reader) {
  srs::CalendarDays calendar;
  if (reader.contains("zone")) reader.read("zone", calendar.zone);
  if (reader.contains("rollover_microseconds")) reader.read("rollover_microseconds", calendar.rollover);
  return calendar;
}

json write_steps(const std::vector<Duration>& steps) {
  json list = json::array();
  for (const Duration step : steps) list.push_back(step.microseconds);
  return list;
}

void read_steps(ObjectReader& reader, const char* name, std::vector<Duration>& steps) {
  const json* list = reader.take(name);
  if (list == nullptr) return;
  if (!list->is_array()) reader.refuse(name, "must be an array of whole microseconds");
  steps.clear();
  for (const json& step : *list) {
    if (!step.is_number_integer()) reader.refuse(name, "must hold whole microseconds only");
    steps.push_back({step.get<std::int64_t>()});
  }
}

constexpr std::array load_names = {"normal", "reduced", "minimum"};

std::optional<srs::DayLoad> parse_load(const json& value) {
  const auto name = std::find(load_names.begin(), load_names.end(), value);
  if (name == load_names.end()) return std::nullopt;
  return static_cast<srs::DayLoad>(name - load_names.begin());
}

void read_weekdays(ObjectReader& reader, srs::DayPreferences& preferences) {
  const json* list = reader.take("weekdays");
  if (list == nullptr) return;
  if (!list->is_array() || list->size() != preferences.weekdays.size()) reader.refuse("weekdays", "must be 7 words");
  for (std::size_t i = 0; i < preferences.weekdays.size(); ++i) {
    const auto load = parse_load((*list)[i]);
    if (!load) reader.refuse("weekdays", "must be normal, reduced or minimum");
    preferences.weekdays[i] = *load;
  }
}

void read_days_off(ObjectReader& reader, srs::DayPreferences& preferences) {
  const json* list = reader.take("days_off");
  if (list == nullptr) return;
  if (!list->is_array()) reader.refuse("days_off", "must be an array of day numbers");
  for (const json& day : *list) {
    if (!day.is_number_integer()) reader.refuse("days_off", "must hold whole numbers only");
    preferences.days_off.push_back(day.get<std::int64_t>());
  }
  auto& days = preferences.days_off;
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
}

constexpr const char *current = "current", *legacy = "legacy_6_3_1";

std::optional<srs::RuleSet> parse_rules(const std::string& text) {
  if (text == current) return srs::RuleSet::current;
  if (text == legacy) return srs::RuleSet::legacy_6_3_1;
  return std::nullopt;
}

void write_parameters(const srs::Parameters& parameters, json& object) {
  object["algorithm"] = srs::to_string(srs::algorithm_of(parameters));
  if (const auto* sm2 = std::get_if<srs::Sm2Parameters>(&parameters)) {
    object["initial_ease"] = number_to_json(sm2->initial_ease);
    return;
  }
  json weights = json::array();
  for (const double weight : srs::weights_of(parameters)) weights.push_back(number_to_json(weight));
  object["weights"] = std::move(weights);
  if (const auto* fsrs6 = std::get_if<srs::Fsrs6Parameters>(&parameters)) {
    object["rules"] = fsrs6->rules == srs::RuleSet::current ? current : legacy;
  }
}

std::vector<double> read_weights(ObjectReader& reader) {
  std::vector<double> weights;
  if (!reader.contains("weights")) return weights;
  const json* list = reader.take("weights");
  if (!list->is_array()) reader.refuse("weights", "must be an array of numbers");
  for (const json& weight : *list) {
    if (!weight.is_number()) reader.refuse("weights", "must hold numbers only");
    weights.push_back(weight.get<double>());
  }
  return weights;
}

srs::Parameters read_parameters(ObjectReader& reader) {
  auto algorithm = srs::Algorithm::fsrs_6;
  reader.read("algorithm", algorithm, srs::parse_algorithm);
  srs::Parameters parameters = srs::make_parameters(algorithm, read_weights(reader));
  if (auto* sm2 = std::get_if<srs::Sm2Parameters>(&parameters)) {
    if (reader.contains("initial_ease")) reader.read("initial_ease", sm2->initial_ease);
  } else if (auto* fsrs6 = std::get_if<srs::Fsrs6Parameters>(&parameters)) {
    if (reader.contains("rules")) reader.read("rules", fsrs6->rules, parse_rules);
  }
  return parameters;
}

/// Runs what throws invalid_argument as part of reading a document: its errors are those of the document.
template <class Work>
auto as_document(Mode mode, const std::string& where, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.code() == mode.code) throw;
    throw Error(mode.code, where + ": " + error.what());
  }
}

}  // namespace

json memory_to_json(const srs::MemoryState& memory) {
  json object = std::visit([](const auto& state) { return write_memory(state); }, memory);
  object["algorithm"] = srs::to_string(srs::algorithm_of(memory));
  return object;
}

json options_to_json(const srs::SchedulerOptions& options) {
  json object = {{"desired_retention", number_to_json(options.desired_retention)},
                 {"learning_steps_microseconds", write_steps(options.learning_steps)},
                 {"relearning_steps_microseconds", write_steps(options.relearning_steps)},
                 {"maximum_interval", options.maximum_interval},
                 {"fuzz", options.fuzz},
                 {"ordered_answers", options.ordered_answers},
                 {"day_rule", options.day_rule ? write(*options.day_rule) : json(nullptr)}};
  write_parameters(options.parameters, object);
  return object;
}

json card_to_json(const srs::Card& card) {
  return {{"key", std::to_string(card.key)},
          {"state", srs::to_string(card.state)},
          {"step", or_null(card.step)},
          {"memory", card.memory ? memory_to_json(*card.memory) : json(nullptr)},
          {"model", std::to_string(card.model)},
          {"due_microseconds", card.due.microseconds},
          {"last_review_microseconds", time_or_null(card.last_review)},
          {"last_day", or_null(card.last_day)},
          {"reviews", card.reviews},
          {"lapses", card.lapses}};
}

json review_to_json(const srs::Review& review) {
  return {{"id", to_string(review.id)},
          {"at_microseconds", review.at.microseconds},
          {"rating", srs::to_string(review.rating)},
          {"day", or_null(review.day)},
          {"balanced", review.balanced},
          {"duration_microseconds", review.duration.microseconds}};
}

json explanation_to_json(const srs::Explanation& why) {
  return {{"elapsed_days", number_to_json(why.elapsed_days)},
          {"retrievability", optional_to_json(why.retrievability)},
          {"before", why.before ? memory_to_json(*why.before) : json(nullptr)},
          {"after", memory_to_json(why.after)},
          {"desired_retention", number_to_json(why.desired_retention)},
          {"step_microseconds", why.step ? json(why.step->microseconds) : json(nullptr)},
          {"interval", number_to_json(why.interval)},
          {"rounded", why.rounded},
          {"ordered", why.ordered},
          {"capped", why.capped},
          {"fuzzed", why.fuzzed},
          {"balanced", why.balanced},
          {"earliest", why.earliest},
          {"latest", why.latest}};
}

json preferences_to_json(const srs::DayPreferences& preferences) {
  json weekdays = json::array();
  for (const srs::DayLoad load : preferences.weekdays) weekdays.push_back(load_names[static_cast<std::size_t>(load)]);
  return {{"weekdays", std::move(weekdays)}, {"days_off", preferences.days_off}};
}

srs::DayPreferences read_preferences(const json& value, const std::string& where, Mode mode) {
  srs::DayPreferences preferences;
  ObjectReader reader(value, where, mode.code, mode.missing);
  read_weekdays(reader, preferences);
  read_days_off(reader, preferences);
  reader.finish();
  return preferences;
}

srs::DayRule read_day_rule(const json& value, const std::string& where, Mode mode) {
  const json object = value.is_string() ? json{{"rule", value}} : value;
  ObjectReader reader(object, where, mode.code, Missing::refused);
  std::string rule;
  reader.read("rule", rule);
  srs::DayRule result = srs::FullDays{};
  if (rule == "calendar") {
    result = read_calendar(reader);
  } else if (rule == "fractional") {
    result = srs::FractionalDays{};
  } else if (rule != "24h") {
    reader.refuse("rule", "must be 24h, calendar or fractional");
  }
  reader.finish();
  return result;
}

srs::SchedulerOptions read_options(const json& value, const std::string& where, Mode mode) {
  return as_document(mode, where, [&] {
    srs::SchedulerOptions options;
    ObjectReader reader(value, where, mode.code, mode.missing);
    options.parameters = read_parameters(reader);
    reader.read("desired_retention", options.desired_retention);
    read_steps(reader, "learning_steps_microseconds", options.learning_steps);
    read_steps(reader, "relearning_steps_microseconds", options.relearning_steps);
    reader.read("maximum_interval", options.maximum_interval);
    reader.read("fuzz", options.fuzz);
    reader.read("ordered_answers", options.ordered_answers);
    const json* rule = reader.take("day_rule");
    if (rule != nullptr && !rule->is_null()) options.day_rule = read_day_rule(*rule, reader.place("day_rule"), mode);
    reader.finish();
    return srs::Scheduler(options).options();
  });
}

/// Values that no answers lead to would lead what computes with them astray.
void check_card(const ObjectReader& reader, const srs::Card& card) {
  if (card.step.value_or(0) < 0) reader.refuse("step", "must be at least 0");
  if (card.reviews < 0) reader.refuse("reviews", "must be at least 0");
  if (card.lapses < 0) reader.refuse("lapses", "must be at least 0");
  if (card.memory && !card.last_review) reader.refuse("last_review_microseconds", "must be there where memory is");
}

srs::Card read_card(const json& value, const std::string& where, Mode mode) {
  srs::Card card;
  ObjectReader reader(value, where, mode.code, mode.missing);
  std::optional<std::int64_t> last_review;
  reader.read("key", card.key);
  reader.read("state", card.state, srs::parse_card_state);
  read(reader, "step", card.step);
  const json* memory = reader.take("memory");
  if (memory != nullptr && !memory->is_null()) card.memory = read_memory(*memory, reader.place("memory"), mode);
  reader.read("model", card.model);
  read(reader, "due_microseconds", card.due);
  read(reader, "last_review_microseconds", last_review);
  read(reader, "last_day", card.last_day);
  reader.read("reviews", card.reviews);
  reader.read("lapses", card.lapses);
  reader.finish();
  if (last_review) card.last_review = Timestamp{*last_review};
  check_card(reader, card);
  return card;
}

srs::Review read_review(const json& value, const std::string& where, Mode mode) {
  srs::Review review;
  ObjectReader reader(value, where, mode.code, mode.missing);
  std::string id;
  reader.read("id", id);
  const auto uuid = parse_uuid(id);
  if (!uuid) reader.refuse("id", "must be a UUID");
  review.id = *uuid;
  read(reader, "at_microseconds", review.at);
  reader.read("rating", review.rating, srs::parse_rating);
  read(reader, "day", review.day);
  reader.read("balanced", review.balanced);
  reader.read("duration_microseconds", review.duration);
  reader.finish();
  return review;
}

}  // namespace haven::codec
