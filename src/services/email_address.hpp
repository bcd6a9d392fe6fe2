#pragma once

#include <string>
#include <string_view>

namespace haven {

/// An address in the form under which it is unique: ASCII lower-case. Throws Error(invalid_argument, reason "email")
/// unless it looks as HTML's e-mail field wants it (WHATWG), with at most 64 bytes before the @ and 254 in all.
[[nodiscard]] std::string normalise_email(std::string_view address);

}  // namespace haven
