#pragma once

#include <string_view>

namespace haven {

inline constexpr std::string_view row_lock = " FOR UPDATE";

/// Whether a SELECT keeps its rows from being changed by others; see Transaction::prepare().
[[nodiscard]] inline bool locks_rows(std::string_view sql) noexcept { return sql.ends_with(row_lock); }

}  // namespace haven
