#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace haven::anki {

using Sha1Digest = std::array<std::uint8_t, 20>;

/// SHA-1 (FIPS 180-4), which the format checks media and first fields with. Not for secrets.
class Sha1 {
 public:
  void add(std::span<const std::uint8_t> bytes);
  /// Of all that was added.
  [[nodiscard]] Sha1Digest digest() const;

 private:
  void mix_block();

  std::array<std::uint32_t, 5> state_{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  std::array<std::uint8_t, 64> block_{};
  std::uint64_t size_ = 0;
};

}  // namespace haven::anki
