#include "crypto/access_token.hpp"

#include <string>

#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace haven;
using namespace haven::crypto;
using nlohmann::json;

namespace {

const std::string secret = "0123456789abcdef0123456789abcdef";
const std::string old_secret = "fedcba9876543210fedcba9876543210";
const Timestamp now{1'800'000'000'000'000};

AccessTokens tokens() { return {{{"k2", secret}, {"k1", old_secret}}, "issuer", "audience"}; }

AccessClaims claims() {
  return {"01941f29-7c00-7000-8000-000000000001", "01941f29-7c00-7000-8000-000000000002", "student", now,
          now + Duration::minutes(15)};
}

json header() { return {{"alg", "HS256"}, {"kid", "k2"}, {"typ", "at+jwt"}}; }

json payload() {
  return {{"iss", "issuer"},   {"aud", "audience"}, {"sub", claims().subject}, {"sid", claims().session},
          {"role", "student"}, {"iat", 1800000000}, {"exp", 1800000900}};
}

std::string signed_with(const std::string& key, const std::string& header_text, const std::string& payload_text) {
  const std::string text = to_base64url(header_text) + "." + to_base64url(payload_text);
  return text + "." + to_base64url(hmac_sha256(key, text));
}

/// The reason for which a token is refused; empty when it is accepted.
std::string refusal(const std::string& token, Timestamp at = now) {
  try {
    static_cast<void>(tokens().verify(token, at));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unauthenticated);
    return error.reason();
  }
  return "";
}

std::string with_header(const char* name, const json& value) {
  json changed = header();
  changed[name] = value;
  return signed_with(secret, changed.dump(), payload().dump());
}

std::string with_claim(const char* name, const json& value) {
  json changed = payload();
  changed[name] = value;
  return signed_with(secret, header().dump(), changed.dump());
}

}  // namespace

TEST_CASE("access token: what was signed is read back") {
  CHECK(tokens().verify(tokens().sign(claims()), now) == claims());
}

TEST_CASE("access token: one made by PyJWT 2.15.1 is accepted") {
  CHECK(refusal("eyJhbGciOiJIUzI1NiIsImtpZCI6ImsyIiwidHlwIjoiYXQrand0In0.eyJpc3MiOiJpc3N1ZXIiLCJhdWQiOiJhdWRpZW5jZSIs"
                "InN1YiI6IjAxOTQxZjI5LTdjMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMSIsInNpZCI6IjAxOTQxZjI5LTdjMDAtNzAwMC04MDAw"
                "LTAwMDAwMDAwMDAwMiIsInJvbGUiOiJzdHVkZW50IiwiaWF0IjoxODAwMDAwMDAwLCJleHAiOjE4MDAwMDA5MDB9.oMs0UuG0qYt"
                "quNn1yots6UD1MCh3D_9dBKv9cV8IFbc") == "");
}

TEST_CASE("access token: the key is looked up by its id, so that keys can be changed") {
  CHECK(refusal(signed_with(old_secret, R"({"alg":"HS256","kid":"k1","typ":"at+jwt"})", payload().dump())) == "");
  CHECK(refusal(signed_with(old_secret, header().dump(), payload().dump())) == "token_invalid");
  CHECK(refusal(with_header("kid", "k3")) == "token_invalid");
  CHECK(refusal(with_header("kid", "../k2")) == "token_invalid");
  CHECK(refusal(with_header("kid", 2)) == "token_invalid");
}

TEST_CASE("access token: only HS256 is allowed, whatever the header says") {
  for (const char* algorithm : {"none", "None", "NONE", "", "hs256", "HS384", "HS512", "RS256", "ES256", "EdDSA"}) {
    CAPTURE(algorithm);
    CHECK(refusal(with_header("alg", algorithm)) == "token_invalid");
  }
  const std::string unsigned_text = to_base64url(std::string_view(R"({"alg":"none","typ":"at+jwt","kid":"k2"})")) +
                                    "." + to_base64url(payload().dump());
  CHECK(refusal(unsigned_text + ".") == "token_invalid");
  CHECK(refusal(with_header("alg", json::array({"HS256"}))) == "token_invalid");
}

TEST_CASE("access token: another type of token is refused") {
  CHECK(refusal(with_header("typ", "JWT")) == "token_invalid");
  CHECK(refusal(with_header("typ", "rt+jwt")) == "token_invalid");
  CHECK(refusal(signed_with(secret, R"({"alg":"HS256","kid":"k2"})", payload().dump())) == "token_invalid");
}

TEST_CASE("access token: keys named by the token itself do not count, critical extensions are refused") {
  CHECK(refusal(with_header("jku", "https://attacker.example/keys")) == "");
  json forged = header();
  forged["jwk"] = {{"kty", "oct"}, {"k", to_base64url(std::string_view("attacker"))}};
  CHECK(refusal(signed_with("attacker", forged.dump(), payload().dump())) == "token_invalid");
  CHECK(refusal(with_header("crit", json::array({"exp"}))) == "token_invalid");
}

TEST_CASE("access token: a signature that is missing, cut, changed or of another key is refused") {
  const std::string token = tokens().sign(claims());
  const std::string body = token.substr(0, token.rfind('.'));
  CHECK(refusal(body) == "token_invalid");
  CHECK(refusal(body + ".") == "token_invalid");
  CHECK(refusal(token.substr(0, token.size() - 4)) == "token_invalid");
  CHECK(refusal(signed_with("another key of thirty-two bytes!", header().dump(), payload().dump())) == "token_invalid");
  std::string changed = token;
  changed[changed.rfind('.') + 3] = changed[changed.rfind('.') + 3] == 'A' ? 'B' : 'A';
  CHECK(refusal(changed) == "token_invalid");
}

TEST_CASE("access token: a changed payload is refused") {
  const std::string token = tokens().sign(claims());
  json admin = payload();
  admin["role"] = "admin";
  const std::size_t first = token.find('.'), last = token.rfind('.');
  CHECK(refusal(token.substr(0, first + 1) + to_base64url(admin.dump()) + token.substr(last)) == "token_invalid");
}

TEST_CASE("access token: text that is no JWT is refused") {
  const std::string token = tokens().sign(claims());
  CHECK(refusal("") == "token_invalid");
  CHECK(refusal("..") == "token_invalid");
  CHECK(refusal("a.b") == "token_invalid");
  CHECK(refusal(token + ".a") == "token_invalid");
  CHECK(refusal(token + "=") == "token_invalid");
  CHECK(refusal(" " + token) == "token_invalid");
  CHECK(refusal(std::string(10'000'000, 'a')) == "token_invalid");
  CHECK(refusal(signed_with(secret, header().dump(), "[]")) == "token_invalid");
  CHECK(refusal(signed_with(secret, header().dump(), std::string(100, '['))) == "token_invalid");
  CHECK(refusal(signed_with(secret, header().dump(), "{\"sub\":\"\xff\"}")) == "token_invalid");
}

TEST_CASE("access token: a token of more than 4 KiB is refused even when it is signed") {
  CHECK(refusal(with_header("x", std::string(4096, 'x'))) == "token_invalid");
}

TEST_CASE("access token: repeated claims are refused") {
  std::string twice = payload().dump();
  twice.insert(1, R"("role":"admin",)");
  CHECK(refusal(signed_with(secret, header().dump(), twice)) == "token_invalid");
  CHECK(refusal(signed_with(secret, R"({"alg":"none","alg":"HS256","kid":"k2","typ":"at+jwt"})", payload().dump())) ==
        "token_invalid");
}

TEST_CASE("access token: issuer, audience and every claim must be there and ours") {
  CHECK(refusal(with_claim("iss", "other")) == "token_invalid");
  CHECK(refusal(with_claim("aud", "other")) == "token_invalid");
  CHECK(refusal(with_claim("aud", json::array({"audience"}))) == "token_invalid");
  CHECK(refusal(with_claim("sub", 5)) == "token_invalid");
  for (const char* name : {"iss", "aud", "sub", "sid", "role", "iat", "exp"}) {
    json without = payload();
    without.erase(name);
    CAPTURE(name);
    CHECK(refusal(signed_with(secret, header().dump(), without.dump())) == "token_invalid");
  }
}

TEST_CASE("access token: it is good until it expires") {
  const std::string token = tokens().sign(claims());
  CHECK(refusal(token, now + Duration::minutes(15) - Duration::seconds(1)) == "");
  CHECK(refusal(token, now + Duration::minutes(15)) == "token_expired");
  CHECK(refusal(with_claim("exp", -1)) == "token_invalid");
  CHECK(refusal(with_claim("exp", 1e30)) == "token_invalid");
  CHECK(refusal(with_claim("exp", 18446744073709551615ULL)) == "token_invalid");
  CHECK(refusal(with_claim("exp", "1800000900")) == "token_invalid");
}

TEST_CASE("access token: a start in the future is allowed as far as clocks may differ") {
  CHECK(refusal(with_claim("iat", 1800000030)) == "");
  CHECK(refusal(with_claim("iat", 1800000031)) == "token_invalid");
  CHECK(refusal(with_claim("nbf", 1800000030)) == "");
  CHECK(refusal(with_claim("nbf", 1800000031)) == "token_invalid");
  CHECK(refusal(with_claim("nbf", "soon")) == "token_invalid");
}

TEST_CASE("access tokens: bad keys are refused") {
  using Keys = std::vector<AccessTokens::Key>;
  for (const Keys& keys : {Keys{}, Keys{{"k", "short"}}, Keys{{"", secret}}, Keys{{"k", secret}, {"k", old_secret}}}) {
    try {
      const AccessTokens made(keys, "issuer", "audience");
      FAIL("was accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_argument);
    }
  }
}
