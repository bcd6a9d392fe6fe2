#include "storage/turnstile.hpp"

#include <algorithm>
#include <utility>

namespace haven {

Deadline deadline_after(Duration timeout) {
  return std::chrono::steady_clock::now() + std::chrono::microseconds(timeout.microseconds);
}

void Turnstile::Waiter::call() {
  {
    const std::lock_guard lock(mutex_);
    called_ = true;
  }
  changed_.notify_one();
}

bool Turnstile::Waiter::wait_until(Deadline deadline) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [this] { return called_; });
}

void Turnstile::Waiter::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return called_; });
}

std::shared_ptr<Turnstile::Waiter> Turnstile::queue_up() {
  const std::lock_guard lock(mutex_);
  if (free_ > 0) {
    --free_;
    return nullptr;
  }
  waiting_.push_back(std::make_shared<Waiter>());
  return waiting_.back();
}

bool Turnstile::give_up(const std::shared_ptr<Waiter>& waiter) {
  const std::lock_guard lock(mutex_);
  const auto place = std::find(waiting_.begin(), waiting_.end(), waiter);
  if (place == waiting_.end()) return false;
  waiting_.erase(place);
  return true;
}

bool Turnstile::enter(Deadline deadline) {
  const auto self = queue_up();
  if (!self || self->wait_until(deadline)) return true;
  if (give_up(self)) return false;
  self->wait();  // it has the place, and is about to hear so
  return true;
}

std::shared_ptr<Turnstile::Waiter> Turnstile::next() {
  if (waiting_.empty()) return nullptr;
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  return first;
}

void Turnstile::leave() {
  std::shared_ptr<Waiter> first;
  {
    const std::lock_guard lock(mutex_);
    first = next();
    if (!first) ++free_;
  }
  if (first) first->call();
}

bool Turnstile::pass_on() {
  std::shared_ptr<Waiter> first;
  {
    const std::lock_guard lock(mutex_);
    first = next();
  }
  if (first) first->call();
  return first != nullptr;
}

int Turnstile::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(waiting_.size());
}

}  // namespace haven
