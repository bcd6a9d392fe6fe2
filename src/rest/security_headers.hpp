#pragma once

#include <span>
#include <string_view>
#include <utility>

namespace haven::rest {

using FixedHeader = std::pair<std::string_view, std::string_view>;

/// What helmet 8 sends, stricter where we can be: JSON never is a document, the page has no inline script or style.
[[nodiscard]] std::span<const FixedHeader> json_security_headers() noexcept;
/// Files come from users: opened as documents they run nothing and reach nothing.
[[nodiscard]] std::span<const FixedHeader> file_security_headers() noexcept;
[[nodiscard]] std::span<const FixedHeader> page_security_headers() noexcept;

}  // namespace haven::rest
