#pragma once

#include "rest/route.hpp"

namespace haven::rest {

[[nodiscard]] Response list_questions(Host& host, const Call& call);
[[nodiscard]] Response list_categories(Host& host, const Call& call);

}  // namespace haven::rest
