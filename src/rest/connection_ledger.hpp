#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace haven::rest {

/// Counts open connections, in all and for each address, and turns away those above the limits. Thread-safe.
class ConnectionLedger {
 public:
  /// One counted connection, until destroyed. Must not outlive its ledger.
  class Entry {
   public:
    Entry(ConnectionLedger& ledger, std::string address) : ledger_(&ledger), address_(std::move(address)) {}
    ~Entry();
    Entry(Entry&& other) noexcept;
    Entry& operator=(Entry&&) = delete;
    [[nodiscard]] const std::string& address() const { return address_; }

   private:
    ConnectionLedger* ledger_;
    std::string address_;
  };

  /// `per_address` 0 means no limit.
  ConnectionLedger(std::size_t total, std::size_t per_address) : total_limit_(total), address_limit_(per_address) {}

  /// nullopt when a limit is reached.
  [[nodiscard]] std::optional<Entry> enter(std::string address);
  /// True as soon as no connection is left, false when some still are after `timeout`.
  bool wait_until_empty(std::chrono::milliseconds timeout);

 private:
  void leave(const std::string& address);

  std::mutex mutex_;
  std::condition_variable emptied_;
  std::unordered_map<std::string, std::size_t> by_address_;
  std::size_t total_ = 0;
  std::size_t total_limit_;
  std::size_t address_limit_;
};

}  // namespace haven::rest
