#include "storage/turnstile.hpp"

#include <algorithm>

namespace haven {

Deadline deadline_after(Duration timeout) {
  return std::chrono::steady_clock::now() + std::chrono::microseconds(timeout.microseconds);
}

bool Turnstile::enter(Deadline deadline) {
  std::unique_lock lock(mutex_);
  if (free_ > 0) {
    --free_;
    return true;
  }
  Waiter self;
  waiting_.push_back(&self);
  if (self.called.wait_until(lock, deadline, [&] { return self.admitted; })) return true;
  waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &self));
  return false;
}

void Turnstile::leave() {
  const std::lock_guard lock(mutex_);
  if (!admit_first()) ++free_;
}

bool Turnstile::pass_on() {
  const std::lock_guard lock(mutex_);
  return admit_first();
}

int Turnstile::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(waiting_.size());
}

bool Turnstile::admit_first() {
  if (waiting_.empty()) return false;
  Waiter& first = *waiting_.front();
  waiting_.pop_front();
  first.admitted = true;
  first.called.notify_one();  // under the lock: the waiter, and with it the condition, is gone once it sees `admitted`
  return true;
}

}  // namespace haven
