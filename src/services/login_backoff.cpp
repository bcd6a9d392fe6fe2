#include "services/login_backoff.hpp"

#include <algorithm>

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
  if (failures.count == 0 || !failures.locked_until) return true;
  return now - *failures.locked_until > (failures.count < free_failures ? window : memory);
}

}  // namespace

bool is_slowed_down(const LoginFailures& failures, Timestamp now) noexcept {
  return failures.count >= free_failures && failures.locked_until && now < *failures.locked_until;
}

LoginFailures after_failure(const LoginFailures& failures, Timestamp now) noexcept {
  const int count = is_forgotten(failures, now) ? 1 : failures.count + 1;
  return {count, count < free_failures ? now : now + wait_after(count)};
}

}  // namespace haven
