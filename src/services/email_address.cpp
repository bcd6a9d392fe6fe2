#include "services/email_address.hpp"

#include <algorithm>

#include "haven/core/error.hpp"

namespace haven {
namespace {

constexpr std::size_t longest_address = 254, longest_local_part = 64, longest_label = 63;
constexpr std::string_view local_signs = ".!#$%&'*+/=?^_`{|}~-";

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_local_part(std::string_view text) {
  const auto allowed = [](char c) { return is_letter_or_digit(c) || local_signs.find(c) != std::string_view::npos; };
  return !text.empty() && text.size() <= longest_local_part && std::all_of(text.begin(), text.end(), allowed);
}

bool is_label(std::string_view text) {
  const auto allowed = [](char c) { return is_letter_or_digit(c) || c == '-'; };
  return !text.empty() && text.size() <= longest_label && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), allowed);
}

bool is_domain(std::string_view text) {
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!is_label(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_label(text);
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string normalise_email(std::string_view address) {
  const std::size_t at = address.find('@');
  const bool valid = address.size() <= longest_address && at != std::string_view::npos &&
                     is_local_part(address.substr(0, at)) && is_domain(address.substr(at + 1));
  if (!valid) throw Error(ErrorCode::invalid_argument, "email: must be a valid e-mail address", "email");
  std::string lower(address);
  std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
  return lower;
}

}  // namespace haven
