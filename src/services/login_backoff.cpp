#include "services/login_backoff.hpp"

#include <algorithm>
#include <optional>

namespace haven {
namespace {

constexpr int free_failures = 5;
constexpr Duration window = Duration::minutes(15);
constexpr Duration longest_wait = Duration::minutes(15);
constexpr Duration memory = Duration::hours(12);

/// 1, 2, 4, 8, then 15 minutes.
Duration wait_after(int failures) noexcept {
  const int doublings = std::min(failures - free_failures, 4);
  return std::min(Duration::minutes(std::int64_t{1} << doublings), longest_wait);
}

bool is_forgotten(const LoginFailures& failures, Timestamp now) noexcept {
  if (failures.locked_until) return now - *failures.locked_until > memory;
  return !failures.failed_at || now - *failures.failed_at > window;
}

}  // namespace

bool is_slowed_down(const LoginFailures& failures, Timestamp now) noexcept {
  return failures.locked_until && now < *failures.locked_until;
}

LoginFailures after_failure(const LoginFailures& failures, Timestamp now) noexcept {
  const int count = is_forgotten(failures, now) ? 1 : failures.count + 1;
  if (count < free_failures) return {count, now, std::nullopt};
  return {count, now, now + wait_after(count)};
}

}  // namespace haven
