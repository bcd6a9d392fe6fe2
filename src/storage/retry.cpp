#include <chrono>
#include <thread>

#include "haven/storage/database.hpp"

namespace haven {

bool Database::should_retry(int attempt, const Error& error) {
  constexpr int retries_at_most = 4;
  constexpr std::chrono::milliseconds first_pause{50};
  if (error.code() != ErrorCode::unavailable || error.reason() != "deadlock") return false;
  if (attempt >= retries_at_most) return false;
  std::this_thread::sleep_for(first_pause * (1 << attempt));
  return true;
}

}  // namespace haven
