#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "ledger.hpp"

namespace haven::torture {

/// What a crew has done.
struct Log {
  std::vector<Entry> acknowledged;
  std::map<std::string, int> errors;  ///< by "code reason"
  int raw_errors = 0;                 ///< that were no haven::Error, or spoke of locks
  std::vector<double> milliseconds;   ///< that each acknowledged answer took
};

/// Threads that write answers until they are told to stop. Tokens are unique as long as crews get different `first`
/// ones, 2^32 apart.
class Crew {
 public:
  Crew(Database& database, int threads, std::int64_t first);
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew() { (void)stop(); }

  /// Called on the writing thread for each answer that was acknowledged; set it before start().
  std::function<void(const Entry&)> acknowledged = [](const Entry&) {};
  /// Called likewise for each that was refused.
  std::function<void(const std::exception&)> refused = [](const std::exception&) {};
  std::size_t words = 40;

  void start();
  /// Waits for the answers under way.
  Log stop();

 private:
  void work();
  void note(const std::exception& error);

  Database& database_;
  const int threads_wanted_;
  std::atomic<std::int64_t> next_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  Log log_;
};

/// The value below which a share of all are; 0 when there are none.
[[nodiscard]] double quantile(std::vector<double> values, double share);

}  // namespace haven::torture
