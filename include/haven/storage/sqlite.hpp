#pragma once

#include <memory>
#include <string>

#include "haven/core/clock.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// How far an acknowledged commit can be trusted.
enum class Durability {
  full,    ///< it is on the disk: survives power loss (synchronous=FULL)
  normal,  ///< survives the process, not always power loss (synchronous=NORMAL)
};

struct SqliteOptions {
  std::string path;  ///< a file on a local disk, or ":memory:" for tests: private to the object, gone with it
  Durability durability = Durability::full;
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

}  // namespace haven
