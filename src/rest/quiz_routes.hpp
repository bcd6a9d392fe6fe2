#pragma once

#include "rest/route.hpp"

namespace haven::rest {

[[nodiscard]] Response start_quiz(Host& host, const Call& call);
[[nodiscard]] Response open_session(Host& host, const Call& call);
[[nodiscard]] Response get_session(Host& host, const Call& call);
[[nodiscard]] Response current_question(Host& host, const Call& call);
[[nodiscard]] Response submit_answer(Host& host, const Call& call);
[[nodiscard]] Response get_result(Host& host, const Call& call);
[[nodiscard]] Response get_review(Host& host, const Call& call);

}  // namespace haven::rest
