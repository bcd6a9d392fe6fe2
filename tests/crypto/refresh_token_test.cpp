#include "crypto/refresh_token.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::crypto;

namespace {

const Uuid session = *parse_uuid("01941f29-7c00-7000-8000-000000000001");
const Digest salt{1, 2, 3};

}  // namespace

TEST_CASE("refresh token: its text is read back") {
  const RefreshToken token = make_refresh_token("key", session, salt, 5);
  const auto back = parse_refresh_token(to_string(token));
  REQUIRE(back.has_value());
  CHECK(back->session == session);
  CHECK(back->generation == 5);
  CHECK(back->secret == token.secret);
}

TEST_CASE("refresh token: key, session, salt and generation each change the secret") {
  const Digest secret = make_refresh_token("key", session, salt, 5).secret;
  CHECK(make_refresh_token("key", session, salt, 5).secret == secret);
  CHECK(make_refresh_token("kez", session, salt, 5).secret != secret);
  CHECK(make_refresh_token("key", Uuid{}, salt, 5).secret != secret);
  CHECK(make_refresh_token("key", session, Digest{1, 2, 4}, 5).secret != secret);
  CHECK(make_refresh_token("key", session, salt, 6).secret != secret);
}

TEST_CASE("refresh token: other texts are refused") {
  const std::string text = to_string(make_refresh_token("key", session, salt, 5));
  CHECK_FALSE(parse_refresh_token("").has_value());
  CHECK_FALSE(parse_refresh_token(text + "A").has_value());
  CHECK_FALSE(parse_refresh_token(text.substr(1)).has_value());
  CHECK_FALSE(parse_refresh_token(text.substr(0, text.size() - 1) + "=").has_value());
  CHECK_FALSE(parse_refresh_token(std::string(1'000'000, 'A')).has_value());
}
