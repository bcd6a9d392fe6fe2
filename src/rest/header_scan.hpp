#pragma once

#include <cstddef>
#include <string_view>

namespace haven::rest {

/// Watches the bytes of one request header as they arrive and says where it ends.
///
/// It refuses, at the first byte that shows it, what lenient parsers read in different ways and smugglers live on: a
/// line that ends in LF alone, a stray CR, NUL, and a header line that begins with a blank (obs-fold). The grammar
/// within the lines is the parser's. Each byte is looked at once, however it trickles in. One thread at a time.
class HeaderScan {
 public:
  enum class Verdict { incomplete, complete, malformed, too_large };

  HeaderScan(std::size_t max_bytes, std::size_t max_fields) : max_bytes_(max_bytes), max_fields_(max_fields) {}

  /// `received` is everything since the first byte of the header; it only ever grows.
  [[nodiscard]] Verdict scan(std::string_view received);
  /// Where the request line begins: one empty line before it is ignored (RFC 9112 section 2.2).
  [[nodiscard]] std::size_t begin() const { return begin_; }
  /// Where the header ends with its closing empty line, once complete.
  [[nodiscard]] std::size_t end() const { return line_start_; }

 private:
  Verdict end_line(std::string_view received, std::size_t line_feed);
  Verdict look(std::string_view received, std::size_t position);

  std::size_t max_bytes_;
  std::size_t max_fields_;
  std::size_t next_ = 0;
  std::size_t begin_ = 0;
  std::size_t line_start_ = 0;
  std::size_t lines_ = 0;
};

}  // namespace haven::rest
