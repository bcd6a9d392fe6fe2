#include "stores/question_text.hpp"

#include "codec/object_reader.hpp"
#include "codec/strict_json.hpp"

#include <nlohmann/json.hpp>

namespace haven {
namespace {

using codec::ObjectReader;
using nlohmann::json;

constexpr auto corrupt = ErrorCode::corrupt_data;

}  // namespace

std::string body_to_json(const Question& question) {
  json options = json::array();
  for (const Option& option : question.options) options.push_back({{"id", option.id}, {"text", option.text}});
  return json{{"stem", question.stem}, {"options", std::move(options)}}.dump();
}

void body_from_json(const std::string& text, Question& question) {
  const json body = codec::parse_strict(text, corrupt);
  ObjectReader reader(body, "questions.body", corrupt);
  reader.read("stem", question.stem);
  const json& options = *reader.take("options");
  if (!options.is_array()) reader.refuse("options", "must be an array");
  question.options.clear();
  for (const json& element : options) {
    Option& option = question.options.emplace_back();
    ObjectReader fields(element, reader.place("options"), corrupt);
    fields.read("id", option.id);
    fields.read("text", option.text);
  }
}

std::string choice_to_json(const std::string& option) { return json{{"option", option}}.dump(); }

std::string choice_from_json(const std::string& text) {
  std::string option;
  const json choice = codec::parse_strict(text, corrupt);
  ObjectReader(choice, "choice", corrupt).read("option", option);
  return option;
}

std::string tags_to_json(const std::vector<std::string>& tags) { return json(tags).dump(); }

std::vector<std::string> tags_from_json(const std::string& text) {
  std::vector<std::string> tags;
  for (const json& tag : codec::parse_strict(text, corrupt)) {
    if (!tag.is_string()) throw Error(corrupt, "questions.tags: must be an array of strings");
    tags.push_back(tag.get<std::string>());
  }
  return tags;
}

}  // namespace haven
