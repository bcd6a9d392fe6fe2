#pragma once

#include <string_view>

namespace haven {

/// The version of the library that is linked, e.g. "0.1.0" (semantic versioning).
[[nodiscard]] std::string_view version() noexcept;

}  // namespace haven
