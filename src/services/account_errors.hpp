#pragma once

#include <string>
#include <utility>

#include "haven/core/error.hpp"

/// The answers of the account service to those who may not pass.
namespace haven {

inline Error unauthenticated(const std::string& message, std::string reason) {
  return {ErrorCode::unauthenticated, message, std::move(reason)};
}
inline Error bad_credentials() { return unauthenticated("e-mail or password is wrong", "bad_credentials"); }
inline Error token_invalid() { return unauthenticated("the token is not valid", "token_invalid"); }
inline Error session_revoked() { return unauthenticated("the session has ended", "session_revoked"); }
inline Error account_disabled() { return {ErrorCode::forbidden, "the account is disabled", "account_disabled"}; }

}  // namespace haven
