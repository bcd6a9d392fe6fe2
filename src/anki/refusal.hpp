#pragma once

#include <string>

#include "haven/core/error.hpp"

namespace haven::anki {

/// The package breaks the rules of its format.
[[noreturn]] inline void refuse(const std::string& what) {
  throw Error(ErrorCode::corrupt_data, "anki package: " + what);
}

/// The package passes a limit.
[[noreturn]] inline void refuse_size(const std::string& what) {
  throw Error(ErrorCode::corrupt_data, "anki package: " + what, "too_large");
}

/// The value that was given to be written breaks the rules of the format.
[[noreturn]] inline void refuse_value(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "anki package: " + what);
}

/// The disk, or another part of the system, did not do its part.
[[noreturn]] inline void fail(const std::string& what) { throw Error(ErrorCode::unavailable, "anki package: " + what); }

}  // namespace haven::anki
