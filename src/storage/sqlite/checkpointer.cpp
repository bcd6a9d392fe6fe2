#include "storage/sqlite/checkpointer.hpp"

#include <csignal>

namespace haven::sqlite {
namespace {

constexpr int pages_wanted = 1'000;
constexpr int pages_bound = 16'000;

/// Signals are the host's business: its threads get them, ours does not.
std::thread start_without_signals(auto body) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(body);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

Checkpointer::Checkpointer(const SqliteOptions& options)
    : connection_(options, Role::writer), thread_(start_without_signals([this] { serve(); })) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Checkpointer::log_has(int pages) {
  if (pages < pages_wanted) {
    helped_at_ = 0;
    return;
  }
  if (pages >= pages_bound && pages >= helped_at_ + pages_wanted) {
    helped_at_ = pages;
    return checkpoint();
  }
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_one();
}

void Checkpointer::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return wanted_ || stopping_; });
    if (stopping_) return;
    wanted_ = false;
    lock.unlock();
    checkpoint();
    lock.lock();
  }
}

// A failure needs no answer: the log is as durable as the file, and the next commit asks again.
void Checkpointer::checkpoint() noexcept {
  const std::lock_guard lock(working_);
  sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

}  // namespace haven::sqlite
