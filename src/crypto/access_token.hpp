#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"

namespace haven::crypto {

/// What an access token says about who presents it.
struct AccessClaims {
  std::string subject;  ///< user id
  std::string session;  ///< session id
  std::string role;
  Timestamp issued_at;   ///< whole seconds
  Timestamp expires_at;  ///< whole seconds

  bool operator==(const AccessClaims&) const = default;
};

/// Signs and checks access tokens: JWT (RFC 7519, RFC 9068 type "at+jwt") with HMAC-SHA256 and nothing else.
/// Immutable; share freely between threads.
class AccessTokens {
 public:
  struct Key {
    std::string id;
    std::string secret;
  };

  /// The first key signs, every key verifies. Throws Error(invalid_argument) without keys, for a secret of less than 32
  /// bytes, and for empty, long or repeated key ids.
  AccessTokens(std::vector<Key> keys, std::string issuer, std::string audience);

  [[nodiscard]] std::string sign(const AccessClaims& claims) const;

  /// Throws Error(unauthenticated) with the reason "token_expired" for a token that was good until `now`, and
  /// "token_invalid" for everything else: more than 4 KiB, not three strict base64url parts, another algorithm or type,
  /// an unknown key, a signature that does not match, repeated or missing claims, another issuer or audience, issued or
  /// valid only more than 30 s in the future.
  [[nodiscard]] AccessClaims verify(std::string_view token, Timestamp now) const;

 private:
  [[nodiscard]] const Key& key_of(std::string_view header) const;

  std::vector<Key> keys_;
  std::string issuer_;
  std::string audience_;
};

}  // namespace haven::crypto
