#include "rest/memory_budget.hpp"

namespace haven::rest {

bool MemoryBudget::Share::grow_to(std::size_t bytes) {
  if (bytes <= bytes_) return true;
  const std::size_t more = bytes - bytes_;
  if (budget_->used_.fetch_add(more) + more > budget_->bytes_) {
    budget_->used_ -= more;
    return false;
  }
  bytes_ = bytes;
  return true;
}

}  // namespace haven::rest
