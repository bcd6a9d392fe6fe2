#include "services/session_cache.hpp"

namespace haven {

std::optional<Caller> SessionCache::find(Id<Session> session, Timestamp now) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(session);
  if (found == entries_.end() || now >= found->second.until) return std::nullopt;
  return found->second.caller;
}

std::uint64_t SessionCache::ticket() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

void SessionCache::keep(const Caller& caller, Timestamp now, std::uint64_t ticket) {
  const std::lock_guard lock(mutex_);
  if (lifetime_ == Duration{} || ticket != ended_) return;
  if (entries_.size() >= most_entries) entries_.clear();
  entries_[caller.session] = {caller, now + lifetime_};
}

void SessionCache::forget(Id<Session> session) {
  const std::lock_guard lock(mutex_);
  ++ended_;
  entries_.erase(session);
}

}  // namespace haven
