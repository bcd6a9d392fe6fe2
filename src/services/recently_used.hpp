#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace haven {

/// The values used last, each under its key, as many as fit: what was not used for longest makes room. A copy of a
/// value is handed out, so let it be a shared pointer to something that never changes. Thread-safe.
template <class Key, class Value>
class RecentlyUsed {
 public:
  /// `capacity` is counted in the weights that values are kept with.
  explicit RecentlyUsed(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::optional<Value> find(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(key);
    if (place == places_.end()) return std::nullopt;
    recent_.splice(recent_.begin(), recent_, place->second);
    return place->second->value;
  }

  /// Replaces an earlier value. One that is heavier than the capacity is not kept.
  void keep(const Key& key, Value value, std::size_t weight = 1) {
    const std::lock_guard lock(mutex_);
    erase(key);
    if (weight > capacity_) return;
    recent_.push_front({key, std::move(value), weight});
    places_[key] = recent_.begin();
    weight_ += weight;
    while (weight_ > capacity_) erase(Key(recent_.back().key));
  }

  void forget(const Key& key) {
    const std::lock_guard lock(mutex_);
    erase(key);
  }

 private:
  struct Entry {
    Key key;
    Value value;
    std::size_t weight;
  };
  using Recent = std::list<Entry>;

  /// The caller holds the mutex.
  void erase(const Key& key) {
    const auto place = places_.find(key);
    if (place == places_.end()) return;
    weight_ -= place->second->weight;
    recent_.erase(place->second);
    places_.erase(place);
  }

  const std::size_t capacity_;
  std::mutex mutex_;
  std::size_t weight_ = 0;
  Recent recent_;  ///< the latest first
  std::unordered_map<Key, typename Recent::iterator> places_;
};

}  // namespace haven
