#pragma once

#include "rest/route.hpp"

namespace haven::rest {

[[nodiscard]] Response liveness(Host& host, const Call& call);
[[nodiscard]] Response readiness(Host& host, const Call& call);
[[nodiscard]] Response openapi_document(Host& host, const Call& call);

}  // namespace haven::rest
