#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "haven/core/clock.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// What to expect of the file.
enum class OpenMode {
  create,     ///< it is made when it is not there
  existing,   ///< it must be there, else `unavailable` (reason "cannot_open")
  immutable,  ///< nobody changes it while it is open: read without locks and without a log, so also from a read-only or
              ///< network disk; a write transaction is `unavailable` (reason "read_only")
};

struct SqliteOptions {
  std::string path;  ///< a file on a local disk, or ":memory:" for tests: private to the object, gone with it
  OpenMode mode = OpenMode::create;
  Durability durability = Durability::full;      ///< synchronous=FULL or NORMAL
  int readers = 2;                               ///< read connections beside the one writer, 1..64
  Duration busy_timeout = Duration::seconds(5);  ///< how long a transaction waits for its turn
};

/// Opens or creates a SQLite database in WAL mode with foreign keys on; every setting is read back. Uses the system's
/// SQLite library (two copies of it on one file corrupt the file). Concurrent write transactions run one after the
/// other and share one sync to the disk (group commit); none is acknowledged before it. So keep them short, and inside
/// one never wait for what another thread holds while it begins or commits one: it may be waiting for you. A file has
/// one thread of its own that moves the write-ahead log into it; do not fork() a process that has a database open.
/// Destroy it after its last transaction. Throws `invalid_argument` for bad options and for a network file system,
/// whose locks cannot be trusted, `unavailable` when the file cannot be opened, `corrupt_data` when it is no database.
[[nodiscard]] std::unique_ptr<Database> open_sqlite(const SqliteOptions& options);

/// How copy_sqlite() goes about it: small steps, each on the disk before the next, so that the commits of others never
/// wait behind much of it.
struct SqliteCopyOptions {
  int pages_per_step = 256;                                                  ///< 1..65536
  Duration pause = {0};                                                      ///< between two steps, 0..1 min
  std::function<void(std::int64_t copied, std::int64_t all)> progress = {};  ///< after each step, in pages; may throw
};

/// Copies a database that may be in use, here or in other processes, to a new file: the state of one moment, whatever
/// is committed meanwhile. Returns its pages. Works on connections of its own and never holds a lock that a writer
/// waits for; the write-ahead log of the source cannot begin anew before the copy is done, and grows by what is written
/// meanwhile. The new file may be on a network disk; it is complete and on the disk when this returns, and gone when
/// this throws. Throws `invalid_argument` for bad options, `conflict` (reason "exists") when there is a file already,
/// and as open_sqlite() does.
std::int64_t copy_sqlite(const SqliteOptions& from, const std::string& to, const SqliteCopyOptions& options = {});

/// Moves the database file `with` to `path`, in the place of the database that may be there, sound or damaged, and of
/// its log. Both must be on one local disk, and nobody may have `with` open. At any moment, a loss of power included,
/// `path` is the old database or the new one. Throws `unavailable` with reason "busy" while somebody has the old one
/// open, and for a disk that does not do its part; then the old one is still there.
void replace_sqlite(const std::string& with, const std::string& path);

}  // namespace haven
