#include "rest/response_head.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace haven::rest {
namespace {

struct Reason {
  int status;
  std::string_view phrase;
};

constexpr std::array reasons{
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{402, "Payment Required"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{422, "Unprocessable Content"},
    Reason{423, "Locked"},
    Reason{425, "Too Early"},
    Reason{426, "Upgrade Required"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{451, "Unavailable For Legal Reasons"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
};

std::string_view reason_phrase(int status) {
  const auto* const found =
      std::find_if(reasons.begin(), reasons.end(), [status](const Reason& r) { return r.status == status; });
  return found == reasons.end() ? std::string_view{} : found->phrase;  // an empty phrase is allowed
}

bool is_token_character(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_sendable(const std::pair<std::string, std::string>& header) {
  constexpr std::string_view line_breakers("\r\n\0", 3);
  return !header.first.empty() && std::all_of(header.first.begin(), header.first.end(), is_token_character) &&
         header.second.find_first_of(line_breakers) == std::string::npos;
}

bool is_sendable(const Response& response) {
  return response.status >= 200 && response.status <= 599 &&
         std::all_of(response.headers.begin(), response.headers.end(), [](const auto& h) { return is_sendable(h); });
}

/// The headers that decide where a message ends are written by the transport alone.
bool belongs_to_transport(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name == "content-length" || name == "transfer-encoding" || name == "connection" || name == "date";
}

bool never_has_body(int status) { return status == 204 || status == 304; }

void add(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void add_connection(std::string& out, const Delivery& delivery) {
  if (!delivery.keep_alive) {
    add(out, "Connection", "close");
  } else if (delivery.version == HttpVersion::http_1_0) {
    add(out, "Connection", "keep-alive");
  }
}

}  // namespace

std::optional<std::string> response_head(const Response& response, const Delivery& delivery, std::string_view date) {
  if (!is_sendable(response)) return std::nullopt;
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  out.append(reason_phrase(response.status)).append("\r\n");
  add(out, "Date", date);
  for (const auto& [name, value] : response.headers) {
    if (!belongs_to_transport(name)) add(out, name, value);
  }
  if (!never_has_body(response.status)) add(out, "Content-Length", std::to_string(response.body.size()));
  add_connection(out, delivery);
  return out.append("\r\n");
}

bool carries_body(int status, const Delivery& delivery) { return !delivery.is_head && !never_has_body(status); }

std::string_view HttpDate::at(std::chrono::system_clock::time_point now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second == second_ && !text_.empty()) return text_;
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto midnight = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss time{second - midnight};
  std::array<char, 64> room{};
  std::snprintf(room.data(), room.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                days[std::chrono::weekday{midnight}.c_encoding()], static_cast<unsigned>(date.day()),
                months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  second_ = second;
  text_ = room.data();
  return text_;
}

}  // namespace haven::rest
