#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace haven::rest {

/// How many bytes all request bodies together may hold. Thread-safe.
class MemoryBudget {
 public:
  /// What one request has taken of the budget; given back when destroyed. One thread at a time.
  class Share {
   public:
    explicit Share(MemoryBudget& budget) : budget_(&budget) {}
    ~Share() { release(); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    /// False when the budget does not hold so much; the share then stays as it was.
    [[nodiscard]] bool grow_to(std::size_t bytes);
    void release() { budget_->used_ -= std::exchange(bytes_, 0); }

   private:
    MemoryBudget* budget_;
    std::size_t bytes_ = 0;
  };

  explicit MemoryBudget(std::size_t bytes) : bytes_(bytes) {}

 private:
  std::size_t bytes_;
  std::atomic<std::size_t> used_{0};
};

}  // namespace haven::rest
