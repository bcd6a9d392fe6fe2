#pragma once

#include "rest/route.hpp"

namespace haven::rest {

[[nodiscard]] Response page_index(Host& host, const Call& call);
[[nodiscard]] Response page_file(Host& host, const Call& call);

}  // namespace haven::rest
