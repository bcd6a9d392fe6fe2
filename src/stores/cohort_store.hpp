#pragma once

#include "haven/core/id.hpp"
#include "haven/model/user.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// Classes and who is in them.
class CohortStore {
 public:
  explicit CohortStore(Transaction& tx) : tx_(tx) {}

  /// Does the user own, teach or attend it? False for one that is not there.
  [[nodiscard]] bool includes(const Uuid& cohort, Id<User> user);

 private:
  Transaction& tx_;
};

}  // namespace haven
