#include "storage/mariadb/retry.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace haven::mariadb {
namespace {

using std::chrono::milliseconds;

struct Rule {
  std::string_view reason;
  int retries_at_most;
  milliseconds first_pause;  ///< doubled each time
};

// Who lost against another finds the way free soon; a server that went away needs a while to come back.
constexpr Rule rules[] = {
    {"deadlock", 8, milliseconds(4)},         {"lock_timeout", 1, milliseconds(4)},
    {"connection_lost", 4, milliseconds(50)}, {"cannot_connect", 4, milliseconds(50)},
    {"not_primary", 4, milliseconds(50)},
};

/// The last digits of the clock are chance enough here.
std::chrono::microseconds by_chance(std::chrono::microseconds most) {
  const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
  return std::chrono::microseconds(ticks % (most.count() + 1));
}

}  // namespace

std::optional<std::chrono::microseconds> pause_before_retry(int attempt, const Error& error) {
  if (error.code() != ErrorCode::unavailable) return std::nullopt;
  const auto* const rule =
      std::find_if(std::begin(rules), std::end(rules), [&](const Rule& r) { return r.reason == error.reason(); });
  if (rule == std::end(rules) || attempt >= rule->retries_at_most) return std::nullopt;
  const std::chrono::microseconds pause = rule->first_pause * (1 << attempt);
  return pause / 2 + by_chance(pause / 2);
}

}  // namespace haven::mariadb
