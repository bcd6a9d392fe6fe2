#include "services/frozen_bank.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "haven/core/error.hpp"

namespace haven {

std::shared_ptr<const FrozenBank> freeze(std::vector<BankQuestion> questions) {
  std::vector<irt::BankEntry> entries;
  for (const BankQuestion& question : questions) {
    entries.push_back({question.code + "@" + std::to_string(question.version), question.item});
  }
  return std::make_shared<const FrozenBank>(FrozenBank{irt::ItemBank(std::move(entries)), std::move(questions)});
}

std::shared_ptr<const FrozenBank> BankCache::find(std::uint64_t fingerprint) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(recent_.begin(), recent_.end(), [fingerprint](const auto& frozen) {
    return frozen->bank.fingerprint() == fingerprint;
  });
  if (found == recent_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found);
  return recent_.front();
}

void BankCache::keep(std::shared_ptr<const FrozenBank> bank) {
  const std::lock_guard lock(mutex_);
  recent_.push_front(std::move(bank));
  if (recent_.size() > most_banks) recent_.pop_back();
}

std::shared_ptr<const FrozenBank> load_bank(Transaction& tx, BankCache& cache, std::uint64_t fingerprint) {
  if (auto cached = cache.find(fingerprint)) return cached;
  std::vector<BankQuestion> questions = BankStore(tx).find(fingerprint);
  if (questions.empty()) throw Error(ErrorCode::corrupt_data, "the item bank of a sitting is gone");
  auto frozen = freeze(std::move(questions));
  if (frozen->bank.fingerprint() != fingerprint) {
    throw Error(ErrorCode::corrupt_data, "the item bank of a sitting is not what it was");
  }
  cache.keep(frozen);
  return frozen;
}

std::shared_ptr<const FrozenBank> present_bank(Transaction& tx, BankCache& cache, Timestamp now) {
  std::vector<BankQuestion> questions = QuestionStore(tx).live();
  if (questions.empty()) throw Error(ErrorCode::conflict, "there are no live questions", "empty_bank");
  auto frozen = freeze(std::move(questions));
  BankStore(tx).keep(frozen->bank.fingerprint(), frozen->questions, now);
  if (auto cached = cache.find(frozen->bank.fingerprint())) return cached;
  cache.keep(frozen);
  return frozen;
}

}  // namespace haven
