#pragma once

#include <string_view>

#include "haven/core/error.hpp"

namespace haven::mariadb {

/// What an error number of the server or of Connector/C means to a caller. The message never holds a value that was to
/// be stored.
[[nodiscard]] Error error_of(unsigned number, std::string_view message, std::string_view where);

/// What an error means in answer to a COMMIT: unless it says that nothing was kept, the outcome is unknown.
[[nodiscard]] Error commit_error_of(unsigned number, std::string_view message);

/// Whether the connection can be of no use any more after this error.
[[nodiscard]] bool ends_connection(unsigned number) noexcept;

[[nodiscard]] Error lost_error(std::string_view where);

}  // namespace haven::mariadb
