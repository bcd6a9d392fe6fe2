#include "bare_sqlite.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include <sqlite3.h>

namespace haven::benchmarks {
namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

void check(int result) {
  if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW)
    throw std::runtime_error(sqlite3_errstr(result));
}

Connection open(const std::filesystem::path& file) {
  sqlite3* db = nullptr;
  check(sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr));
  Connection connection(db);
  check(sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", nullptr,
                     nullptr, nullptr));
  return connection;
}

Statement prepare(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  return Statement(statement);
}

void run(const Statement& statement) {
  check(sqlite3_step(statement.get()));
  check(sqlite3_reset(statement.get()));
}

/// Fetches a value in its own type.
std::size_t look_at(sqlite3_stmt* row, int column) {
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
      return sqlite3_column_int64(row, column) != 0 ? sizeof(std::int64_t) : 0;
    case SQLITE_TEXT:
      return sqlite3_column_text(row, column) != nullptr ? static_cast<std::size_t>(sqlite3_column_bytes(row, column))
                                                         : 0;
    case SQLITE_BLOB:
      return sqlite3_column_blob(row, column) != nullptr ? static_cast<std::size_t>(sqlite3_column_bytes(row, column))
                                                         : 0;
    default:
      return 0;
  }
}

constexpr const char* schema =
    "CREATE TABLE sitting (id INTEGER PRIMARY KEY, theta REAL, answered INTEGER, filler BLOB);"
    "CREATE TABLE answer (sitting INTEGER, position INTEGER, filler BLOB, PRIMARY KEY (sitting, position))"
    " WITHOUT ROWID;"
    "INSERT INTO sitting VALUES (1, 0.0, 0, zeroblob(600));";

}  // namespace

Sample bare_transactions(const Settings& settings) {
  const auto file = settings.folder / ("haven-bare-" + std::to_string(::getpid()) + ".db");
  Sample sample;
  {
    const Connection db = open(file);
    check(sqlite3_exec(db.get(), schema, nullptr, nullptr, nullptr));
    const Statement begin = prepare(db.get(), "BEGIN IMMEDIATE"), commit = prepare(db.get(), "COMMIT");
    const Statement update = prepare(db.get(), "UPDATE sitting SET theta = 0.5, answered = answered + 1 WHERE id = 1");
    const Statement insert = prepare(db.get(), "INSERT INTO answer VALUES (1, ?, zeroblob(400))");
    std::int64_t position = 0;
    sample = run_threads(settings, 1, [&](int) -> Operation {
      return [&] {
        const double start = now_in_seconds();
        run(begin);
        run(update);
        check(sqlite3_bind_int64(insert.get(), 1, ++position));
        run(insert);
        run(commit);
        return now_in_seconds() - start;
      };
    });
  }
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);
  return sample;
}

Sample bare_point_reads(const Settings& settings, const std::filesystem::path& file, Id<User> user) {
  const Connection db = open(file);
  const Statement select = prepare(db.get(),
                                   "SELECT id, email, display_name, role, status, created_at, email_norm, "
                                   "password_hash, failed_logins, failed_at, locked_until FROM users WHERE id = ?");
  const auto& id = user.uuid.bytes;
  return run_threads(settings, 1, [&](int) -> Operation {
    return [&] {
      const double start = now_in_seconds();
      check(sqlite3_bind_blob(select.get(), 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC));
      if (sqlite3_step(select.get()) != SQLITE_ROW) throw std::runtime_error("no such user");
      std::size_t bytes = 0;
      for (int column = 0; column < 11; ++column) bytes += look_at(select.get(), column);
      check(sqlite3_reset(select.get()));
      if (bytes == 0) throw std::runtime_error("an empty row");
      return now_in_seconds() - start;
    };
  });
}

}  // namespace haven::benchmarks
