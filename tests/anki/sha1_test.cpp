#include "anki/sha1.hpp"

#include <string>

#include "packages.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven;

std::string hex(const anki::Sha1Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) text += {"0123456789abcdef"[byte >> 4U], "0123456789abcdef"[byte & 15U]};
  return text;
}

std::string sha1_of(std::string_view text, std::size_t piece) {
  anki::Sha1 sha1;
  for (std::size_t at = 0; at < text.size(); at += piece) sha1.add(test::bytes_of(text.substr(at, piece)));
  return hex(sha1.digest());
}

}  // namespace

// FIPS 180-2, appendix A; the empty text from RFC 3174's errata and every implementation.
TEST_CASE("sha1: the examples of the standard, in pieces of any size") {
  for (const std::size_t piece : {1U, 7U, 64U, 1000U}) {
    CHECK(sha1_of("", piece) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    CHECK(sha1_of("abc", piece) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(sha1_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", piece) ==
          "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    CHECK(sha1_of(std::string(1'000'000, 'a'), piece) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
  }
}

// By Python's hashlib.
TEST_CASE("sha1: every length around the end of a block") {
  CHECK(sha1_of(std::string(55, 'x'), 55) == "cef734ba81a024479e09eb5a75b6ddae62e6abf1");
  CHECK(sha1_of(std::string(56, 'x'), 56) == "901305367c259952f4e7af8323f480d59f81335b");
  CHECK(sha1_of(std::string(63, 'x'), 63) == "0ddc4e0cccd9a12850deb5abb0853a4425559fec");
  CHECK(sha1_of(std::string(64, 'x'), 64) == "bb2fa3ee7afb9f54c6dfb5d021f14b1ffe40c163");
  CHECK(sha1_of(std::string(65, 'x'), 65) == "78c741ddc482e4cdf8c474a0876347a0905b6233");
}
