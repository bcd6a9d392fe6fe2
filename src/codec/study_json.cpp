#include "haven/codec/study_json.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "haven/cat/nclex.hpp"
#include "haven/core/random.hpp"
#include "haven/simulation/study.hpp"

#include "codec/blueprint_json.hpp"
#include "codec/item_json.hpp"
#include "codec/object_reader.hpp"
#include "codec/strict_json.hpp"

#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

using nlohmann::json;

constexpr ErrorCode study_code = ErrorCode::invalid_argument;
constexpr int most_candidates = 1'000'000;
constexpr std::uint64_t ability_stream = 0xAB117;

std::string text_at(const ObjectReader& reader, const char* name, const json& value) {
  if (!value.is_string()) reader.refuse(name, "must hold strings");
  return value.get<std::string>();
}

/// What an item object says besides its parameters; all of it may be left out.
cat::ItemContent read_content(ObjectReader& reader) {
  cat::ItemContent content;
  if (reader.contains("attributes")) {
    const json* object = reader.take("attributes");
    if (!object->is_object()) reader.refuse("attributes", "must be a JSON object");
    for (const auto& [name, value] : object->items()) content.attributes[name] = text_at(reader, "attributes", value);
  }
  if (reader.contains("enemies")) {
    const json* list = reader.take("enemies");
    if (!list->is_array()) reader.refuse("enemies", "must be an array");
    for (const json& value : *list) content.enemies.push_back(text_at(reader, "enemies", value));
  }
  if (reader.contains("set")) reader.read("set", content.set);
  if (reader.contains("pretest")) reader.read("pretest", content.pretest);
  return content;
}

cat::ItemPool read_pool(ObjectReader& study) {
  const json* list = study.take("items");
  if (!list->is_array()) study.refuse("items", "must be an array");
  std::vector<irt::BankEntry> entries;
  std::vector<cat::ItemContent> content;
  for (const json& object : *list) {
    ObjectReader reader(object, study.place("items[" + std::to_string(entries.size()) + "]"), study_code);
    std::string id = std::to_string(entries.size());
    if (reader.contains("id")) reader.read("id", id);
    entries.push_back({std::move(id), read_item(reader)});
    content.push_back(read_content(reader));
    reader.finish();
  }
  return {irt::ItemBank(std::move(entries)), std::move(content)};
}

cat::Blueprint read_rules(ObjectReader& study) {
  if (study.contains("profile") == study.contains("blueprint"))
    study.refuse("blueprint", "give either a blueprint or a profile");
  if (study.contains("blueprint"))
    return read_blueprint(*study.take("blueprint"), study.place("blueprint"), {study_code, Missing::keeps_default});
  cat::NclexProfile profile{};
  study.read("profile", profile, cat::parse_nclex_profile);
  return cat::nclex_blueprint(profile);
}

void check_count(const ObjectReader& reader, const char* name, double count) {
  if (!(count >= 1.0 && count <= most_candidates)) reader.refuse(name, "must be of 1 to 1000000 candidates");
}

std::vector<double> read_candidates(ObjectReader& study, std::uint64_t seed) {
  ObjectReader reader(*study.take("candidates"), study.place("candidates"), study_code);
  if (reader.contains("theta")) {
    auto theta = read_numbers(reader, "theta");
    check_count(reader, "theta", static_cast<double>(theta.size()));
    reader.finish();
    return theta;
  }
  int count = 0;
  double mean = 0.0, sd = 1.0;
  reader.read("count", count);
  check_count(reader, "count", count);
  if (reader.contains("mean")) reader.read("mean", mean);
  if (reader.contains("sd")) reader.read("sd", sd);
  reader.finish();
  return simulation::draw_abilities(static_cast<std::size_t>(count), mean, sd, mix(seed ^ ability_stream));
}

}  // namespace

StudyDescription study_from_json(std::string_view text) {
  const json object = parse_strict(text, study_code);
  ObjectReader reader(object, "study", study_code);
  std::uint64_t seed = 0;
  double effect = 0.0;
  if (reader.contains("seed")) reader.read("seed", seed);
  if (reader.contains("testlet_effect_sd")) reader.read("testlet_effect_sd", effect);
  cat::Blueprint blueprint = read_rules(reader);
  cat::validate(blueprint);
  StudyDescription study{read_pool(reader), std::move(blueprint), read_candidates(reader, seed), seed, effect};
  reader.finish();
  return study;
}

}  // namespace haven::codec
