#pragma once

#include <string>
#include <vector>

#include "haven/storage/integrity.hpp"

// What differs between the engines: how each is asked for its tables and for what is wrong with it.
namespace haven::sqlite {

/// Every table but SQLite's own and those inside virtual tables, by name.
[[nodiscard]] std::vector<std::string> table_names(Transaction& tx);

[[nodiscard]] IntegrityReport check_integrity(Database& database, int problems_at_most);

}  // namespace haven::sqlite
