#include "haven/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "haven/core/error.hpp"

namespace haven {
namespace {

constexpr int most_threads = 1024;
constexpr std::size_t chunks_per_thread = 16;  // small enough that no thread waits long for the last one

/// The indices, handed out in rising chunks to whichever thread asks.
class Work {
 public:
  Work(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& body)
      : count_(count), chunk_(std::max<std::size_t>(1, count / (threads * chunks_per_thread))), body_(body) {}

  void run() noexcept {
    for (;;) {
      const std::size_t begin = next_.fetch_add(chunk_);
      if (begin >= count_ || begin > failed_) return;
      call(begin, std::min(count_, begin + chunk_));
    }
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void call(std::size_t begin, std::size_t end) noexcept {
    for (std::size_t i = begin; i < end && i < failed_; ++i) {
      try {
        body_(i);
      } catch (...) {
        fail(i);
      }
    }
  }

  void fail(std::size_t index) noexcept {
    const std::lock_guard lock(mutex_);
    if (index >= failed_) return;
    failed_ = index;
    error_ = std::current_exception();
  }

  const std::size_t count_;
  const std::size_t chunk_;
  const std::function<void(std::size_t)>& body_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> failed_ = std::numeric_limits<std::size_t>::max();  // the lowest index that has thrown
  std::mutex mutex_;
  std::exception_ptr error_;
};

std::size_t thread_count(int asked) {
  if (asked < 0 || asked > most_threads)
    throw Error(ErrorCode::invalid_argument, "parallel_for: threads must be in 0..1024, got " + std::to_string(asked));
  return asked > 0 ? static_cast<std::size_t>(asked) : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body) {
  const std::size_t most = std::min(thread_count(threads), count);
  Work work(count, std::max<std::size_t>(1, most), body);
  {
    std::vector<std::jthread> others;
    others.reserve(most);
    try {
      while (others.size() + 1 < most) others.emplace_back([&work] { work.run(); });
    } catch (const std::system_error&) {  // no more threads to be had: those that run do all the work
    }
    work.run();
  }
  work.rethrow();
}

}  // namespace haven
