#include "services/frozen_bank.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "haven/core/error.hpp"

namespace haven {
namespace {

irt::ItemBank bank_of(const std::vector<BankQuestion>& questions) {
  std::vector<irt::BankEntry> entries;
  entries.reserve(questions.size());
  for (const BankQuestion& question : questions) {
    entries.push_back({question.code + "@" + std::to_string(question.version), question.item});
  }
  return irt::ItemBank(std::move(entries));
}

}  // namespace

FrozenBank::FrozenBank(std::vector<BankQuestion> frozen) : questions(std::move(frozen)), pool_(bank_of(questions)) {
  for (const BankQuestion& question : questions) versions_.insert({question.question, question.version});
}

bool FrozenBank::holds_exactly(const std::vector<QuestionVersion>& versions) const {
  return versions.size() == versions_.size() && std::all_of(versions.begin(), versions.end(), [&](const auto& version) {
           return versions_.contains(version);
         });
}

void FrozenBank::prepare() const { static_cast<void>(pool_.bank().information_index()); }

cat::ExamPlan FrozenBank::plan_of(const cat::Blueprint& blueprint) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(plans_.begin(), plans_.end(),
                                  [&](const cat::ExamPlan& plan) { return plan.blueprint() == blueprint; });
  if (found != plans_.end()) {
    plans_.splice(plans_.begin(), plans_, found);
  } else {
    plans_.emplace_front(pool_, blueprint);
    if (plans_.size() > most_plans) plans_.pop_back();
  }
  return plans_.front();
}

template <class Fits>
std::shared_ptr<const FrozenBank> BankCache::first_that(Fits fits) {
  const auto found = std::find_if(recent_.begin(), recent_.end(), [&](const auto& frozen) { return fits(*frozen); });
  if (found == recent_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found);
  return recent_.front();
}

std::shared_ptr<const FrozenBank> BankCache::find(std::uint64_t fingerprint) {
  const std::lock_guard lock(mutex_);
  return first_that([&](const FrozenBank& frozen) { return frozen.fingerprint() == fingerprint; });
}

std::shared_ptr<const FrozenBank> BankCache::find(const std::vector<QuestionVersion>& versions) {
  const std::lock_guard lock(mutex_);
  return first_that([&](const FrozenBank& frozen) { return frozen.holds_exactly(versions); });
}

std::shared_ptr<const FrozenBank> BankCache::keep(std::shared_ptr<const FrozenBank> bank) {
  const std::lock_guard lock(mutex_);
  const auto is_equal = [&](const FrozenBank& frozen) { return frozen.fingerprint() == bank->fingerprint(); };
  if (auto earlier = first_that(is_equal)) return earlier;
  recent_.push_front(std::move(bank));
  if (recent_.size() > most_banks) recent_.pop_back();
  return recent_.front();
}

std::shared_ptr<const FrozenBank> load_bank(Transaction& tx, BankCache& cache, std::uint64_t fingerprint) {
  if (auto cached = cache.find(fingerprint)) return cached;
  std::vector<BankQuestion> questions = BankStore(tx).find(fingerprint);
  if (questions.empty()) throw Error(ErrorCode::corrupt_data, "the item bank of a sitting is gone");
  auto frozen = std::make_shared<const FrozenBank>(std::move(questions));
  if (frozen->fingerprint() != fingerprint) {
    throw Error(ErrorCode::corrupt_data, "the item bank of a sitting is not what it was");
  }
  return cache.keep(std::move(frozen));
}

std::shared_ptr<const FrozenBank> prepare_bank(std::vector<BankQuestion> questions, BankCache& cache) {
  if (questions.empty()) throw Error(ErrorCode::conflict, "there are no live questions", "empty_bank");
  auto frozen = std::make_shared<const FrozenBank>(std::move(questions));
  if (auto cached = cache.find(frozen->fingerprint())) return cached;
  frozen->prepare();
  return cache.keep(std::move(frozen));
}

}  // namespace haven
