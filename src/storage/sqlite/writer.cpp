#include "storage/sqlite/writer.hpp"

#include <optional>

#include "storage/sqlite/checkpointer.hpp"
#include "storage/sqlite/error.hpp"

namespace haven::sqlite {

/// The transactions that share one COMMIT, and how that went.
class Batch {
 public:
  /// Transactions that ended well and wait for the commit. Belongs to whose turn it is.
  int members = 0;

  void resolve(std::optional<Error> error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
    resolved_ = true;
    changed_.notify_all();
  }

  /// Waits until resolved; throws a copy of the error, if there is one.
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return resolved_; });
    if (error_) throw Error(error_->code(), error_->what(), error_->reason());
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool resolved_ = false;
  std::optional<Error> error_;
};

namespace {

Error lost_error() {
  return {ErrorCode::unavailable, "sqlite: the transaction was rolled back by an earlier error", "lost"};
}

bool has_deferred_violation(sqlite3* db) {
  int violations = 0;
  int unused = 0;
  sqlite3_db_status(db, SQLITE_DBSTATUS_DEFERRED_FKS, &violations, &unused, 0);
  return violations != 0;
}

}  // namespace

Writer::Writer(Connection& connection, int batch_at_most, Checkpointer* checkpointer)
    : connection_(connection), batch_at_most_(batch_at_most), checkpointer_(checkpointer) {}
Writer::~Writer() = default;

void Writer::begin(Deadline deadline) {
  if (!turn_.enter(deadline)) throw busy_error();
  try {
    if (batch_) {
      join();
    } else {
      open(deadline);
    }
  } catch (...) {
    end_turn();
    throw;
  }
}

void Writer::open(Deadline deadline) {
  auto batch = std::make_shared<Batch>();
  connection_.wait_until(deadline);
  check(connection_.get(), connection_.control("BEGIN IMMEDIATE"), "sqlite: BEGIN");
  batch_ = std::move(batch);
  in_savepoint_ = false;
}

void Writer::join() {
  check(connection_.get(), connection_.control("SAVEPOINT member"), "sqlite: SAVEPOINT");
  in_savepoint_ = true;
}

void Writer::commit() {
  try {
    if (!connection_.in_transaction()) throw lost_error();
    if (has_deferred_violation(connection_.get())) {
      throw Error(ErrorCode::conflict, "sqlite: FOREIGN KEY constraint failed at commit", "foreign_key");
    }
    release_savepoint();
  } catch (...) {
    rollback();
    throw;
  }
  const auto batch = batch_;
  ++batch->members;
  end_turn();
  batch->wait();
}

void Writer::release_savepoint() {
  if (!in_savepoint_) return;
  check(connection_.get(), connection_.control("RELEASE member"), "sqlite: RELEASE");
  in_savepoint_ = false;
}

void Writer::rollback() noexcept {
  const auto batch = batch_;
  const bool others = batch->members > 0;
  undo();
  end_turn();
  if (!others) return;
  try {
    batch->wait();
  } catch (const Error&) {  // they hear of it themselves; this transaction has its own reason to fail
  }
}

void Writer::undo() noexcept {
  if (!connection_.in_transaction()) return lose(lost_error());
  if (!in_savepoint_) return;  // the only one in the batch: finish_batch() rolls it all back
  const int undone = connection_.control("ROLLBACK TO member");
  const int released = undone == SQLITE_OK ? connection_.control("RELEASE member") : undone;
  in_savepoint_ = false;
  if (released != SQLITE_OK) lose(error_of(connection_.get(), released, "sqlite: ROLLBACK TO"));
}

// The whole batch is gone, or must go because one of its members cannot be undone alone.
void Writer::lose(const Error& error) noexcept {
  if (connection_.in_transaction()) connection_.control("ROLLBACK");
  if (batch_->members > 0) batch_->resolve(error);
  batch_.reset();
}

void Writer::end_turn() noexcept {
  const bool may_grow = batch_ && batch_->members > 0 && batch_->members < batch_at_most_;
  if (may_grow && turn_.pass_on()) return;
  finish_batch();
  turn_.leave();
}

void Writer::finish_batch() noexcept {
  if (!batch_) return;
  const auto batch = std::move(batch_);
  if (batch->members == 0) {
    connection_.control("ROLLBACK");
    return;
  }
  const int result = connection_.control("COMMIT");
  std::optional<Error> error;
  if (result != SQLITE_OK) {
    error = error_of(connection_.get(), result, "sqlite: COMMIT");
    if (connection_.in_transaction()) connection_.control("ROLLBACK");
  }
  batch->resolve(std::move(error));
  if (checkpointer_ != nullptr) checkpointer_->log_has(connection_.log_pages());
}

}  // namespace haven::sqlite
