#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "haven/cat/exam_plan.hpp"
#include "haven/cat/item_pool.hpp"

#include "stores/bank_store.hpp"

namespace haven {

/// An item bank as a sitting began with it: place i of the bank holds version `questions[i].version` of that question.
/// The bank's ids name code and version, so its fingerprint changes with every content. Thread-safe.
class FrozenBank {
 public:
  /// Throws Error(invalid_argument) for an empty list.
  explicit FrozenBank(std::vector<BankQuestion> questions);

  const std::vector<BankQuestion> questions;

  [[nodiscard]] std::uint64_t fingerprint() const noexcept { return pool_.fingerprint(); }
  /// Does this bank hold these versions, each of which stands in the list once, and no others?
  [[nodiscard]] bool holds_exactly(const std::vector<QuestionVersion>& versions) const;
  /// Builds what the choice of items needs, which takes milliseconds, rather than leave it to the first exam.
  void prepare() const;
  /// The blueprint made ready for this bank. All exams of a blueprint share one plan, which is most of their memory.
  /// Throws as ExamPlan.
  [[nodiscard]] cat::ExamPlan plan_of(const cat::Blueprint& blueprint) const;

 private:
  static constexpr std::size_t most_plans = 8;

  cat::ItemPool pool_;
  std::unordered_set<QuestionVersion> versions_;
  mutable std::mutex mutex_;
  mutable std::list<cat::ExamPlan> plans_;  ///< the latest first
};

/// The banks used last. Only speed: building one and its index takes milliseconds. Thread-safe.
class BankCache {
 public:
  [[nodiscard]] std::shared_ptr<const FrozenBank> find(std::uint64_t fingerprint);
  /// The bank of exactly these versions.
  [[nodiscard]] std::shared_ptr<const FrozenBank> find(const std::vector<QuestionVersion>& versions);
  /// The bank as it is kept: an equal one that was there before is shared.
  std::shared_ptr<const FrozenBank> keep(std::shared_ptr<const FrozenBank> bank);

 private:
  /// The caller holds the mutex.
  template <class Fits>
  [[nodiscard]] std::shared_ptr<const FrozenBank> first_that(Fits fits);

  static constexpr std::size_t most_banks = 8;

  std::mutex mutex_;
  std::list<std::shared_ptr<const FrozenBank>> recent_;  ///< the latest first
};

/// The bank of that fingerprint, from the cache or the database. Throws Error(corrupt_data) when it is not there or is
/// no longer what it was.
[[nodiscard]] std::shared_ptr<const FrozenBank> load_bank(Transaction& tx, BankCache& cache, std::uint64_t fingerprint);

/// The bank of these questions with its index, ready for a sitting to begin with. This is the slow part of a start
/// after a change of the questions, and needs no transaction. Throws Error(conflict, "empty_bank").
[[nodiscard]] std::shared_ptr<const FrozenBank> prepare_bank(std::vector<BankQuestion> questions, BankCache& cache);

}  // namespace haven
