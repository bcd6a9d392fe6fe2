#include "crypto/bytes.hpp"

#include <set>

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::crypto;

namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4U];
    text += "0123456789abcdef"[byte & 15U];
  }
  return text;
}

}  // namespace

TEST_CASE("sha256: the vectors of FIPS 180-2") {
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("hmac_sha256: the vectors of RFC 4231, with keys shorter and longer than a block") {
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("base64url: no byte outside the alphabet is taken for a letter") {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = std::string("AAA") + static_cast<char>(byte);
    CAPTURE(byte);
    CHECK(from_base64url(text).has_value() == (alphabet.find(static_cast<char>(byte)) != std::string_view::npos));
  }
}

TEST_CASE("base64url: text of every length survives, without padding") {
  CHECK(to_base64url(std::string_view("f")) == "Zg");
  CHECK(to_base64url(std::string_view("\xff\xef\xbf")) == "_--_");
  for (const std::string text : {"", "f", "fo", "foo", "foob"}) CHECK(from_base64url(to_base64url(text)) == text);
}

TEST_CASE("base64url: each text has one spelling") {
  CHECK_FALSE(from_base64url("Zg==").has_value());
  CHECK_FALSE(from_base64url("Zh").has_value());
  CHECK_FALSE(from_base64url("Z").has_value());
  CHECK_FALSE(from_base64url("+/AA").has_value());
  CHECK_FALSE(from_base64url("Zm9v\n").has_value());
  CHECK_FALSE(from_base64url(" Zm9v").has_value());
}

TEST_CASE("random: words and ids do not repeat") {
  std::set<std::uint64_t> words;
  std::set<Uuid> ids;
  for (int i = 0; i < 1000; ++i) {
    words.insert(random_word());
    ids.insert(new_uuid({1'000'000}));
  }
  CHECK(words.size() == 1000);
  CHECK(ids.size() == 1000);
}

TEST_CASE("new_uuid: version 7 with the time in front") {
  const Uuid id = new_uuid({0x0123456789ABLL * 1000});
  CHECK(to_string(id).substr(0, 15) == "01234567-89ab-7");
}
