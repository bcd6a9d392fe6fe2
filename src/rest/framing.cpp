#include "rest/framing.hpp"

#include <algorithm>

namespace haven::rest {
namespace {

constexpr int bad_request = 400;
constexpr int expectation_failed = 417;
constexpr int not_implemented = 501;

auto count_fields(const RequestHead& head, std::string_view name) {
  return std::count_if(head.headers.begin(), head.headers.end(), [name](const auto& h) { return h.first == name; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_host_character(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') ||
         std::string_view("-._~%!$&'()*+;=:[]").find(c) != std::string_view::npos;
}

bool has_bad_host(const RequestHead& head, HttpVersion version) {
  const auto hosts = count_fields(head, "host");
  if (hosts == 0) return version == HttpVersion::http_1_1;
  const std::string_view host = *head.header("host");
  return hosts > 1 || !std::all_of(host.begin(), host.end(), is_host_character);
}

bool has_bad_length(const RequestHead& head) {
  const auto lengths = count_fields(head, "content-length");
  if (lengths == 0) return false;
  const std::string_view length = *head.header("content-length");
  return lengths > 1 || length.empty() || !std::all_of(length.begin(), length.end(), is_digit);
}

std::optional<int> transfer_encoding_refusal(const RequestHead& head, HttpVersion version) {
  const auto codings = count_fields(head, "transfer-encoding");
  if (codings == 0) return std::nullopt;
  if (codings > 1 || version == HttpVersion::http_1_0 || head.header("content-length")) return bad_request;
  if (!equals_ignoring_case(*head.header("transfer-encoding"), "chunked")) return not_implemented;
  return std::nullopt;
}

}  // namespace

std::optional<int> framing_refusal(const RequestHead& head, HttpVersion version) {
  if (has_bad_host(head, version) || has_bad_length(head)) return bad_request;
  if (const auto refusal = transfer_encoding_refusal(head, version)) return refusal;
  if (head.header("expect") && version == HttpVersion::http_1_1 && !expects_continue(head, version)) {
    return expectation_failed;
  }
  return std::nullopt;
}

bool expects_continue(const RequestHead& head, HttpVersion version) {
  const auto expectation = head.header("expect");
  return expectation && version == HttpVersion::http_1_1 && equals_ignoring_case(*expectation, "100-continue");
}

bool names_other_version(std::string_view request_line) {
  constexpr std::string_view supported = " HTTP/1.1";
  if (request_line.size() < supported.size()) return false;
  const std::string_view version = request_line.substr(request_line.size() - supported.size());
  const bool well_formed =
      version.substr(0, 6) == " HTTP/" && is_digit(version[6]) && version[7] == '.' && is_digit(version[8]);
  return well_formed && version != " HTTP/1.0" && version != supported;
}

bool is_clean_chunk_extension(std::string_view extension) {
  return std::all_of(extension.begin(), extension.end(),
                     [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 127); });
}

}  // namespace haven::rest
