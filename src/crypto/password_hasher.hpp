#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>

namespace haven::crypto {

inline constexpr std::size_t maximum_password_bytes = 1024;
inline constexpr std::size_t mebibyte = std::size_t{1} << 20;

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

/// What hashing costs.
struct HashCost {
  std::size_t memory = 64 * mebibyte;  ///< of one computation, with two passes (libsodium's interactive limits)
  int concurrent = 0;                  ///< computations at once; 0: two for each core
  int queue = 64;                      ///< so many more may wait
};

/// argon2id. Thread-safe; each call takes its turn, since each needs the memory: throws Error(unavailable, reason
/// "busy") when too many wait, or when there is no memory for it.
class PasswordHasher {
 public:
  explicit PasswordHasher(const HashCost& cost = {});

  /// The hash with its salt and parameters, as stored. At most maximum_password_bytes.
  [[nodiscard]] std::string hash(const std::string& password);
  [[nodiscard]] bool verify(const std::string& stored, const std::string& password);
  /// Takes as long as verify() and is false: for an account that is not there.
  bool verify_nothing(const std::string& password);
  /// True when `stored` was made with another cost than hash() has now: as long as such hashes are left, the time that
  /// verify() takes tells their accounts from those that are not there.
  [[nodiscard]] bool needs_rehash(const std::string& stored) const;

 private:
  std::size_t memory_;
  std::string nobody_;  ///< a well-formed hash of the present cost that no password is known to have
  HashQueue queue_;
};

}  // namespace haven::crypto
