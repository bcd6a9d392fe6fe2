#include "codec/item_json.hpp"

#include <string>

#include <nlohmann/json.hpp>

namespace haven::codec {
namespace {

using nlohmann::json;

double read_number(ObjectReader& reader, const char* name) {
  double value = 0.0;
  reader.read(name, value);
  return value;
}

irt::Item read_logistic(ObjectReader& reader, int parameters) {
  irt::LogisticItem item;
  if (parameters > 1 || reader.contains("discrimination")) reader.read("discrimination", item.discrimination);
  reader.read("difficulty", item.difficulty);
  if (parameters > 2) reader.read("pseudo_guessing", item.pseudo_guessing);
  if (parameters > 3) reader.read("upper_asymptote", item.upper_asymptote);
  return item;
}

irt::Item read_polytomous(ObjectReader& reader, const std::string& model) {
  if (model == "grm") {
    const double discrimination = read_number(reader, "discrimination");
    return irt::GradedItem{discrimination, read_numbers(reader, "thresholds")};
  }
  if (model == "mgrm") {
    const double discrimination = read_number(reader, "discrimination"), location = read_number(reader, "location");
    return irt::modified_graded_item(discrimination, location, read_numbers(reader, "category_offsets"));
  }
  if (model == "gpcm") {
    const double discrimination = read_number(reader, "discrimination");
    return irt::PartialCreditItem{discrimination, read_numbers(reader, "step_difficulties")};
  }
  if (model == "pcm") return irt::PartialCreditItem{1.0, read_numbers(reader, "step_difficulties")};
  if (model == "rsm") {
    const double difficulty = read_number(reader, "difficulty");
    return irt::rating_scale_item(difficulty, read_numbers(reader, "step_offsets"));
  }
  if (model == "nrm") {
    auto slopes = read_numbers(reader, "slopes");
    return irt::NominalItem{std::move(slopes), read_numbers(reader, "intercepts")};
  }
  reader.refuse("model", "must be 1pl, 2pl, 3pl, 4pl, grm, mgrm, gpcm, pcm, rsm or nrm");
}

}  // namespace

irt::Item read_item(ObjectReader& reader) {
  std::string model;
  reader.read("model", model);
  if (model.size() == 3 && model[0] >= '1' && model[0] <= '4' && model.ends_with("pl"))
    return read_logistic(reader, model[0] - '0');
  return read_polytomous(reader, model);
}

std::vector<double> read_numbers(ObjectReader& reader, const char* name) {
  const json* list = reader.take(name);
  if (list == nullptr || !list->is_array()) reader.refuse(name, "must be an array of numbers");
  std::vector<double> numbers;
  for (const json& value : *list) {
    if (!value.is_number()) reader.refuse(name, "must be an array of numbers");
    numbers.push_back(value.get<double>());
  }
  return numbers;
}

}  // namespace haven::codec
