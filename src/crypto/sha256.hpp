#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "crypto/bytes.hpp"

namespace haven::crypto {

/// SHA-256 of bytes that come piece by piece. One thread at a time.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  void add(std::span<const std::uint8_t> bytes);
  /// Of all that was added; nothing may be added after it.
  [[nodiscard]] Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace haven::crypto
