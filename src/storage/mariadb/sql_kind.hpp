#pragma once

#include <string_view>

namespace haven::mariadb {

/// What a statement does, told by its first word.
enum class SqlKind {
  read,    ///< gives rows and changes nothing
  write,   ///< changes rows
  schema,  ///< changes tables, and commits by itself
  other,   ///< not a caller's business: transactions, settings, procedures, locks
};

/// Comments before the first word are passed over; those that the server runs make it `other`.
[[nodiscard]] SqlKind kind_of(std::string_view sql) noexcept;

}  // namespace haven::mariadb
