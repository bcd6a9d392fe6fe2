#pragma once

#include <chrono>
#include <optional>

#include "haven/core/error.hpp"

namespace haven::mariadb {

/// How long to wait before a transaction is run again after its `attempt`-th failure, counted from 0; nullopt when it
/// is not to be. Half of the pause is by chance, so that those who collided do not meet again.
[[nodiscard]] std::optional<std::chrono::microseconds> pause_before_retry(int attempt, const Error& error);

}  // namespace haven::mariadb
