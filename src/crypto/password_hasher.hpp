#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>

namespace haven::crypto {

inline constexpr std::size_t maximum_password_bytes = 1024;

/// Lets a bounded number of threads through at once; a bounded number more waits, the rest is refused.
class HashQueue {
 public:
  HashQueue(int places, int length) : free_(places), length_(length) {}

  /// Throws Error(unavailable, reason "busy") when the queue is full.
  void enter();
  void leave() noexcept;

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  int free_;
  int length_;
  int waiting_ = 0;
};

/// argon2id with 64 MiB and two passes (libsodium's interactive limits; above the OWASP floor). Thread-safe; each call
/// takes its turn, since each needs 64 MiB: throws Error(unavailable, reason "busy") when too many wait, or when there
/// is no memory for it.
class PasswordHasher {
 public:
  /// `concurrent` computations at once, 0: two for each core; `queue` more may wait.
  explicit PasswordHasher(int concurrent = 0, int queue = 64);

  /// The hash with its salt and parameters, as stored. At most maximum_password_bytes.
  [[nodiscard]] std::string hash(const std::string& password);
  [[nodiscard]] bool verify(const std::string& stored, const std::string& password);
  /// Takes as long as verify() and is false: for an account that is not there.
  bool verify_nothing(const std::string& password);
  /// True when `stored` was made with other parameters than hash() uses now.
  [[nodiscard]] static bool needs_rehash(const std::string& stored);

 private:
  HashQueue queue_;
};

}  // namespace haven::crypto
