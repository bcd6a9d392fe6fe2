#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "haven/core/clock.hpp"
#include "haven/model/user.hpp"

namespace haven {

/// Sessions whose rows were found good a moment ago. Only speed: a session ended by another process is trusted for no
/// longer than `lifetime`, one ended here not at all. Thread-safe.
class SessionCache {
 public:
  explicit SessionCache(Duration lifetime) : lifetime_(lifetime) {}

  [[nodiscard]] std::optional<Caller> find(Id<Session> session, Timestamp now) const;

  /// Ask for a ticket before reading the row: what was read is kept only if no session has ended since.
  [[nodiscard]] std::uint64_t ticket() const;
  void keep(const Caller& caller, Timestamp now, std::uint64_t ticket);
  void forget(Id<Session> session);

 private:
  struct Entry {
    Caller caller;
    Timestamp until;
  };
  static constexpr std::size_t most_entries = 100'000;

  Duration lifetime_;
  mutable std::mutex mutex_;
  std::uint64_t ended_ = 0;
  std::unordered_map<Id<Session>, Entry> entries_;
};

}  // namespace haven
