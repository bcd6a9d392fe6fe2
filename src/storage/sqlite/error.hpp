#pragma once

#include <string_view>

#include "haven/core/error.hpp"

#include <sqlite3.h>

namespace haven::sqlite {

/// What the result code of a call means to a caller of Database; the message is `where: what SQLite says`.
[[nodiscard]] Error error_of(sqlite3* db, int result, std::string_view where);
/// Throws error_of() unless the call succeeded.
void check(sqlite3* db, int result, std::string_view where);
/// Another transaction, here or in another process, held the database for the whole time that this one could wait.
[[nodiscard]] Error busy_error();

}  // namespace haven::sqlite
