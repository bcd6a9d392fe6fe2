#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace haven {

/// What the caller of a failed operation should do next. One table turns codes into HTTP statuses and one into
/// Python exceptions.
enum class ErrorCode {
  invalid_argument,  ///< mend the call: a value is wrong in itself
  unauthenticated,   ///< log in, or log in again
  forbidden,         ///< do not ask again with these rights
  not_found,         ///< nothing there, or not yours
  conflict,          ///< read again: the state is not what the call supposed
  unavailable,       ///< try again later
  corrupt_data,      ///< stop and look: stored or received data break their own rules
};

/// The enumerator's own name, e.g. "invalid_argument".
[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;

/// A broken promise. The message says where, what, and what was found: "item q7: discrimination must be in (0, 4], got
/// -1".
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message);
  /// `reason` is a stable machine-readable word for the one case, e.g. "refresh_token_reused"; empty where the code
  /// says enough.
  Error(ErrorCode code, const std::string& message, std::string reason);

  [[nodiscard]] ErrorCode code() const noexcept { return code_; }
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

 private:
  ErrorCode code_;
  std::string reason_;
};

}  // namespace haven
