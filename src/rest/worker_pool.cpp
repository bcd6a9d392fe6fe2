#include "rest/worker_pool.hpp"

#include <system_error>
#include <utility>

#include "haven/core/error.hpp"

namespace haven::rest {

WorkerPool::WorkerPool(int threads, std::size_t queue_length)
    : queue_length_(queue_length), free_threads_(static_cast<std::size_t>(threads)) {
  try {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  } catch (const std::system_error& error) {
    join();
    throw Error(ErrorCode::unavailable, std::string("transport: cannot start a worker thread: ") + error.what());
  }
}

WorkerPool::~WorkerPool() { join(); }

bool WorkerPool::try_submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    // A free thread takes one job from the queue at once, so it counts as one more place.
    if (closed_ || waiting_.size() >= queue_length_ + free_threads_) return false;
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

std::deque<WorkerPool::Job> WorkerPool::close() {
  std::deque<Job> waiting;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiting.swap(waiting_);
  }
  changed_.notify_all();
  return waiting;
}

void WorkerPool::join() {
  static_cast<void>(close());
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void WorkerPool::work() {
  for (Job job; take(job); finish(job)) job();
}

bool WorkerPool::take(Job& job) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
  if (closed_) return false;
  job = std::move(waiting_.front());
  waiting_.pop_front();
  --free_threads_;
  return true;
}

void WorkerPool::finish(Job& job) {
  job = nullptr;  // what it owned is given back before the thread counts as free
  const std::lock_guard lock(mutex_);
  ++free_threads_;
}

}  // namespace haven::rest
