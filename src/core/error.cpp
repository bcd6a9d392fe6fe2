#include "haven/core/error.hpp"

#include <utility>

namespace haven {

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::unauthenticated:
      return "unauthenticated";
    case ErrorCode::forbidden:
      return "forbidden";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::corrupt_data:
      return "corrupt_data";
  }
  return "unknown";
}

Error::Error(ErrorCode code, const std::string& message) : Error(code, message, {}) {}

Error::Error(ErrorCode code, const std::string& message, std::string reason)
    : std::runtime_error(message), code_(code), reason_(std::move(reason)) {}

}  // namespace haven
