#include "stores/cohort_store.hpp"

#include "stores/sql.hpp"

namespace haven {

bool CohortStore::includes(const Uuid& cohort, Id<User> user) {
  Sql sql(tx_,
          "SELECT 1 FROM cohorts c WHERE c.id = ? AND (c.owner_id = ? OR EXISTS (SELECT 1 FROM cohort_members m WHERE "
          "m.cohort_id = c.id AND m.user_id = ?))");
  return sql.with(cohort, user, user).next();
}

}  // namespace haven
