#include "rest/rate_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace haven::rest {
namespace {

const std::string everybody_else = "*";

int seconds_for(double tokens, double per_microsecond) {
  return static_cast<int>(std::ceil(std::max(tokens, 0.0) / per_microsecond * 1e-6));
}

}  // namespace

double RateLimiter::refill_per_microsecond() const noexcept { return limit_.requests / (limit_.window_seconds * 1e6); }

void RateLimiter::forget_full_buckets(Timestamp now) {
  const Duration window = Duration::seconds(limit_.window_seconds);
  std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.seen >= window; });
}

RateLimiter::Bucket& RateLimiter::bucket_of(const std::string& client, Timestamp now) {
  const auto found = buckets_.find(client);
  if (found != buckets_.end()) return found->second;
  if (buckets_.size() >= clients_) forget_full_buckets(now);
  const std::string& name = buckets_.size() >= clients_ ? everybody_else : client;
  return buckets_.try_emplace(name, Bucket{double(limit_.requests), now}).first->second;
}

RateTicket RateLimiter::take(const std::string& client, Timestamp now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(client, now);
  const double rate = refill_per_microsecond();
  const double waited = static_cast<double>(std::max<std::int64_t>((now - bucket.seen).microseconds, 0));
  bucket.tokens = std::min(bucket.tokens + waited * rate, double(limit_.requests));
  bucket.seen = std::max(bucket.seen, now);
  const bool admitted = bucket.tokens >= 1.0;
  if (admitted) bucket.tokens -= 1.0;
  return {admitted, static_cast<int>(bucket.tokens), seconds_for(limit_.requests - bucket.tokens, rate),
          seconds_for(1.0 - bucket.tokens, rate)};
}

}  // namespace haven::rest
