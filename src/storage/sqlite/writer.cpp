#include "storage/sqlite/writer.hpp"

#include <atomic>
#include <new>
#include <thread>

#include "storage/sqlite/checkpointer.hpp"
#include "storage/sqlite/error.hpp"

namespace haven::sqlite {

namespace {

Error lost_error() {
  return {ErrorCode::unavailable, "sqlite: the transaction was rolled back by an earlier error", "lost"};
}

}  // namespace

/// The transactions that share one COMMIT, and how that went.
class Batch {
 public:
  /// Transactions that ended well and wait for the commit. Belongs to whose turn it is.
  int members = 0;

  /// It is committed.
  void succeed() noexcept { resolve(Fate::committed); }
  /// Keeps what SQLite has just said, for when it is gone.
  void note_error(sqlite3* db, int result, const char* where) noexcept {
    try {
      error_ = error_of(db, result, where);
    } catch (const std::bad_alloc&) {  // then the general error must do
    }
  }
  /// It is gone.
  void fail() noexcept { resolve(Fate::lost); }

  void wait_for_end() noexcept { fate_.wait(Fate::open); }
  /// Waits for the end; throws a copy of the error, if it is gone.
  void wait_for_commit() {
    wait_for_end();
    if (fate_ == Fate::lost) throw Error(error_.code(), error_.what(), error_.reason());
  }

 private:
  enum class Fate { open, committed, lost };

  void resolve(Fate fate) noexcept {
    fate_ = fate;
    fate_.notify_all();
  }

  std::atomic<Fate> fate_ = Fate::open;
  Error error_ = lost_error();  ///< made beforehand: when it is needed there may be no memory
};

namespace {

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
  give_way();
  connection_.wait_until(deadline);
  check(connection_.get(), connection_.control(Control::begin_immediate), "sqlite: BEGIN");
  batch_ = std::move(batch);
  in_savepoint_ = false;
}

// Who lets go of the lock and takes it again at once leaves no gap in which another process that looks now and then
// would find it free. Beside one, the callers here wait so much longer, and then share one commit.
void Writer::give_way() const {
  if (connection_.contended()) std::this_thread::sleep_until(released_ + 2 * lock_poll);
}

void Writer::join() {
  check(connection_.get(), connection_.control(Control::savepoint), "sqlite: SAVEPOINT");
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
  batch->wait_for_commit();
}

void Writer::release_savepoint() {
  if (!in_savepoint_) return;
  check(connection_.get(), connection_.control(Control::release_savepoint), "sqlite: RELEASE");
  in_savepoint_ = false;
}

void Writer::rollback() noexcept {
  const auto batch = batch_;
  const bool others = batch->members > 0;
  undo();
  end_turn();
  if (others) batch->wait_for_end();  // how it went they hear themselves; this one has its own reason to fail
}

void Writer::undo() noexcept {
  if (!connection_.in_transaction()) return lose();
  if (!in_savepoint_) return;  // the only one in the batch: finish_batch() rolls it all back
  int result = connection_.control(Control::rollback_to_savepoint);
  if (result == SQLITE_OK) result = connection_.control(Control::release_savepoint);
  in_savepoint_ = false;
  if (result == SQLITE_OK) return;
  batch_->note_error(connection_.get(), result, "sqlite: ROLLBACK TO");
  lose();
}

// The whole batch is gone, or must go because one of its members cannot be undone alone.
void Writer::lose() noexcept {
  if (connection_.in_transaction()) connection_.control(Control::rollback);
  batch_->fail();
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
    connection_.control(Control::rollback);
  } else {
    commit(*batch);
  }
  released_ = std::chrono::steady_clock::now();
  if (batch->members > 0 && checkpointer_ != nullptr) checkpointer_->log_has(connection_.log_pages());
}

void Writer::commit(Batch& batch) noexcept {
  // Want of memory may have rolled it back at the door of one who came to join.
  if (!connection_.in_transaction()) return batch.fail();
  const int result = connection_.control(Control::commit);
  if (result == SQLITE_OK) return batch.succeed();
  batch.note_error(connection_.get(), result, "sqlite: COMMIT");
  if (connection_.in_transaction()) connection_.control(Control::rollback);
  batch.fail();
}

}  // namespace haven::sqlite
