#pragma once

#include <string>

#include "haven/storage/database.hpp"

namespace haven::torture {

/// A digest of everything that a database holds: every table, index, trigger and view with its text, and every row of
/// every table in the order of its key. Two databases with one digest hold the same. When things were applied
/// (schema_migrations.applied_at, ms) is left out.
[[nodiscard]] std::string digest_of(Database& database);

}  // namespace haven::torture
