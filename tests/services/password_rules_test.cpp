#include "services/password_rules.hpp"

#include <string>

#include "haven/core/error.hpp"

#include <doctest/doctest.h>

using namespace haven;

namespace {

const PasswordContext ada{"ada.lovelace@example.org", "Ada King"};

/// Why a password is refused; empty when it is accepted.
std::string refusal(const std::string& password, const PasswordContext& context = ada) {
  try {
    check_password(password, 8, context);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(error.reason() == "password");
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("check_password: any eight characters will do, and any thousand") {
  CHECK(refusal("xkqzvjwp") == "");
  CHECK(refusal("four words in a row") == "");
  CHECK(refusal(std::string(1024, 'x')) == "");
  CHECK(refusal(std::string("nul\0inside", 10)) == "");
  CHECK(refusal("\xF0\x9F\xA9\xBA\xF0\x9F\xA9\xBA\xF0\x9F\xA9\xBA\xF0\x9F\xA9\xBA"
                "abcd") == "");
}

TEST_CASE("check_password: characters are counted, not bytes") {
  CHECK(refusal("sevench") == "password: must have at least 8 characters");
  CHECK(refusal("\xF0\x9F\xA9\xBA\xF0\x9F\xA9\xBA") == "password: must have at least 8 characters");
}

TEST_CASE("check_password: more than 1024 bytes and broken UTF-8 are refused") {
  CHECK(refusal(std::string(1025, 'x')) == "password: must have at most 1024 bytes");
  CHECK(refusal("\xFF\xFE\xFD\xFC\xFB\xFA\xF9\xF8") == "password: must be UTF-8 text");
}

TEST_CASE("check_password: the most common ones are refused in any case") {
  CHECK(refusal("password123") == "password: is one of the most common passwords");
  CHECK(refusal("PassWord123") == "password: is one of the most common passwords");
  CHECK(refusal("12345678") == "password: is one of the most common passwords");
  CHECK(refusal("zxcvbnm123") == "password: is one of the most common passwords");
  CHECK(common_password_count() >= 200);
}

TEST_CASE("check_password: one made of the address or the name is refused") {
  CHECK(refusal("Lovelace1") == "password: must not be made of the address or the name");
  CHECK(refusal("lovelacelovelace") == "password: must not be made of the address or the name");
  CHECK(refusal("ada.lovelace@example.org") == "password: must not be made of the address or the name");
  CHECK(refusal("haven2024", {"x@y.zz", ""}) == "");
  CHECK(refusal("havenhaven", {"x@y.zz", ""}) == "password: must not be made of the address or the name");
  CHECK(refusal("lovelace wrote notes") == "");
}
