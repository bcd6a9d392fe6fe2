#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace haven::rest {

/// Threads for requests that block, behind a queue of fixed length: more work than they can do is refused at once
/// instead of waited for. Thread-safe; construction and join() from one thread.
class WorkerPool {
 public:
  using Job = std::function<void()>;

  /// Throws Error(unavailable) when the threads cannot be started.
  WorkerPool(int threads, std::size_t queue_length);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when the queue is full or the pool closed; the job is then dropped. Jobs must not throw.
  [[nodiscard]] bool try_submit(Job job);
  /// Takes no more jobs, and hands back those that no thread has begun.
  [[nodiscard]] std::deque<Job> close();
  /// Closes, and returns when the running jobs have ended.
  void join();

 private:
  void work();
  bool take(Job& job);
  void finish(Job& job);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  std::size_t queue_length_;
  std::size_t free_threads_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace haven::rest
