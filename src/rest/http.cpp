#include "rest/http.hpp"

#include <algorithm>

namespace haven::rest {

std::optional<std::string_view> RequestHead::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& h) { return h.first == name; });
  if (found == headers.end()) return std::nullopt;
  return found->second;
}

}  // namespace haven::rest
