#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "haven/irt/item_bank.hpp"

#include "stores/bank_store.hpp"

namespace haven {

/// An item bank as a sitting began with it: place i of the bank holds version `questions[i].version` of that question.
/// The bank's ids name code and version, so its fingerprint changes with every content. Immutable.
struct FrozenBank {
  irt::ItemBank bank;
  std::vector<BankQuestion> questions;
};

/// Throws Error(invalid_argument) for an empty list.
[[nodiscard]] std::shared_ptr<const FrozenBank> freeze(std::vector<BankQuestion> questions);

/// The banks used last. Only speed: building one and its index takes milliseconds. Thread-safe.
class BankCache {
 public:
  [[nodiscard]] std::shared_ptr<const FrozenBank> find(std::uint64_t fingerprint);
  /// The bank as it is kept: an equal one that was there before is shared.
  std::shared_ptr<const FrozenBank> keep(std::shared_ptr<const FrozenBank> bank);

 private:
  [[nodiscard]] std::shared_ptr<const FrozenBank> find_locked(std::uint64_t fingerprint);

  static constexpr std::size_t most_banks = 8;

  std::mutex mutex_;
  std::list<std::shared_ptr<const FrozenBank>> recent_;  ///< the latest first
};

/// The bank of that fingerprint, from the cache or the database. Throws Error(corrupt_data) when it is not there or is
/// no longer what it was.
[[nodiscard]] std::shared_ptr<const FrozenBank> load_bank(Transaction& tx, BankCache& cache, std::uint64_t fingerprint);

/// The bank of these questions with its index, ready for a sitting to begin with. This is the slow part of a start, and
/// needs no transaction. Throws Error(conflict, "empty_bank").
[[nodiscard]] std::shared_ptr<const FrozenBank> prepare_bank(std::vector<BankQuestion> questions, BankCache& cache);

}  // namespace haven
