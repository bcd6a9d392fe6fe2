#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// How the way to a MariaDB server is protected. A unix socket needs nothing and is left as it is.
enum class Tls {
  automatic,  ///< `verify`, but `off` to a loopback address ("localhost", 127.0.0.0/8, ::1)
  off,        ///< in the clear
  require,    ///< encrypted, whoever the server is: no help against somebody in between
  verify,     ///< encrypted, and the server's certificate must be good for the host's name
};

struct MariadbOptions {
  std::string host = "127.0.0.1";  ///< name or address, reached over TCP
  int port = 3306;
  std::string socket;  ///< path of a unix socket to use instead of host and port
  std::string user;
  std::string password;
  std::string database;

  Tls tls = Tls::automatic;
  std::string tls_authorities;  ///< file of the certificates that may sign the server's (PEM); empty: the system's
  std::string tls_certificate;  ///< file of a certificate of our own, if the server wants one
  std::string tls_key;          ///< file of its key

  /// `full` refuses a server that may lose acknowledged commits (innodb_flush_log_at_trx_commit other than 1).
  Durability durability = Durability::full;

  int connections_at_least = 2;  ///< opened at once and kept
  int connections_at_most = 10;
  Duration acquire_timeout = Duration::seconds(5);    ///< how long a transaction waits for a connection
  Duration connect_timeout = Duration::seconds(5);    ///< how long a new connection may take
  Duration response_timeout = Duration::seconds(30);  ///< how long the server may be silent; zero: for ever
  Duration lock_timeout = Duration::seconds(5);       ///< how long a statement waits for a lock of others
  Duration ping_after = Duration::seconds(30);        ///< a connection idle for longer is tried before it is used
  Duration idle_timeout = Duration::minutes(10);      ///< one idle for longer is closed, beyond connections_at_least
  Duration lifetime = Duration::minutes(30);          ///< an older one is replaced
};

/// A connection that a transaction holds.
struct ConnectionHolder {
  std::uint64_t connection = 0;  ///< its id in the server's process list
  std::thread::id thread;        ///< that began the transaction
  Duration held;
};

/// What a pool does and did.
struct PoolReport {
  int open = 0;                           ///< connections: idle ones, and those of `holders`
  int idle = 0;                           ///< connections
  int waiting = 0;                        ///< threads that wait for a connection
  std::vector<ConnectionHolder> holders;  ///< longest first: a transaction that is never ended stands at the top

  std::uint64_t acquired = 0;    ///< transactions that got a connection
  std::uint64_t timeouts = 0;    ///< transactions that got none in time
  std::uint64_t connects = 0;    ///< connections opened
  std::uint64_t reconnects = 0;  ///< connections found to be lost, to be replaced by the next that is opened
  std::uint64_t retries = 0;     ///< transactions run again by transact() or read()
};

/// A database on a MariaDB server.
class MariadbDatabase : public Database {
 public:
  /// Thread-safe; takes no connection.
  [[nodiscard]] virtual PoolReport pool() const = 0;
};

/// Opens a database on a server of MariaDB 10.11.8 or newer, whose InnoDB tables the platform lives in. The database
/// itself must be there, empty or not, and its user must own it. Connections are opened here and as they are needed,
/// each with its settings read back: strict SQL, UTC, utf8mb4, every constraint checked.
///
/// Transactions are REPEATABLE READ with snapshot isolation: reads see the state of their first read, and a write over
/// a row that somebody changed since then fails ("deadlock") instead of losing that change. A CREATE, ALTER or DROP
/// commits by itself on this engine, so it must be the first statement of its transaction. Rows are fetched as they are
/// stepped through; when another statement of the transaction is run in between, what is left of a result is put
/// aside, the first 4 MiB in memory and the rest in a temporary file. A statement that is dropped before its last row
/// still has the rest sent.
///
/// transact() and read() run work again after `unavailable` with the reasons "deadlock", "lock_timeout" (once),
/// "connection_lost", "cannot_connect" and "not_primary" (a node cut off from its Galera cluster), since nothing was
/// kept then. Not after "outcome_unknown": the connection broke after COMMIT was sent, and only looking can tell. Work
/// that finds out itself whether it was done, as that of the platform's services does by keys that may be there once
/// only, can simply be called again. Other reasons of `unavailable`: "busy" (no connection within acquire_timeout, or
/// none left on the server), "access_denied", "tls", "settings", "full", "read_only", "interrupted".
///
/// Do not fork() a process that has one open. Destroy it after its last transaction. Throws `invalid_argument` for bad
/// options, `unavailable` when the server cannot be reached or does not take the settings.
[[nodiscard]] std::unique_ptr<MariadbDatabase> open_mariadb(const MariadbOptions& options);

}  // namespace haven
