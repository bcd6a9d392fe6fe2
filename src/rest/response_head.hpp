#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "rest/framing.hpp"
#include "rest/http.hpp"

namespace haven::rest {

/// How one answer travels: what the transport knows of the request it belongs to.
struct Delivery {
  HttpVersion version = HttpVersion::http_1_1;
  bool is_head = false;
  bool keep_alive = true;
};

/// The status line and headers of `response`, with the empty line after them; or nullopt when they must not be sent:
/// a status outside 200..599, a name that is no token, a value with CR, LF or NUL (which would let whoever supplied the
/// value write an answer of their own).
[[nodiscard]] std::optional<std::string> response_head(const Response& response, const Delivery& delivery,
                                                       std::string_view date);

/// False for an answer to HEAD and for a status that never has a body.
[[nodiscard]] bool carries_body(int status, const Delivery& delivery);

/// The Date header's value, written anew once a second. One thread at a time.
class HttpDate {
 public:
  [[nodiscard]] std::string_view at(std::chrono::system_clock::time_point now);

 private:
  std::chrono::sys_seconds second_{};
  std::string text_;
};

}  // namespace haven::rest
