#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
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
  /// Who waits sleeps on a lock of its own, so that it can go on at once when it is called.
  class Waiter {
   public:
    void call();
    /// False when it was not called before the deadline.
    [[nodiscard]] bool wait_until(Deadline deadline);
    void wait();

   private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool called_ = false;
  };

  /// Null, and counted as inside, when there is a place.
  [[nodiscard]] std::shared_ptr<Waiter> queue_up();
  /// True when it had not been taken out of the queue.
  [[nodiscard]] bool give_up(const std::shared_ptr<Waiter>& waiter);
  /// Takes out who waits longest; null when nobody does.
  [[nodiscard]] std::shared_ptr<Waiter> next();

  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<Waiter>> waiting_;
  int free_;
};

}  // namespace haven
