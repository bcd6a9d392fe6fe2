#include "services/frozen_bank.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "haven/core/error.hpp"

namespace haven {

std::shared_ptr<const FrozenBank> freeze(std::vector<BankQuestion> questions) {
  std::vector<irt::BankEntry> entries;
  entries.reserve(questions.size());
  for (const BankQuestion& question : questions) {
    entries.push_back({question.code + "@" + std::to_string(question.version), question.item});
  }
  return std::make_shared<const FrozenBank>(FrozenBank{irt::ItemBank(std::move(entries)), std::move(questions)});
}

std::shared_ptr<const FrozenBank> BankCache::find(std::uint64_t fingerprint) {
  const std::lock_guard lock(mutex_);
  return find_locked(fingerprint);
}

std::shared_ptr<const FrozenBank> BankCache::keep(std::shared_ptr<const FrozenBank> bank) {
  const std::lock_guard lock(mutex_);
  if (auto earlier = find_locked(bank->bank.fingerprint())) return earlier;
  recent_.push_front(std::move(bank));
  if (recent_.size() > most_banks) recent_.pop_back();
  return recent_.front();
}

std::shared_ptr<const FrozenBank> BankCache::find_locked(std::uint64_t fingerprint) {
  const auto found = std::find_if(recent_.begin(), recent_.end(), [fingerprint](const auto& frozen) {
    return frozen->bank.fingerprint() == fingerprint;
  });
  if (found == recent_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found);
  return recent_.front();
}

std::shared_ptr<const FrozenBank> load_bank(Transaction& tx, BankCache& cache, std::uint64_t fingerprint) {
  if (auto cached = cache.find(fingerprint)) return cached;
  std::vector<BankQuestion> questions = BankStore(tx).find(fingerprint);
  if (questions.empty()) throw Error(ErrorCode::corrupt_data, "the item bank of a sitting is gone");
  auto frozen = freeze(std::move(questions));
  if (frozen->bank.fingerprint() != fingerprint) {
    throw Error(ErrorCode::corrupt_data, "the item bank of a sitting is not what it was");
  }
  return cache.keep(std::move(frozen));
}

std::shared_ptr<const FrozenBank> prepare_bank(std::vector<BankQuestion> questions, BankCache& cache) {
  if (questions.empty()) throw Error(ErrorCode::conflict, "there are no live questions", "empty_bank");
  auto frozen = freeze(std::move(questions));
  if (auto cached = cache.find(frozen->bank.fingerprint())) return cached;
  static_cast<void>(frozen->bank.information_index());  // built here rather than at the first question
  return cache.keep(std::move(frozen));
}

}  // namespace haven
