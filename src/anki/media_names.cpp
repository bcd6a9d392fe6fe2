#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "haven/anki/template.hpp"

namespace haven::anki {
namespace {

constexpr std::string_view sound = "[sound:", source = "src=";
constexpr std::size_t longest_name = 1'000;

/// The value of an attribute that begins here, quoted or not.
std::string_view attribute_value(std::string_view html) {
  if (html.starts_with('"') || html.starts_with('\'')) return html.substr(1, html.find(html[0], 1) - 1);
  return html.substr(0, html.find_first_of(" \t\r\n>"));
}

/// A name as the media are called: entities of HTML resolved.
std::string resolved(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char>, 2> entities = {{{"&amp;", '&'}, {"&quot;", '"'}}};
  std::string text;
  while (!name.empty()) {
    const auto* const found = std::find_if(entities.begin(), entities.end(),
                                           [&](const auto& entity) { return name.starts_with(entity.first); });
    const bool entity = found != entities.end();
    text += entity ? found->second : name[0];
    name.remove_prefix(entity ? found->first.size() : 1);
  }
  return text;
}

}  // namespace

std::vector<std::string> media_names(std::string_view html) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (std::size_t at = 0; at < html.size(); ++at) {
    const std::string_view rest = html.substr(at, longest_name + 20);
    std::string_view found;
    if (rest.starts_with(sound)) found = rest.substr(sound.size(), rest.find_first_of("]\n") - sound.size());
    if (rest.starts_with(source)) found = attribute_value(rest.substr(source.size()));
    if (found.empty() || found.size() > longest_name || found.find(':') != std::string_view::npos) continue;
    if (const std::string name = resolved(found); seen.insert(name).second) names.push_back(name);
  }
  return names;
}

}  // namespace haven::anki
