#include "anki/card_data.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace haven::anki {
namespace {

using nlohmann::json;

std::optional<double> number(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const auto value = found->get<double>();
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> integer(const json& object, const char* name, std::int64_t at_most) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  const auto value = found->get<std::int64_t>();
  return value >= 0 && value <= at_most ? std::optional(value) : std::nullopt;
}

void put(json& object, const char* name, const auto& value) {
  if (value) object[name] = *value;
}

}  // namespace

void read_card_data(std::string_view data, Card& card) {
  if (!data.starts_with('{')) return;
  const json object = json::parse(data.begin(), data.end(), nullptr, false);
  if (!object.is_object()) return;
  const auto stability = number(object, "s");
  const auto difficulty = number(object, "d");
  if (stability && difficulty) card.memory = FsrsMemory{*stability, *difficulty};
  card.desired_retention = number(object, "dr");
  card.decay = number(object, "decay");
  constexpr std::int64_t latest_second = std::int64_t{1} << 38;
  if (const auto at = integer(object, "lrt", latest_second)) card.last_review = Timestamp{} + Duration::seconds(*at);
  card.position = integer(object, "pos", std::int64_t{1} << 32);
  const auto custom = object.find("cd");
  if (custom != object.end() && custom->is_string()) card.custom_data = custom->get<std::string>();
}

std::string card_data_of(const Card& card) {
  json object = json::object();
  put(object, "pos", card.position);
  if (card.memory) {
    object["s"] = card.memory->stability;
    object["d"] = card.memory->difficulty;
  }
  put(object, "dr", card.desired_retention);
  put(object, "decay", card.decay);
  if (card.last_review) object["lrt"] = card.last_review->microseconds / 1'000'000;
  if (!card.custom_data.empty()) object["cd"] = card.custom_data;
  return object.dump();
}

}  // namespace haven::anki
