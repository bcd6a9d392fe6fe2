#include "crypto/sha256.hpp"

#include <sodium.h>

namespace haven::crypto {

struct Sha256::State {
  crypto_hash_sha256_state value;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->value); }
Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::uint8_t> bytes) {
  crypto_hash_sha256_update(&state_->value, bytes.data(), bytes.size());
}

Digest Sha256::finish() {
  Digest digest{};
  crypto_hash_sha256_final(&state_->value, digest.data());
  return digest;
}

}  // namespace haven::crypto
