#include "storage/mariadb/pool.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace haven::mariadb {
namespace {

std::chrono::microseconds as_time(Duration duration) { return std::chrono::microseconds(duration.microseconds); }

Duration since(Connection::Clock::time_point begin) {
  return {std::chrono::duration_cast<std::chrono::microseconds>(Connection::Clock::now() - begin).count()};
}

}  // namespace

Pool::Pool(const MariadbOptions& options) : options_(options), places_(options.connections_at_most) {
  const auto places = static_cast<std::size_t>(options.connections_at_most);
  idle_.reserve(places);
  lent_.reserve(places);
  for (int i = 0; i < options.connections_at_least; ++i) idle_.push_back({open(), Clock::now()});
}

Connection& Pool::acquire() {
  if (!places_.enter(deadline_after(options_.acquire_timeout))) throw busy_error();
  try {
    return lend(find_good());
  } catch (...) {
    places_.leave();
    throw;
  }
}

Pool::Owner Pool::find_good() {
  while (auto idle = pop_idle()) {
    if (is_worn_out(*idle->connection)) continue;
    if (is_good(*idle)) return std::move(idle->connection);
    note_lost();
  }
  return open();
}

std::optional<Pool::Idle> Pool::pop_idle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::nullopt;
  Idle last = std::move(idle_.back());
  idle_.pop_back();
  return last;
}

bool Pool::is_good(Idle& idle) {
  bool doubtful = Clock::now() - idle.since > as_time(options_.ping_after);
  {
    const std::lock_guard lock(mutex_);
    doubtful = doubtful || idle.since < trouble_at_;
  }
  return doubtful ? idle.connection->answers() : idle.connection->is_ready();
}

Pool::Owner Pool::open() {
  auto connection = std::make_unique<Connection>(options_);
  const std::lock_guard lock(mutex_);
  ++counts_.connects;
  return connection;
}

Connection& Pool::lend(Owner connection) {
  const std::lock_guard lock(mutex_);
  ++counts_.acquired;
  lent_.push_back({std::move(connection), Clock::now(), std::this_thread::get_id()});
  return *lent_.back().connection;
}

void Pool::release(Connection& connection) noexcept {
  Owner closing = take_back(connection);
  if (closing->is_broken()) note_lost();
  const bool keep = !closing->is_broken() && !is_worn_out(*closing);
  const auto now = Clock::now();
  Owner surplus;
  {
    const std::lock_guard lock(mutex_);
    if (keep) idle_.push_back({std::move(closing), now});
    surplus = take_surplus(now);
  }
  closing.reset();  // before its place is somebody else's
  surplus.reset();
  places_.leave();
}

Pool::Owner Pool::take_back(Connection& connection) noexcept {
  const std::lock_guard lock(mutex_);
  const auto place =
      std::find_if(lent_.begin(), lent_.end(), [&](const Lent& lent) { return lent.connection.get() == &connection; });
  Owner owner = std::move(place->connection);
  lent_.erase(place);
  return owner;
}

/// One that was idle for too long, if more are open than are to be kept.
Pool::Owner Pool::take_surplus(Clock::time_point now) noexcept {
  const auto open = idle_.size() + lent_.size();
  if (idle_.empty() || open <= static_cast<std::size_t>(options_.connections_at_least)) return nullptr;
  if (now - idle_.front().since <= as_time(options_.idle_timeout)) return nullptr;
  Owner surplus = std::move(idle_.front().connection);
  idle_.erase(idle_.begin());
  return surplus;
}

bool Pool::is_worn_out(const Connection& connection) const noexcept {
  return Clock::now() - connection.opened_at() > as_time(options_.lifetime);
}

void Pool::note_lost() noexcept {
  const std::lock_guard lock(mutex_);
  trouble_at_ = Clock::now();
  ++counts_.reconnects;
}

void Pool::note_retry() noexcept {
  const std::lock_guard lock(mutex_);
  ++counts_.retries;
}

PoolReport Pool::report() const {
  PoolReport report;
  {
    const std::lock_guard lock(mutex_);
    report = counts_;
    report.idle = static_cast<int>(idle_.size());
    for (const Lent& lent : lent_) report.holders.push_back({lent.connection->id(), lent.thread, since(lent.since)});
  }
  report.open = report.idle + static_cast<int>(report.holders.size());
  report.waiting = places_.waiting();
  std::sort(report.holders.begin(), report.holders.end(), [](const auto& a, const auto& b) { return a.held > b.held; });
  return report;
}

Error Pool::busy_error() {
  {
    const std::lock_guard lock(mutex_);
    ++counts_.timeouts;
  }
  std::string message = "mariadb: all " + std::to_string(options_.connections_at_most) +
                        " connections were busy for the whole time allowed to wait";
  const PoolReport now = report();
  if (!now.holders.empty()) {
    const ConnectionHolder& longest = now.holders.front();
    message += "; the longest holder has connection " + std::to_string(longest.connection) + " for " +
               std::to_string(longest.held.in_seconds()) + " s";
  }
  return {ErrorCode::unavailable, message, "busy"};
}

}  // namespace haven::mariadb
