#include "services/password_rules.hpp"

#include <algorithm>
#include <vector>

#include "haven/codec/utf8.hpp"
#include "haven/core/error.hpp"

#include "crypto/password_hasher.hpp"

namespace haven {
namespace {

/// A context word counts when it is this long, and a password needs this much beside them.
constexpr std::size_t shortest_word = 4;
constexpr std::size_t least_remainder = 4;

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorCode::invalid_argument, "password: " + why, "password");
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::size_t characters(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

/// The address and the words between separators, the longest first.
std::vector<std::string> context_words(const PasswordContext& context) {
  const std::string text = "haven " + lower(context.email_norm) + " " + lower(context.display_name);
  std::vector<std::string> words;
  if (context.email_norm.size() >= shortest_word) words.emplace_back(context.email_norm);
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" @.-_+", start), text.size());
    if (end - start >= shortest_word) words.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return words;
}

bool is_made_of_context(std::string password, const PasswordContext& context) {
  for (const std::string& word : context_words(context)) {
    for (std::size_t at = password.find(word); at != std::string::npos; at = password.find(word)) {
      password.erase(at, word.size());
    }
  }
  return characters(password) < least_remainder;
}

}  // namespace

void check_password(std::string_view password, std::size_t minimum, const PasswordContext& context) {
  if (!codec::is_utf8(password)) refuse("must be UTF-8 text");
  if (characters(password) < minimum) refuse("must have at least " + std::to_string(minimum) + " characters");
  if (password.size() > crypto::maximum_password_bytes) refuse("must have at most 1024 bytes");
  const std::string lower_case = lower(password);
  if (is_common_password(lower_case)) refuse("is one of the most common passwords");
  if (is_made_of_context(lower_case, context)) refuse("must not be made of the address or the name");
}

}  // namespace haven
