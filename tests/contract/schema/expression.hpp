#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

// SQL as words, and conditions in one form: engines give a condition back in words of their own.
namespace haven::test {

/// Words, quoted texts, numbers and operators of `sql`, in lower case outside of quotes and without the backticks.
[[nodiscard]] std::vector<std::string> sql_tokens(std::string_view sql);

/// The condition or value with brackets around every operation and none elsewhere, and one name for each function.
/// Throws std::runtime_error for what the schema's conditions do not use.
[[nodiscard]] std::string canonical_expression(std::span<const std::string> tokens);
[[nodiscard]] std::string canonical_expression(std::string_view sql);

}  // namespace haven::test
