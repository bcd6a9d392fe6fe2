#include "rest/header_scan.hpp"

#include <algorithm>

namespace haven::rest {

using Verdict = HeaderScan::Verdict;

Verdict HeaderScan::scan(std::string_view received) {
  const std::size_t end = std::min(received.size(), max_bytes_);
  for (; next_ < end; ++next_) {
    const Verdict verdict = look(received, next_);
    if (verdict != Verdict::incomplete) return verdict;
  }
  return received.size() < max_bytes_ ? Verdict::incomplete : Verdict::too_large;
}

Verdict HeaderScan::look(std::string_view received, std::size_t position) {
  const char c = received[position];
  const bool after_cr = position > line_start_ && received[position - 1] == '\r';
  if (c == '\n') return after_cr ? end_line(received, position) : Verdict::malformed;
  const bool folded = lines_ > 0 && position == line_start_ && (c == ' ' || c == '\t');
  return after_cr || folded || c == '\0' ? Verdict::malformed : Verdict::incomplete;
}

Verdict HeaderScan::end_line(std::string_view received, std::size_t line_feed) {
  const std::string_view line = received.substr(line_start_, line_feed - 1 - line_start_);
  line_start_ = line_feed + 1;
  if (line.empty() && lines_ > 0) return Verdict::complete;
  if (line.empty() && begin_ > 0) return Verdict::malformed;
  if (line.empty()) {
    begin_ = line_start_;
    return Verdict::incomplete;
  }
  return lines_++ > max_fields_ ? Verdict::too_large : Verdict::incomplete;
}

}  // namespace haven::rest
