#include "crypto/argon2_hash.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace haven::crypto;

TEST_CASE("argon2 hash: costs, salt and hash are read from the text") {
  // argon2-cffi 25.1.0: hash_secret(b"correct horse", b"somesaltsomesalt", 1, 8192, 1, 32, Type.ID)
  const auto hash = parse_argon2_hash(
      "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$+jQGvnLH9sd/RHpVFdneZ1pWEi8VDK30k/E/IE+o3IE");
  REQUIRE(hash.has_value());
  CHECK(hash->memory == 8192 * 1024);
  CHECK(hash->passes == 1);
  CHECK(std::string(hash->salt.begin(), hash->salt.end()) == "somesaltsomesalt");
  CHECK(hash->hash.front() == 0xFA);
  CHECK(hash->hash.back() == 0x81);
}

TEST_CASE("argon2 hash: text of any other form is none") {
  const std::string salt = "c29tZXNhbHRzb21lc2FsdA", hash = "+jQGvnLH9sd/RHpVFdneZ1pWEi8VDK30k/E/IE+o3IE";
  const std::string good = "$argon2id$v=19$m=8192,t=1,p=1$" + salt + "$" + hash;
  REQUIRE(parse_argon2_hash(good).has_value());
  for (const std::string& text :
       {std::string(), std::string("$argon2id$"), good + "A", good + "$", good.substr(0, good.size() - 1),
        "$argon2i$v=19$m=8192,t=1,p=1$" + salt + "$" + hash, "$argon2id$v=16$m=8192,t=1,p=1$" + salt + "$" + hash,
        "$argon2id$v=19$m=8192,t=1,p=2$" + salt + "$" + hash, "$argon2id$v=19$m=-1,t=1,p=1$" + salt + "$" + hash,
        "$argon2id$v=19$m=4294967296,t=1,p=1$" + salt + "$" + hash, "$argon2id$v=19$m=8192,t=,p=1$" + salt + "$" + hash,
        "$argon2id$v=19$m=8192,t=1,p=1$" + salt + "AA$" + hash, "$argon2id$v=19$m=8192,t=1,p=1$" + salt}) {
    CAPTURE(text);
    CHECK_FALSE(parse_argon2_hash(text).has_value());
  }
}
