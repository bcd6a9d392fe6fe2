#include "haven/irt/item_bank.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <mutex>
#include <unordered_map>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"
#include "haven/irt/information_index.hpp"

namespace haven::irt {

struct ItemBank::Data {
  std::vector<BankEntry> entries;
  std::unordered_map<std::string_view, ItemIndex> positions;  // views into entries
  std::vector<double> discrimination, difficulty, pseudo_guessing, upper_asymptote;
  std::vector<ItemIndex> polytomous;
  std::size_t largest_category_count = 2;
  std::uint64_t fingerprint = 0;
  mutable std::once_flag index_built;
  mutable std::unique_ptr<InformationIndex> index;

  void append_columns(const Item& item);
};

void ItemBank::Data::append_columns(const Item& item) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const auto* const logistic = std::get_if<LogisticItem>(&item);
  const LogisticItem row = logistic != nullptr ? *logistic : LogisticItem{none, none, none, none};
  if (logistic == nullptr) polytomous.push_back(static_cast<ItemIndex>(discrimination.size()));
  discrimination.push_back(row.discrimination);
  difficulty.push_back(row.difficulty);
  pseudo_guessing.push_back(row.pseudo_guessing);
  upper_asymptote.push_back(row.upper_asymptote);
  largest_category_count = std::max(largest_category_count, category_count(item));
}

namespace {

std::vector<BankEntry> numbered(std::span<const LogisticItem> items) {
  std::vector<BankEntry> entries;
  entries.reserve(items.size());
  for (const auto& item : items) entries.push_back({std::to_string(entries.size()), item});
  return entries;
}

std::uint64_t hash_bytes(std::uint64_t hash, std::string_view bytes) {
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
  return mix(hash ^ bytes.size());
}

std::uint64_t hash_double(std::uint64_t hash, double value) {
  return mix(hash ^ mix(std::bit_cast<std::uint64_t>(value)));
}

std::uint64_t hash_doubles(std::uint64_t hash, std::span<const double> values) {
  for (const double value : values) hash = hash_double(hash, value);
  return hash;
}

/// The parameters of one item, after a mark of its model where that is not logistic.
struct HashItem {
  std::uint64_t hash;

  std::uint64_t operator()(const LogisticItem& item) const {
    return hash_doubles(hash,
                        std::array{item.discrimination, item.difficulty, item.pseudo_guessing, item.upper_asymptote});
  }
  std::uint64_t operator()(const GradedItem& item) const {
    return hash_doubles(hash_double(hash_bytes(hash, "grm"), item.discrimination), item.thresholds);
  }
  std::uint64_t operator()(const PartialCreditItem& item) const {
    return hash_doubles(hash_double(hash_bytes(hash, "gpcm"), item.discrimination), item.step_difficulties);
  }
  std::uint64_t operator()(const NominalItem& item) const {
    return hash_doubles(hash_doubles(hash_bytes(hash, "nrm"), item.slopes), item.intercepts);
  }
};

}  // namespace

ItemBank::ItemBank(std::vector<BankEntry> entries, const ItemLimits& limits) {
  if (entries.empty()) throw Error(ErrorCode::invalid_argument, "item bank: must have at least one item, got none");
  const auto data = std::make_shared<Data>();
  data->entries = std::move(entries);
  std::uint64_t hash = mix(data->entries.size());
  for (const auto& [id, item] : data->entries) {
    if (id.empty()) throw Error(ErrorCode::invalid_argument, "item bank: an item id must not be empty");
    validate(item, id, limits);
    if (!data->positions.emplace(id, static_cast<ItemIndex>(data->positions.size())).second)
      throw Error(ErrorCode::invalid_argument, "item bank: item " + id + " appears more than once");
    data->append_columns(item);
    hash = std::visit(HashItem{hash_bytes(hash, id)}, item);
  }
  data->fingerprint = hash;
  data_ = data;
}

ItemBank::ItemBank(std::span<const LogisticItem> items, const ItemLimits& limits) : ItemBank(numbered(items), limits) {}

std::size_t ItemBank::size() const noexcept { return data_->entries.size(); }

const Item& ItemBank::item(ItemIndex index) const {
  if (index >= size())
    throw Error(ErrorCode::invalid_argument,
                "item bank: item index must be below " + std::to_string(size()) + ", got " + std::to_string(index));
  return data_->entries[index].item;
}

const std::string& ItemBank::id(ItemIndex index) const {
  static_cast<void>(item(index));
  return data_->entries[index].id;
}

std::optional<ItemIndex> ItemBank::find(std::string_view id) const {
  const auto found = data_->positions.find(id);
  if (found == data_->positions.end()) return std::nullopt;
  return found->second;
}

std::uint64_t ItemBank::fingerprint() const noexcept { return data_->fingerprint; }

const InformationIndex& ItemBank::information_index() const {
  std::call_once(data_->index_built, [this] { data_->index = std::make_unique<InformationIndex>(*this); });
  return *data_->index;
}

std::span<const ItemIndex> ItemBank::polytomous() const noexcept { return data_->polytomous; }

std::size_t ItemBank::largest_category_count() const noexcept { return data_->largest_category_count; }

ItemBank::Columns ItemBank::columns() const noexcept {
  return {data_->discrimination, data_->difficulty, data_->pseudo_guessing, data_->upper_asymptote};
}

}  // namespace haven::irt
