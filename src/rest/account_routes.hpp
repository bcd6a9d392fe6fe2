#pragma once

#include "rest/route.hpp"

namespace haven::rest {

[[nodiscard]] Response register_user(Host& host, const Call& call);
[[nodiscard]] Response login(Host& host, const Call& call);
[[nodiscard]] Response refresh(Host& host, const Call& call);
[[nodiscard]] Response logout(Host& host, const Call& call);
[[nodiscard]] Response me(Host& host, const Call& call);

}  // namespace haven::rest
