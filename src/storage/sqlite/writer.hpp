#pragma once

#include <memory>

#include "haven/core/error.hpp"

#include "storage/sqlite/connection.hpp"

namespace haven::sqlite {

class Batch;
class Checkpointer;

/// The one write connection and its group commit. Thread-safe.
///
/// Threads take turns, first come first served. The first opens a SQLite transaction and works in it. If somebody waits
/// when a thread commits, the transaction stays open: the next one works in it inside a savepoint, and so on, until
/// nobody waits or the batch is full. Whoever is last runs COMMIT, one sync for all, and then all of them hear how it
/// went. So a lone writer never waits for company, and one that fails takes back its savepoint only. A thread that
/// rolls back after seeing what others of its batch wrote also waits for their commit, so that what it reports is true.
class Writer {
 public:
  /// `batch_at_most`: how many transactions may share one commit. `checkpointer` may be null.
  Writer(Connection& connection, int batch_at_most, Checkpointer* checkpointer);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Waits for the turn and begins. Throws Error(unavailable, "busy") when it does not come before the deadline.
  void begin(Deadline deadline);
  /// Returns once the work since begin() is committed; throws when it is not.
  void commit();
  /// Undoes the work since begin().
  void rollback() noexcept;
  /// How many wait for their turn.
  [[nodiscard]] int waiting() { return turn_.waiting(); }

 private:
  void open(Deadline deadline);
  void give_way() const;
  void join();
  void release_savepoint();
  void undo() noexcept;
  void lose() noexcept;
  void end_turn() noexcept;
  void finish_batch() noexcept;
  void commit(Batch& batch) noexcept;

  Connection& connection_;
  const int batch_at_most_;
  Checkpointer* const checkpointer_;
  Turnstile turn_{1};
  // The rest belongs to whose turn it is.
  std::shared_ptr<Batch> batch_;  ///< of the open SQLite transaction
  bool in_savepoint_ = false;
  Deadline released_{};  ///< when the last SQLite transaction ended
};

}  // namespace haven::sqlite
