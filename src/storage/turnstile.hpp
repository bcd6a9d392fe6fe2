#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "haven/core/clock.hpp"

namespace haven {

using Deadline = std::chrono::steady_clock::time_point;
[[nodiscard]] Deadline deadline_after(Duration timeout);

/// Lets so many threads in at a time, first come first served. Thread-safe.
class Turnstile {
 public:
  explicit Turnstile(int places) : free_(places) {}

  /// Waits for a place; false when there was none before the deadline.
  [[nodiscard]] bool enter(Deadline deadline);
  /// Gives the place to who waits longest, or frees it.
  void leave();
  /// Gives the place to who waits longest; when nobody waits the caller keeps it and hears false.
  [[nodiscard]] bool pass_on();
  [[nodiscard]] int waiting() const;

 private:
  struct Waiter {
    std::condition_variable called;
    bool admitted = false;
  };

  bool admit_first();

  mutable std::mutex mutex_;
  std::deque<Waiter*> waiting_;
  int free_;
};

}  // namespace haven
