#pragma once

#include "rest/exchange.hpp"

namespace haven::rest {

/// Takes a request through every link, in order.
[[nodiscard]] Response run_chain(Exchange& exchange);

}  // namespace haven::rest
