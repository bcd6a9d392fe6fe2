#include "anki/sources.hpp"

#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include "packages.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven;

/// The text in pieces of some bytes, as a network might bring it.
class Trickle final : public anki::ByteSource {
 public:
  Trickle(std::string text, std::size_t piece) : text_(std::move(text)), left_(text_), piece_(piece) {}
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
    return left_.read(into.first(std::min(piece_, into.size())));
  }

 private:
  std::string text_;
  test::TextSource left_;
  std::size_t piece_;
};

std::string unpack(const std::string& packed, std::size_t piece) {
  anki::ZstdSource source(std::make_unique<Trickle>(packed, piece));
  return anki::read_all(source);
}

std::string noise(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  return text;
}

}  // namespace

TEST_CASE("zstd: what is packed comes out again, whatever the pieces") {
  for (const std::string& text : {std::string(), std::string("a"), std::string(300'000, 'x'), noise(200'000)}) {
    test::TextSource source(text);
    anki::ZstdPackingSource packing(source);
    const std::string packed = anki::read_all(packing);
    for (const std::size_t piece : {1U, 3U, 100'000U}) CHECK(unpack(packed, piece) == text);
    CHECK(unpack(packed + packed, 1000) == text + text);
  }
}

TEST_CASE("zstd: data that is cut off or changed is refused at every place") {
  const std::string packed = test::zstd(noise(500) + std::string(500, 'y'));
  for (std::size_t size = 1; size < packed.size(); ++size) CHECK_THROWS_AS(unpack(packed.substr(0, size), 64), Error);
  CHECK_THROWS_AS(unpack("no frame at all", 64), Error);
}

TEST_CASE("zstd: a window above 32 MiB is refused, since it would be held in memory") {
  const std::string text = noise(1000);
  CHECK(unpack(test::zstd(text, 25), 1000) == text);
  CHECK_THROWS_AS(unpack(test::zstd(text, 27), 1000), Error);
}
