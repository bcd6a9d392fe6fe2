#include "rest/schema.hpp"

#include <algorithm>

#include "haven/codec/utf8.hpp"
#include "haven/core/id.hpp"

#include "codec/time_text.hpp"

namespace haven::rest {
namespace {

using codec::is_time_text;
using nlohmann::json;

constexpr std::string_view reference_prefix = "#/components/schemas/";

bool has_type(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  return value.is_null();
}

bool has_any_type(const json& value, const json& types) {
  if (types.is_string()) return has_type(value, types.get<std::string>());
  return std::any_of(types.begin(), types.end(), [&](const json& t) { return has_type(value, t.get<std::string>()); });
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool has_format(const std::string& text, const std::string& format) {
  if (format == "uuid") return parse_uuid(text).has_value();
  if (format == "date-time") return is_time_text(text);
  if (format == "single-line") return !codec::has_control_characters(text) && text.find_first_of("\t\n") == text.npos;
  return true;
}

std::string join(const std::string& path, const std::string& name) { return path.empty() ? name : path + "." + name; }

/// Walks schema and value together.
class Checker {
 public:
  void check(const json& schema, const json& value, const std::string& path) {
    if (schema.contains("$ref")) return check(resolve(schema), value, path);
    if (schema.contains("anyOf")) return check_any(schema["anyOf"], value, path);
    if (schema.contains("type") && !has_any_type(value, schema["type"]))
      return add(path, "must be " + type_name(schema["type"]));
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
      return add(path, "must be one of " + schema["enum"].dump());
    if (value.is_object()) check_object(schema, value, path);
    if (value.is_array()) check_array(schema, value, path);
    if (value.is_string()) check_string(schema, value.get_ref<const std::string&>(), path);
    if (value.is_number()) check_number(schema, value, path);
  }

  std::vector<SchemaProblem> take() { return std::move(problems_); }

 private:
  static const json& resolve(const json& schema) {
    return named_schemas().at(schema["$ref"].get<std::string>().substr(reference_prefix.size()));
  }

  static std::string type_name(const json& type) { return type.is_string() ? type.get<std::string>() : type.dump(); }

  void check_any(const json& schemas, const json& value, const std::string& path) {
    std::vector<SchemaProblem> first;
    for (const json& schema : schemas) {
      Checker attempt;
      attempt.check(schema, value, path);
      if (attempt.problems_.empty()) return;
      if (first.empty()) first = attempt.take();
    }
    problems_.insert(problems_.end(), first.begin(), first.end());
  }

  void check_object(const json& schema, const json& value, const std::string& path) {
    static const json none = json::object();
    const json& properties = schema.contains("properties") ? schema["properties"] : none;
    for (const auto& [name, member] : value.items()) {
      if (properties.contains(name))
        check(properties[name], member, join(path, name));
      else if (schema.contains("additionalProperties"))
        add_unknown(join(path, codec::excerpt(name)));
    }
    if (!schema.contains("required")) return;
    for (const json& name : schema["required"])
      if (!value.contains(name.get<std::string>())) add(join(path, name.get<std::string>()), "is missing");
  }

  void check_array(const json& schema, const json& value, const std::string& path) {
    if (value.size() < schema.value("minItems", std::size_t{0}))
      return add(path, "must have at least " + schema["minItems"].dump() + " entries");
    if (value.size() > schema.value("maxItems", value.size()))
      return add(path, "must have at most " + schema["maxItems"].dump() + " entries");
    if (!schema.contains("items")) return;
    for (std::size_t i = 0; i < value.size(); ++i) check(schema["items"], value[i], join(path, std::to_string(i)));
  }

  void check_string(const json& schema, const std::string& text, const std::string& path) {
    const std::size_t length = code_points(text);
    if (length < schema.value("minLength", std::size_t{0}))
      return add(path, "must have at least " + schema["minLength"].dump() + " characters");
    if (length > schema.value("maxLength", text.size()))
      return add(path, "must have at most " + schema["maxLength"].dump() + " characters");
    const std::string format = schema.value("format", "");
    if (!has_format(text, format)) add(path, "must be a " + format);
  }

  void check_number(const json& schema, const json& value, const std::string& path) {
    if (schema.contains("minimum") && value < schema["minimum"])
      add(path, "must be at least " + schema["minimum"].dump());
    if (schema.contains("maximum") && value > schema["maximum"])
      add(path, "must be at most " + schema["maximum"].dump());
  }

  void add(const std::string& path, std::string message) { problems_.push_back({path, std::move(message), false}); }
  void add_unknown(std::string path) { problems_.push_back({std::move(path), "is not known here", true}); }

  std::vector<SchemaProblem> problems_;
};

}  // namespace

json schema_ref(std::string_view name) { return {{"$ref", std::string(reference_prefix) + std::string(name)}}; }

std::vector<SchemaProblem> check_schema(const json& schema, const json& value) {
  Checker checker;
  checker.check(schema, value, "");
  return checker.take();
}

}  // namespace haven::rest
