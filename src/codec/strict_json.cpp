#include "codec/strict_json.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "haven/codec/utf8.hpp"

#include "codec/syntax_error.hpp"

namespace haven::codec {
namespace {

using nlohmann::json;

/// Watches the parser: throws as soon as a name is repeated or the nesting is too deep.
class Guard {
 public:
  Guard(ErrorCode code, int depth) : code_(code), depth_(depth) {}

  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    const bool opens = event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    if (opens && depth >= depth_)
      throw Error(code_, "JSON is nested deeper than " + std::to_string(depth_) + " levels");
    if (event == json::parse_event_t::object_start) names_.emplace_back();
    if (event == json::parse_event_t::object_end) names_.pop_back();
    if (event == json::parse_event_t::key) take(parsed.get_ref<const std::string&>());
    return true;
  }

 private:
  void take(const std::string& name) {
    if (!names_.back().insert(name).second) throw Error(code_, "JSON field repeated: " + excerpt(name));
  }

  ErrorCode code_;
  int depth_;
  std::vector<std::set<std::string>> names_;
};

[[noreturn]] void refuse(std::string_view text, ErrorCode code, const json::parse_error& error) {
  const std::size_t offset = error.byte == 0 ? 0 : error.byte - 1;
  throw SyntaxError(code, line_of(text, offset), "not valid JSON at byte " + std::to_string(error.byte));
}

}  // namespace

nlohmann::json parse_strict(std::string_view text, ErrorCode code, int depth) {
  Guard guard(code, depth);
  try {
    return json::parse(text.begin(), text.end(), [&](int level, json::parse_event_t event, const json& parsed) {
      return guard(level, event, parsed);
    });
  } catch (const json::parse_error& error) {
    refuse(text, code, error);
  } catch (const json::exception&) {
    throw Error(code, "a JSON number is out of range");
  }
}

bool is_json_object(std::string_view text) {
  try {
    return parse_strict(text, ErrorCode::invalid_argument).is_object();
  } catch (const Error&) {
    return false;
  }
}

int line_of(std::string_view text, std::size_t offset) noexcept {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return static_cast<int>(std::count(text.begin(), end, '\n')) + 1;
}

}  // namespace haven::codec
