#include "storage/sqlite/checkpointer.hpp"

#include <csignal>

namespace haven::sqlite {
namespace {

// Every so many pages more the thread is asked. From the bound on the writer works itself: with no commit beside it the
// log is moved whole, and begins anew. Should readers of old snapshots hinder even that, it waits a little for them.
constexpr int pages_between = 1'000;
constexpr int pages_bound = 4'000;
constexpr int pages_patience = 16'000;
constexpr Duration patience = {100'000};

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
  if (pages < asked_at_) asked_at_ = 0;  // it began anew
  if (pages < asked_at_ + pages_between) return;
  asked_at_ = pages;
  if (pages < pages_bound) return wake();
  checkpoint(pages < pages_patience ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART);
}

void Checkpointer::wake() {
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
    checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    lock.lock();
  }
}

// A failure needs no answer: the log is as durable as the file, and the next commit asks again.
void Checkpointer::checkpoint(int mode) noexcept {
  const std::lock_guard lock(working_);
  connection_.wait_until(deadline_after(patience));
  sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, mode, nullptr, nullptr);
}

}  // namespace haven::sqlite
