#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace haven::test {

/// The fuzzer's bytes as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// What must hold for every input; the fuzzer reports the one for which it does not.
inline void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace haven::test
