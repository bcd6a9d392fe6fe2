#include "reference/tables.hpp"

#include <fstream>
#include <stdexcept>

namespace reference {

nlohmann::json load(const std::string& file) {
  std::ifstream stream(HAVEN_SOURCE_DIR "/tests/reference/" + file);
  if (!stream) throw std::runtime_error("cannot read the reference table " + file);
  return nlohmann::json::parse(stream);
}

const nlohmann::json& bank_entry(const nlohmann::json& table, const std::string& key, const std::string& name) {
  for (const auto& entry : table.at("banks"))
    if (entry.at(key) == name) return entry;
  throw std::runtime_error("no bank " + name);
}

haven::irt::ItemBank load_bank(const std::string& name) {
  const auto table = load("items.json");
  std::vector<haven::irt::LogisticItem> items;
  for (const auto& row : bank_entry(table, "name", name).at("items")) items.push_back({row[0], row[1], row[2], row[3]});
  return haven::irt::ItemBank(items);
}

}  // namespace reference
