#pragma once

#include "haven/core/clock.hpp"

#include "stores/user_store.hpp"

namespace haven {

/// Slows guessing down without shutting anyone out: after five failures, each within 15 minutes of the one before, a
/// login waits 1 minute, and after each further failure 2, 4, 8, then 15. Attempts made while waiting do not count.
/// Everything is forgotten after a success, or 12 hours after the last wait ended.

/// True while an account waits: then even the right password is refused, with the same answer as a wrong one.
[[nodiscard]] bool is_slowed_down(const LoginFailures& failures, Timestamp now) noexcept;

/// The count after one more failure.
[[nodiscard]] LoginFailures after_failure(const LoginFailures& failures, Timestamp now) noexcept;

}  // namespace haven
