#pragma once

#include <string>

#include "haven/core/error.hpp"

namespace haven::codec {

/// Text that breaks the grammar of its format, and the 1-based line where it does.
class SyntaxError : public Error {
 public:
  SyntaxError(ErrorCode code, int line, const std::string& what)
      : Error(code, "line " + std::to_string(line) + ": " + what), line_(line), what_(what) {}

  [[nodiscard]] int line() const noexcept { return line_; }
  /// The message without the line.
  [[nodiscard]] const std::string& problem() const noexcept { return what_; }

 private:
  int line_;
  std::string what_;
};

}  // namespace haven::codec
