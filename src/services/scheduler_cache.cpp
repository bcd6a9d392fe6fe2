#include "services/scheduler_cache.hpp"

#include <utility>

#include "haven/core/error.hpp"

#include "stores/scheduler_config_store.hpp"

namespace haven {

std::shared_ptr<const srs::Scheduler> SchedulerCache::find(const ConfigHash& hash) {
  const std::lock_guard lock(mutex_);
  const auto found = schedulers_.find(hash);
  return found == schedulers_.end() ? nullptr : found->second;
}

void SchedulerCache::keep(const ConfigHash& hash, std::shared_ptr<const srs::Scheduler> scheduler) {
  const std::lock_guard lock(mutex_);
  if (schedulers_.size() >= most) schedulers_.clear();
  schedulers_.emplace(hash, std::move(scheduler));
}

std::shared_ptr<const srs::Scheduler> Schedulers::look_up(const ConfigHash& hash) {
  const auto held = held_.find(hash);
  if (held != held_.end()) return held->second;
  auto scheduler = cache_.find(hash);
  if (!scheduler) {
    const auto stored = SchedulerConfigStore(tx_).find(config_id(hash));
    if (!stored || stored->hash != hash) return nullptr;
    scheduler = std::make_shared<const srs::Scheduler>(stored->options);
    cache_.keep(hash, scheduler);
  }
  held_.emplace(hash, scheduler);
  return scheduler;
}

const srs::Scheduler& Schedulers::get(const ConfigHash& hash) {
  const auto scheduler = look_up(hash);
  if (!scheduler) throw Error(ErrorCode::corrupt_data, "there is no scheduler configuration " + to_string(hash));
  return *scheduler;
}

const srs::Scheduler& Schedulers::get(std::int64_t id) {
  const auto stored = SchedulerConfigStore(tx_).find(id);
  if (!stored) throw Error(ErrorCode::corrupt_data, "there is no scheduler configuration " + std::to_string(id));
  return get(stored->hash);
}

bool Schedulers::knows(const ConfigHash& hash) {
  const auto stored = SchedulerConfigStore(tx_).find(config_id(hash));
  return stored && stored->hash == hash;
}

const srs::Scheduler& Schedulers::of(const ConfigHash& hash, const srs::SchedulerOptions& options) {
  auto scheduler = cache_.find(hash);
  if (!scheduler) {
    scheduler = std::make_shared<const srs::Scheduler>(options);
    cache_.keep(hash, scheduler);
  }
  return *held_.emplace(hash, std::move(scheduler)).first->second;
}

void Schedulers::keep(const ConfigHash& hash, Timestamp now) {
  SchedulerConfigStore(tx_).keep(hash, get(hash).options(), now);
}

}  // namespace haven
