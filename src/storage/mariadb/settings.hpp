#pragma once

#include <cstddef>

#include "haven/storage/mariadb.hpp"

#include "storage/mariadb/handles.hpp"

namespace haven::mariadb {

/// Makes the settings of a new session and reads every one of them back. Throws Error(unavailable, "settings") for a
/// server that is too old, no MariaDB, or does not take one.
void make_settings(MYSQL* connection, const MariadbOptions& options);

/// The longest message that the server takes.
[[nodiscard]] std::size_t longest_message(MYSQL* connection);

}  // namespace haven::mariadb
