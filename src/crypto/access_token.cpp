#include "crypto/access_token.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "haven/core/error.hpp"

#include "codec/strict_json.hpp"
#include "crypto/bytes.hpp"

#include <nlohmann/json.hpp>

namespace haven::crypto {
namespace {

using nlohmann::json;

constexpr std::size_t largest_token = 4096;
constexpr std::size_t shortest_secret = 32;
constexpr std::size_t longest_key_id = 64;
constexpr Duration leeway = Duration::seconds(30);
constexpr const char* algorithm = "HS256";
constexpr const char* token_type = "at+jwt";

[[noreturn]] void refuse() { throw Error(ErrorCode::unauthenticated, "access token is not valid", "token_invalid"); }

std::int64_t in_seconds(Timestamp time) { return time.microseconds / 1'000'000; }

struct Parts {
  std::string_view header, payload, signature, signed_text;
};

Parts split(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (token.size() > largest_token || first == last || token.find('.', first + 1) != last) refuse();
  return {token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1),
          token.substr(0, last)};
}

json decode_object(std::string_view part) {
  const auto text = from_base64url(part);
  if (!text) refuse();
  try {
    json object = codec::parse_strict(*text, ErrorCode::unauthenticated, 4);
    if (!object.is_object()) refuse();
    return object;
  } catch (const Error&) {
    refuse();
  }
}

std::string text_claim(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) refuse();
  return found->get<std::string>();
}

/// A NumericDate. The bound keeps the microseconds within 64 bits.
Timestamp time_claim(const json& object, const char* name) {
  constexpr std::int64_t latest = 100'000'000'000;  // the year 5138
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) refuse();
  const auto seconds = found->get<std::uint64_t>();
  if (seconds > static_cast<std::uint64_t>(latest)) refuse();
  return {static_cast<std::int64_t>(seconds) * 1'000'000};
}

void check_signature(const Parts& parts, const std::string& secret) {
  const auto signature = from_base64url(parts.signature);
  const Digest expected = hmac_sha256(secret, parts.signed_text);
  if (!signature) refuse();
  const std::span given(reinterpret_cast<const std::uint8_t*>(signature->data()), signature->size());
  if (!equal(given, expected)) refuse();
}

void check_times(const json& payload, const AccessClaims& claims, Timestamp now) {
  if (claims.issued_at > now + leeway) refuse();
  if (payload.contains("nbf") && time_claim(payload, "nbf") > now + leeway) refuse();
  if (now >= claims.expires_at) throw Error(ErrorCode::unauthenticated, "access token has expired", "token_expired");
}

void check_keys(const std::vector<AccessTokens::Key>& keys) {
  std::set<std::string> seen;
  if (keys.empty()) throw Error(ErrorCode::invalid_argument, "signing_keys: at least one key is needed");
  for (const auto& key : keys) {
    if (key.id.empty() || key.id.size() > longest_key_id || !seen.insert(key.id).second) {
      throw Error(ErrorCode::invalid_argument, "signing_keys: ids must be 1 to 64 bytes and differ");
    }
    if (key.secret.size() < shortest_secret) {
      throw Error(ErrorCode::invalid_argument, "signing_keys: the secret of " + key.id + " has less than 32 bytes");
    }
  }
}

}  // namespace

AccessTokens::AccessTokens(std::vector<Key> keys, std::string issuer, std::string audience)
    : keys_(std::move(keys)), issuer_(std::move(issuer)), audience_(std::move(audience)) {
  check_keys(keys_);
}

std::string AccessTokens::sign(const AccessClaims& claims) const {
  const json header{{"alg", algorithm}, {"kid", keys_[0].id}, {"typ", token_type}};
  const json payload{{"iss", issuer_},
                     {"aud", audience_},
                     {"sub", claims.subject},
                     {"sid", claims.session},
                     {"role", claims.role},
                     {"iat", in_seconds(claims.issued_at)},
                     {"exp", in_seconds(claims.expires_at)}};
  const std::string text = to_base64url(header.dump()) + "." + to_base64url(payload.dump());
  return text + "." + to_base64url(hmac_sha256(keys_[0].secret, text));
}

const AccessTokens::Key& AccessTokens::key_of(std::string_view header) const {
  const json object = decode_object(header);
  const bool ours = text_claim(object, "alg") == algorithm && text_claim(object, "typ") == token_type;
  if (!ours || object.contains("crit")) refuse();
  const std::string id = text_claim(object, "kid");
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.id == id; });
  if (found == keys_.end()) refuse();
  return *found;
}

AccessClaims AccessTokens::verify(std::string_view token, Timestamp now) const {
  const Parts parts = split(token);
  check_signature(parts, key_of(parts.header).secret);
  const json payload = decode_object(parts.payload);
  if (text_claim(payload, "iss") != issuer_ || text_claim(payload, "aud") != audience_) refuse();
  const AccessClaims claims{text_claim(payload, "sub"), text_claim(payload, "sid"), text_claim(payload, "role"),
                            time_claim(payload, "iat"), time_claim(payload, "exp")};
  check_times(payload, claims, now);
  return claims;
}

}  // namespace haven::crypto
