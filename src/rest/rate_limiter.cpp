#include "rest/rate_limiter.hpp"

#include <algorithm>

namespace haven::rest {
namespace {

const std::string everybody_else = "*";

}  // namespace

int RateLimiter::seconds_to_gain(std::int64_t units) const noexcept {
  const std::int64_t per_second = std::int64_t{limit_.requests} * 1'000'000;
  return static_cast<int>((std::max<std::int64_t>(units, 0) + per_second - 1) / per_second);
}

void RateLimiter::refill(Bucket& bucket, Timestamp now) const noexcept {
  const std::int64_t waited = std::clamp<std::int64_t>((now - bucket.seen).microseconds, 0, cost_);
  bucket.units = std::min(bucket.units + waited * limit_.requests, cost_ * limit_.requests);
  bucket.seen = std::max(bucket.seen, now);
}

void RateLimiter::forget_full_buckets(Timestamp now) {
  const Duration window = Duration::seconds(limit_.window_seconds);
  std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.seen >= window; });
}

RateLimiter::Bucket& RateLimiter::bucket_of(const std::string& client, Timestamp now) {
  const auto found = buckets_.find(client);
  if (found != buckets_.end()) return found->second;
  if (buckets_.size() >= clients_) forget_full_buckets(now);
  const std::string& name = buckets_.size() >= clients_ ? everybody_else : client;
  return buckets_.try_emplace(name, Bucket{cost_ * limit_.requests, now}).first->second;
}

RateTicket RateLimiter::take(const std::string& client, Timestamp now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(client, now);
  refill(bucket, now);
  const bool admitted = bucket.units >= cost_;
  if (admitted) bucket.units -= cost_;
  return {admitted, static_cast<int>(bucket.units / cost_), seconds_to_gain(cost_ * limit_.requests - bucket.units),
          seconds_to_gain(cost_ - bucket.units)};
}

}  // namespace haven::rest
