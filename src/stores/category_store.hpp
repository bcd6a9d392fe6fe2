#pragma once

#include <vector>

#include "haven/model/question.hpp"
#include "haven/storage/database.hpp"

namespace haven {

class CategoryStore {
 public:
  explicit CategoryStore(Transaction& tx) : tx_(tx) {}

  /// Every category, by exam and its place in the test plan.
  [[nodiscard]] std::vector<Category> list();
  /// Throws Error(corrupt_data) when there is none: questions point only at categories that are there.
  [[nodiscard]] Category get(Id<Category> id);

 private:
  Transaction& tx_;
};

}  // namespace haven
