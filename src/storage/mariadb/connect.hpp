#pragma once

#include "haven/storage/mariadb.hpp"

#include "storage/mariadb/handles.hpp"

namespace haven::mariadb {

/// Throws as open_mariadb() does for options that are wrong in themselves.
void validate(const MariadbOptions& options);

/// A new connection with its settings made and read back. Throws as open_mariadb() does.
[[nodiscard]] ConnectionHandle connect(const MariadbOptions& options);

/// Whether the way to the server is encrypted.
[[nodiscard]] bool is_encrypted(MYSQL* connection) noexcept;

}  // namespace haven::mariadb
