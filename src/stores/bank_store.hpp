#pragma once

#include <cstdint>
#include <vector>

#include "haven/storage/database.hpp"

#include "stores/question_store.hpp"

namespace haven {

/// Frozen item banks: which version of which question stands at which place. A bank is named by its fingerprint and
/// never changes, so a sitting goes on unchanged whatever is imported meanwhile.
class BankStore {
 public:
  explicit BankStore(Transaction& tx) : tx_(tx) {}

  /// Stores the bank unless it is there already.
  void keep(std::uint64_t fingerprint, const std::vector<BankQuestion>& questions, Timestamp now);
  /// The questions of a bank in their places; empty when there is no such bank.
  [[nodiscard]] std::vector<BankQuestion> find(std::uint64_t fingerprint);
  /// Which version of the question the bank holds. Throws Error(corrupt_data) when it holds none.
  [[nodiscard]] int version_of(std::uint64_t fingerprint, Id<Question> question);

 private:
  Transaction& tx_;
};

}  // namespace haven
