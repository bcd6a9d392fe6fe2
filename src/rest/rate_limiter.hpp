#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "haven/core/clock.hpp"
#include "haven/rest/server.hpp"

namespace haven::rest {

/// What one request got from its bucket.
struct RateTicket {
  bool admitted = true;
  int remaining = 0;      ///< whole requests left
  int reset_seconds = 0;  ///< until the bucket is full
  int retry_seconds = 0;  ///< until one more request is admitted; 0 while some remain
};

/// Token buckets, one for each client. Memory is bounded: when `clients` of them are active, all further ones share a
/// bucket. Thread-safe.
class RateLimiter {
 public:
  explicit RateLimiter(RateLimit limit, std::size_t clients = 100'000)
      : limit_(limit), cost_(Duration::seconds(limit.window_seconds).microseconds), clients_(clients) {}

  /// Takes one request from the bucket of `client`. `now` is any steady clock's.
  [[nodiscard]] RateTicket take(const std::string& client, Timestamp now);
  [[nodiscard]] const RateLimit& limit() const noexcept { return limit_; }

 private:
  /// In whole numbers, so that Retry-After is exact: a request costs as many units as the window has microseconds, and
  /// a microsecond gives as many back as the window has requests.
  struct Bucket {
    std::int64_t units;
    Timestamp seen;
  };
  Bucket& bucket_of(const std::string& client, Timestamp now);
  void forget_full_buckets(Timestamp now);
  void refill(Bucket& bucket, Timestamp now) const noexcept;
  [[nodiscard]] int seconds_to_gain(std::int64_t units) const noexcept;

  const RateLimit limit_;
  const std::int64_t cost_;  ///< of one request, in units
  const std::size_t clients_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace haven::rest
