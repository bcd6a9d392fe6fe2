#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rest/router.hpp"

namespace haven::rest {

/// The OpenAPI 3.1 document of every route of the router, made from the route, schema and error tables.
[[nodiscard]] std::string openapi_json(const Router& router);

/// Every error code that a route can answer with, beside those with which the transport refuses a request before it
/// has a route.
[[nodiscard]] std::vector<std::string_view> error_codes(const Route& route);
/// Those of the transport.
[[nodiscard]] std::vector<std::string_view> transport_error_codes();

}  // namespace haven::rest
