#include "haven/cat/item_pool.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

namespace haven::cat {
namespace {

constexpr std::uint32_t stands_alone = 0xFFFFFFFF;

/// One attribute of the pool: its values, and which one each item has.
struct Attribute {
  std::vector<std::string> values;
  std::vector<std::uint16_t> places;
};

[[noreturn]] void refuse(const std::string& id, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "item " + id + ": " + what);
}

std::uint64_t hash_text(std::uint64_t hash, std::string_view text) {
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
  return mix(hash ^ text.size());
}

std::uint64_t hash_content(std::uint64_t hash, const ItemContent& content) {
  for (const auto& [attribute, value] : content.attributes) hash = hash_text(hash_text(hash, attribute), value);
  hash = hash_text(mix(hash ^ content.attributes.size()), content.set);
  for (const auto& enemy : content.enemies) hash = hash_text(hash, enemy);
  return mix(hash ^ (2 * content.enemies.size() + (content.pretest ? 1 : 0)));
}

}  // namespace

struct ItemPool::Data {
  explicit Data(irt::ItemBank of) : bank(std::move(of)), set_places(bank.size(), stands_alone), enemies(bank.size()) {}

  void add_attributes();
  void add_sets();
  void add_enemies();
  void add_fingerprint();
  [[nodiscard]] const Attribute& attribute(std::string_view name) const;

  irt::ItemBank bank;
  std::vector<ItemContent> content;
  std::vector<std::string> attribute_names;
  std::vector<Attribute> attributes;
  std::vector<std::vector<irt::ItemIndex>> sets;
  std::vector<std::uint32_t> set_places;
  std::vector<std::vector<irt::ItemIndex>> enemies;
  std::vector<irt::ItemIndex> pretest;
  std::uint64_t fingerprint = 0;
};

void ItemPool::Data::add_attributes() {
  std::map<std::string, std::set<std::string>> found;
  for (irt::ItemIndex item = 0; item < bank.size(); ++item)
    for (const auto& [name, value] : content[item].attributes) {
      if (name.empty() || value.empty()) refuse(bank.id(item), "an attribute needs a name and a value");
      found[name].insert(value);
    }
  for (const auto& [name, values] : found) {
    if (values.size() >= no_value) throw Error(ErrorCode::invalid_argument, "attribute " + name + ": too many values");
    Attribute attribute{{values.begin(), values.end()}, std::vector<std::uint16_t>(bank.size(), no_value)};
    for (irt::ItemIndex item = 0; item < bank.size(); ++item)
      if (const auto own = content[item].attributes.find(name); own != content[item].attributes.end())
        attribute.places[item] = static_cast<std::uint16_t>(std::distance(values.begin(), values.find(own->second)));
    attribute_names.push_back(name);
    attributes.push_back(std::move(attribute));
  }
}

void ItemPool::Data::add_sets() {
  std::map<std::string, std::size_t> places;
  for (irt::ItemIndex item = 0; item < bank.size(); ++item) {
    if (content[item].pretest) pretest.push_back(item);
    const std::string& name = content[item].set;
    if (name.empty()) continue;
    if (content[item].pretest) refuse(bank.id(item), "a pretest item must stand alone, but is in set " + name);
    const auto [place, is_new] = places.emplace(name, sets.size());
    if (is_new) sets.emplace_back();
    sets[place->second].push_back(item);
    set_places[item] = static_cast<std::uint32_t>(place->second);
  }
  for (const auto& set : sets)
    if (set.size() < 2) refuse(bank.id(set.front()), "its set must have at least two items");
}

void ItemPool::Data::add_enemies() {
  for (irt::ItemIndex item = 0; item < bank.size(); ++item)
    for (const auto& id : content[item].enemies) {
      const auto enemy = bank.find(id);
      if (!enemy) refuse(bank.id(item), "enemy " + id + " is not in the bank");
      if (*enemy == item) refuse(bank.id(item), "must not be its own enemy");
      if (set_places[item] != stands_alone && set_places[item] == set_places[*enemy])
        refuse(bank.id(item), "enemy " + id + " is in the same set");
      enemies[item].push_back(*enemy);
      enemies[*enemy].push_back(item);
    }
  for (auto& list : enemies) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
}

void ItemPool::Data::add_fingerprint() {
  fingerprint = bank.fingerprint();
  if (std::all_of(content.begin(), content.end(), [](const ItemContent& one) { return one == ItemContent{}; })) return;
  for (const auto& one : content) fingerprint = hash_content(fingerprint, one);
}

const Attribute& ItemPool::Data::attribute(std::string_view name) const {
  const auto found = std::lower_bound(attribute_names.begin(), attribute_names.end(), name);
  if (found == attribute_names.end() || *found != name)
    throw Error(ErrorCode::invalid_argument, "item pool: no item has the attribute " + std::string(name));
  return attributes[static_cast<std::size_t>(found - attribute_names.begin())];
}

ItemPool::ItemPool(irt::ItemBank bank) {
  auto data = std::make_shared<Data>(std::move(bank));
  data->content.resize(data->bank.size());
  data->fingerprint = data->bank.fingerprint();
  data_ = std::move(data);
}

ItemPool::ItemPool(irt::ItemBank bank, std::vector<ItemContent> content) {
  auto data = std::make_shared<Data>(std::move(bank));
  if (content.size() != data->bank.size())
    throw Error(ErrorCode::invalid_argument, "item pool: content must have one entry for each of the " +
                                                 std::to_string(data->bank.size()) + " items, got " +
                                                 std::to_string(content.size()));
  data->content = std::move(content);
  data->add_attributes();
  data->add_sets();
  data->add_enemies();
  data->add_fingerprint();
  data_ = std::move(data);
}

const irt::ItemBank& ItemPool::bank() const noexcept { return data_->bank; }

const ItemContent& ItemPool::content(irt::ItemIndex item) const {
  static_cast<void>(bank().item(item));
  return data_->content[item];
}

std::uint64_t ItemPool::fingerprint() const noexcept { return data_->fingerprint; }

std::span<const std::string> ItemPool::attributes() const noexcept { return data_->attribute_names; }

std::span<const std::string> ItemPool::values(std::string_view attribute) const {
  return data_->attribute(attribute).values;
}

std::span<const std::uint16_t> ItemPool::value_places(std::string_view attribute) const {
  return data_->attribute(attribute).places;
}

std::span<const std::vector<irt::ItemIndex>> ItemPool::sets() const noexcept { return data_->sets; }

std::optional<std::size_t> ItemPool::set_of(irt::ItemIndex item) const noexcept {
  const std::uint32_t place = data_->set_places[item];
  if (place == stands_alone) return std::nullopt;
  return place;
}

std::span<const irt::ItemIndex> ItemPool::enemies(irt::ItemIndex item) const noexcept { return data_->enemies[item]; }

std::span<const irt::ItemIndex> ItemPool::pretest() const noexcept { return data_->pretest; }

}  // namespace haven::cat
