#include "rest/connection_ledger.hpp"

#include <utility>

namespace haven::rest {

ConnectionLedger::Entry::Entry(Entry&& other) noexcept
    : ledger_(std::exchange(other.ledger_, nullptr)), address_(std::move(other.address_)) {}

ConnectionLedger::Entry::~Entry() {
  if (ledger_ != nullptr) ledger_->leave(address_);
}

std::optional<ConnectionLedger::Entry> ConnectionLedger::enter(std::string address) {
  std::optional<Entry> entry;
  const std::lock_guard lock(mutex_);
  if (total_ >= total_limit_) return entry;
  std::size_t& here = by_address_[address];
  if (address_limit_ != 0 && here >= address_limit_) return entry;
  ++here;
  ++total_;
  entry.emplace(*this, std::move(address));
  return entry;
}

bool ConnectionLedger::wait_until_empty(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, timeout, [this] { return total_ == 0; });
}

void ConnectionLedger::leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto here = by_address_.find(address);
  if (here != by_address_.end() && --here->second == 0) by_address_.erase(here);
  if (--total_ == 0) emptied_.notify_all();
}

}  // namespace haven::rest
