#include "anki/sha1.hpp"

#include <algorithm>
#include <bit>

namespace haven::anki {
namespace {

struct Round {
  std::uint32_t value;
  std::uint32_t constant;
};

Round round_of(int i, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  if (i < 20) return {(b & c) | (~b & d), 0x5A827999};
  if (i < 40) return {b ^ c ^ d, 0x6ED9EBA1};
  if (i < 60) return {(b & c) | (b & d) | (c & d), 0x8F1BBCDC};
  return {b ^ c ^ d, 0xCA62C1D6};
}

std::array<std::uint32_t, 80> schedule_of(const std::array<std::uint8_t, 64>& block) {
  std::array<std::uint32_t, 80> words{};
  for (std::size_t i = 0; i < 64; ++i) words[i / 4] = (words[i / 4] << 8U) | block[i];
  for (std::size_t i = 16; i < 80; ++i) {
    words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }
  return words;
}

}  // namespace

void Sha1::add(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const std::size_t used = size_ % block_.size();
    const std::size_t count = std::min(bytes.size(), block_.size() - used);
    std::copy_n(bytes.begin(), count, block_.begin() + static_cast<std::ptrdiff_t>(used));
    size_ += count;
    bytes = bytes.subspan(count);
    if (used + count == block_.size()) mix_block();
  }
}

void Sha1::mix_block() {
  const auto words = schedule_of(block_);
  auto [a, b, c, d, e] = state_;
  for (int i = 0; i < 80; ++i) {
    const auto [value, constant] = round_of(i, b, c, d);
    const std::uint32_t next = std::rotl(a, 5) + value + e + constant + words[static_cast<std::size_t>(i)];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  state_ = {state_[0] + a, state_[1] + b, state_[2] + c, state_[3] + d, state_[4] + e};
}

Sha1Digest Sha1::digest() const {
  std::array<std::uint8_t, 72> padding{0x80};
  const std::size_t length = 1 + (119 - size_ % 64) % 64;  // up to 8 bytes before the end of a block
  const std::uint64_t bits = size_ * 8;
  for (std::size_t i = 0; i < 8; ++i) padding[length + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
  Sha1 last = *this;
  last.add(std::span(padding).first(length + 8));
  Sha1Digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(last.state_[i / 4] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

}  // namespace haven::anki
