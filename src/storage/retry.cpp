#include <chrono>
#include <thread>

#include "haven/core/error.hpp"
#include "haven/storage/database.hpp"

namespace haven::detail {

bool should_retry(int attempt, const std::exception& error) {
  constexpr int attempts_at_most = 5;
  constexpr std::chrono::milliseconds first_pause{50};
  const auto* known = dynamic_cast<const Error*>(&error);
  if (known == nullptr || known->code() != ErrorCode::unavailable || known->reason() != "deadlock") return false;
  if (attempt + 1 >= attempts_at_most) return false;
  std::this_thread::sleep_for(first_pause * (1 << attempt));
  return true;
}

}  // namespace haven::detail
