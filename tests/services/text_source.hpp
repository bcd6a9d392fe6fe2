#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "haven/anki/package.hpp"

namespace haven::test {

/// A text that is read three bytes at a time.
class TextSource final : public anki::ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)), left_(text_) {}
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
    const std::size_t count = left_.copy(reinterpret_cast<char*>(into.data()), std::min<std::size_t>(into.size(), 3));
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string text_;
  std::string_view left_;
};

}  // namespace haven::test
