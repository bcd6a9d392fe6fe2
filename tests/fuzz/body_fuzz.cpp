// Request bodies of every route: whatever comes in fits the schema, and becomes a command of the flashcard service, or
// is refused by an error that blames the client, and nothing else.

#include <functional>
#include <map>
#include <set>
#include <string>

#include "haven/core/error.hpp"

#include "input.hpp"
#include "rest/body.hpp"
#include "rest/errors.hpp"
#include "rest/flashcard_input.hpp"
#include "rest/route.hpp"
#include "rest/schema.hpp"

namespace {

using namespace haven;
using nlohmann::json;
using rest::uuid_in;

/// What handlers make of bodies, by the name of their schema.
const std::map<std::string_view, std::function<void(const json&)>> commands = {
    {"NewFlashcardSet", [](const json& body) { static_cast<void>(rest::new_set(body)); }},
    {"FlashcardSetChange", [](const json& body) { static_cast<void>(rest::set_change({}, body, 1)); }},
    {"Notes", [](const json& body) { static_cast<void>(rest::new_notes({}, body)); }},
    {"NoteChange", [](const json& body) { static_cast<void>(rest::card_change({}, body, 1)); }},
    {"MissedQuestion", [](const json& body) { static_cast<void>(rest::missed_question(body)); }},
    {"Reviews", [](const json& body) { static_cast<void>(rest::submitted_reviews(body)); }},
    {"Undo", [](const json& body) { static_cast<void>(rest::undo_of(body)); }},
    {"Marks", [](const json& body) { static_cast<void>(rest::marks(body)); }},
    {"Sync", [](const json& body) { static_cast<void>(rest::sync_of(body)); }},
    {"SchedulePlan", [](const json& body) { static_cast<void>(rest::schedule_plan(body)); }},
    {"StudyPresetInput", [](const json& body) { static_cast<void>(rest::study_preset(body)); }},
    {"RequestId", [](const json& body) { static_cast<void>(uuid_in(body, "id")); }},
    {"ScheduleBatch", [](const json& body) { static_cast<void>(uuid_in(body, "batch")); }},
};

std::set<std::string_view> schemas_of_bodies() {
  std::set<std::string_view> names;
  for (const rest::Route& route : rest::route_table()) {
    if (!route.request.empty()) names.insert(route.request);
  }
  for (const auto& [name, command] : commands) test::must(names.contains(name));
  return names;
}

void take(std::string_view name, std::string_view text) {
  const json schema = rest::schema_ref(name);
  const json body = rest::parse_body(text, schema);
  test::must(rest::check_schema(schema, body).empty());
  if (const auto command = commands.find(name); command != commands.end()) command->second(body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::set<std::string_view> names = schemas_of_bodies();
  for (const std::string_view name : names) {
    try {
      take(name, test::text_of(data, size));
    } catch (const rest::ApiError& error) {
      test::must(error_response(error).status < 500);
    } catch (const Error& error) {
      test::must(error.code() == ErrorCode::invalid_argument);
    }
  }
  return 0;
}
