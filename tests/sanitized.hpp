#pragma once

#include <cstddef>

namespace haven::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
inline constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool sanitized = false;
#endif

/// How often a long test repeats: a twentieth under a sanitizer, which looks for other faults and is that much slower.
[[nodiscard]] constexpr std::size_t repeats(std::size_t times) { return sanitized ? times / 20 : times; }

}  // namespace haven::test
