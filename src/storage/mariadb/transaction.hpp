#pragma once

#include <memory>

#include "haven/storage/database.hpp"

#include "storage/mariadb/pool.hpp"

namespace haven::mariadb {

/// Waits for a connection and begins. Throws as Database::begin does.
[[nodiscard]] std::unique_ptr<Transaction> begin(Pool& pool, Access access);

}  // namespace haven::mariadb
