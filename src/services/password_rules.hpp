#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace haven {

/// Whom a password is for: it must not be made of these.
struct PasswordContext {
  std::string_view email_norm;
  std::string_view display_name;
};

/// Throws Error(invalid_argument, reason "password") for a password of less than `minimum` characters or more than 1024
/// bytes, text that is not UTF-8, one of the listed common passwords in any case, and one that is little more than the
/// address, the name, or this platform's name. There are no rules about kinds of characters (NIST SP 800-63B).
void check_password(std::string_view password, std::size_t minimum, const PasswordContext& context);

/// True for a password of the built-in list of the most common ones; compared in lower case.
[[nodiscard]] bool is_common_password(std::string_view lower_case);
[[nodiscard]] std::size_t common_password_count() noexcept;

}  // namespace haven
