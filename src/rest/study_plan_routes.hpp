#pragma once

#include "rest/route.hpp"

namespace haven::rest {

[[nodiscard]] Response fit_memory(Host& host, const Call& call);
[[nodiscard]] Response plan_exam(Host& host, const Call& call);
[[nodiscard]] Response reschedule_cards(Host& host, const Call& call);
[[nodiscard]] Response get_hard_use(Host& host, const Call& call);
[[nodiscard]] Response get_retention_advice(Host& host, const Call& call);
[[nodiscard]] Response get_step_advice(Host& host, const Call& call);

}  // namespace haven::rest
