#include "reference/tables.hpp"

#include <fstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "source_folder.hpp"

namespace reference {

nlohmann::json load(const std::string& file) {
  std::ifstream stream(haven::test::source_folder() + "/tests/reference/" + file);
  if (!stream) throw std::runtime_error("cannot read the reference table " + file);
  return nlohmann::json::parse(stream);
}

const nlohmann::json& bank_entry(const nlohmann::json& table, const std::string& key, const std::string& name) {
  for (const auto& entry : table.at("banks"))
    if (entry.at(key) == name) return entry;
  throw std::runtime_error("no bank " + name);
}

namespace {

/// The numbers of a row from `first` on; null stands for a category that the item does not have.
std::vector<double> numbers(const nlohmann::json& row, std::size_t first) {
  std::vector<double> values;
  for (std::size_t i = first; i < row.size(); ++i)
    if (!row[i].is_null()) values.push_back(row[i]);
  return values;
}

/// catR's nominal items leave out the first score, whose slope and intercept are 0.
haven::irt::NominalItem nominal(const nlohmann::json& row) {
  haven::irt::NominalItem item{{0.0}, {0.0}};
  for (std::size_t i = 0; i + 1 < row.size() && !row[i].is_null(); i += 2) {
    item.slopes.push_back(row[i]);
    item.intercepts.push_back(row[i + 1]);
  }
  return item;
}

haven::irt::Item item_of(const std::string& model, const nlohmann::json& row) {
  using namespace haven::irt;
  if (model == "GRM") return GradedItem{row[0], numbers(row, 1)};
  if (model == "MGRM") return modified_graded_item(row[0], row[1], numbers(row, 2));
  if (model == "GPCM") return PartialCreditItem{row[0], numbers(row, 1)};
  if (model == "PCM") return PartialCreditItem{1.0, numbers(row, 0)};
  if (model == "RSM") return rating_scale_item(row[0], numbers(row, 1));
  if (model == "NRM") return nominal(row);
  return LogisticItem{row[0], row[1], row[2], row[3]};
}

}  // namespace

haven::irt::ItemBank load_bank(const std::string& name) {
  const auto table = load("items.json");
  const auto& bank = bank_entry(table, "name", name);
  std::vector<haven::irt::BankEntry> entries;
  for (const auto& row : bank.at("items"))
    entries.push_back({std::to_string(entries.size() + 1), item_of(bank.at("model"), row)});
  return haven::irt::ItemBank(std::move(entries));
}

}  // namespace reference
