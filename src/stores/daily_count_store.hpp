#pragma once

#include <cstdint>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// What learners did day by day. A row of nothing but zeros is not kept.
class DailyCountStore {
 public:
  explicit DailyCountStore(Transaction& tx) : tx_(tx) {}

  /// Adds the numbers, which may be negative, to those of their day and set.
  void add(Id<User> user, const DailyCount& change);
  /// By day, then set.
  [[nodiscard]] std::vector<DailyCount> list(Id<User> user, std::int64_t first_day, std::int64_t last_day);
  void remove_all(Id<User> user);

 private:
  Transaction& tx_;
};

}  // namespace haven
