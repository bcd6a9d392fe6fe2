#include "codec/note_data.hpp"

#include "codec/object_reader.hpp"
#include "codec/strict_json.hpp"

namespace haven::codec {
namespace {

using nlohmann::json;

constexpr ErrorCode note_code = ErrorCode::invalid_argument;

std::string without_markup(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '<') {
      result += "\\u003c";
    } else if (c == '>') {
      result += "\\u003e";
    } else if (c == '&') {
      result += "\\u0026";
    } else {
      result += c;
    }
  }
  return result;
}

std::vector<std::string> read_list(ObjectReader& reader, const char* name) {
  const json* list = reader.take(name);
  if (!list->is_array()) reader.refuse(name, "must be an array");
  std::vector<std::string> texts;
  for (const json& value : *list) {
    if (!value.is_string()) reader.refuse(name, "must hold strings");
    texts.push_back(value.get<std::string>());
  }
  return texts;
}

Id<Question> read_question(ObjectReader& reader) {
  std::string text;
  reader.read("question", text);
  const auto id = parse_id<Question>(text);
  if (!id) reader.refuse("question", "must be a UUID");
  return *id;
}

}  // namespace

std::string note_data_to_json(const NoteData& data) {
  json object = json::object();
  if (data.image) object["kind"] = "image";
  if (data.question) object["question"] = to_string(*data.question);
  if (data.media) object["media"] = *data.media;
  if (!data.added.empty()) object["added"] = data.added;
  if (data.tags) object["tags"] = *data.tags;
  if (data.extra != "{}") object["extra"] = data.extra;  // as text, so that it comes back to the byte
  return object.empty() ? std::string() : without_markup(object.dump(-1, ' ', true));
}

NoteData note_data_from_json(std::string_view text) {
  NoteData data;
  if (text.empty()) return data;
  const json object = parse_strict(text, note_code);
  ObjectReader reader(object, "haven", note_code);
  std::string kind;
  if (reader.contains("kind")) reader.read("kind", kind);
  if (!kind.empty() && kind != "image") reader.refuse("kind", "an unknown word");
  data.image = kind == "image";
  if (reader.contains("question")) data.question = read_question(reader);
  if (reader.contains("media")) data.media = read_list(reader, "media");
  if (reader.contains("added")) data.added = read_list(reader, "added");
  if (reader.contains("tags")) data.tags = read_list(reader, "tags");
  if (reader.contains("extra")) reader.read("extra", data.extra);
  reader.finish();
  return data;
}

}  // namespace haven::codec
