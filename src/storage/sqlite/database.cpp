#include "haven/core/error.hpp"
#include "haven/storage/sqlite.hpp"

#include "storage/sqlite/checkpointer.hpp"
#include "storage/sqlite/file_system.hpp"
#include "storage/sqlite/transaction.hpp"

namespace haven {
namespace sqlite {
namespace {

/// How many transactions may share one sync. More gains little, and the first of them waits for the last.
constexpr int batch_at_most = 64;

/// A file: one writer, several readers.
class FileDatabase final : public Database {
 public:
  explicit FileDatabase(const SqliteOptions& options)
      : busy_timeout_(options.busy_timeout),
        connection_(options, Role::writer),
        checkpointer_(options),
        writer_(connection_, batch_at_most, &checkpointer_),
        readers_(options) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
    const Deadline deadline = deadline_after(busy_timeout_);
    if (access == Access::read) return begin_on_reader(readers_, deadline);
    return begin_on_writer(writer_, connection_, access, deadline);
  }
  [[nodiscard]] std::string_view engine() const noexcept override { return "sqlite"; }

 private:
  Duration busy_timeout_;
  Connection connection_;
  Checkpointer checkpointer_;
  Writer writer_;
  ReaderPool readers_;
};

/// Memory: one connection, on which readers and writers take turns and each commits alone, since a reader must not see
/// what is not committed.
class MemoryDatabase final : public Database {
 public:
  explicit MemoryDatabase(const SqliteOptions& options)
      : busy_timeout_(options.busy_timeout), connection_(options, Role::writer), writer_(connection_, 1, nullptr) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
    return begin_on_writer(writer_, connection_, access, deadline_after(busy_timeout_));
  }
  [[nodiscard]] std::string_view engine() const noexcept override { return "sqlite"; }

 private:
  Duration busy_timeout_;
  Connection connection_;
  Writer writer_;
};

/// A file that nobody changes: readers alone.
class ImmutableDatabase final : public Database {
 public:
  explicit ImmutableDatabase(const SqliteOptions& options) : busy_timeout_(options.busy_timeout), readers_(options) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
    if (access == Access::read) return begin_on_reader(readers_, deadline_after(busy_timeout_));
    throw Error(ErrorCode::unavailable, "sqlite: the database was opened as immutable", "read_only");
  }
  [[nodiscard]] std::string_view engine() const noexcept override { return "sqlite"; }

 private:
  Duration busy_timeout_;
  ReaderPool readers_;
};

}  // namespace

void validate(const SqliteOptions& options) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "SqliteOptions: " + what);
  };
  if (options.path.empty() || options.path.find('\0') != std::string::npos) refuse("path must name a file");
  if (options.readers < 1 || options.readers > 64) {
    refuse("readers must be 1..64, got " + std::to_string(options.readers));
  }
  if (options.busy_timeout < Duration{} || options.busy_timeout > Duration::hours(1)) {
    refuse("busy_timeout must be 0..1 h, got " + std::to_string(options.busy_timeout.in_seconds()) + " s");
  }
}

}  // namespace sqlite

std::unique_ptr<Database> open_sqlite(const SqliteOptions& options) {
  sqlite::validate(options);
  if (sqlite3_threadsafe() == 0) {
    throw Error(ErrorCode::unavailable, "sqlite: the library was built without threads", "settings");
  }
  if (sqlite::in_memory(options)) return std::make_unique<sqlite::MemoryDatabase>(options);
  if (options.mode == OpenMode::immutable) return std::make_unique<sqlite::ImmutableDatabase>(options);
  sqlite::require_local(options.path);
  return std::make_unique<sqlite::FileDatabase>(options);
}

}  // namespace haven
