#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "storage/sqlite/connection.hpp"

namespace haven::sqlite {

/// Moves the write-ahead log into the database file on a thread of its own, so that no commit waits for it. Should the
/// log grow faster than that, the writer lends a hand: this bounds it. A reader that stays on an old snapshot holds the
/// log up; it shrinks when that reader is done.
class Checkpointer {
 public:
  explicit Checkpointer(const SqliteOptions& options);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// Told by the writer after a commit, before the next one begins, how many pages the log holds.
  void log_has(int pages);

 private:
  void serve();
  void wake();
  void checkpoint(int mode) noexcept;

  Connection connection_;
  std::mutex working_;  ///< guards connection_
  int asked_at_ = 0;    ///< pages when it was last asked for; belongs to the writer
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace haven::sqlite
