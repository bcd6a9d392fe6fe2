// Migrations that are killed and that race. A process that migrates is killed at every statement, before its commit and
// after it; who comes next goes on, and the schema that comes of it is that of an undisturbed run. Several processes
// that start at once run every statement once between them.
#include "storage/migrations.hpp"

#include <csignal>
#include <cstdio>
#include <functional>
#include <map>
#include <sys/wait.h>

#include "haven/storage/migrate.hpp"

#include "dump.hpp"
#include "folder.hpp"
#include "ledger.hpp"
#include "pipe.hpp"
#include "storage/child_process.hpp"

using namespace haven;
using namespace haven::torture;

namespace {

/// The statements of all migrations, numbered from 1.
std::map<std::string, std::int64_t, std::less<>> number_statements() {
  std::map<std::string, std::int64_t, std::less<>> numbers;
  for (const Migration& migration : bundled_migrations("sqlite").migrations)
    for (const std::string& statement : migration.statements)
      numbers.emplace(statement, static_cast<std::int64_t>(numbers.size()) + 1);
  return numbers;
}

/// A database that tells which statement of a migration is about to be committed, and which has been.
class Watched final : public Database {
 public:
  std::function<void(std::int64_t)> before_commit = [](std::int64_t) {};
  std::function<void(std::int64_t)> after_commit = [](std::int64_t) {};

  explicit Watched(Database& database) : database_(database) {}

  [[nodiscard]] std::unique_ptr<Transaction> begin(Access access) override {
    return std::make_unique<WatchedTransaction>(*this, database_.begin(access));
  }
  [[nodiscard]] std::string_view engine() const noexcept override { return database_.engine(); }

 private:
  class WatchedTransaction final : public Transaction {
   public:
    WatchedTransaction(Watched& owner, std::unique_ptr<Transaction> tx) : owner_(owner), tx_(std::move(tx)) {}
    [[nodiscard]] std::unique_ptr<Statement> prepare(std::string_view sql) override {
      const auto found = owner_.numbers_.find(sql);
      if (found != owner_.numbers_.end()) statement_ = found->second;
      return tx_->prepare(sql);
    }
    void commit() override {
      if (statement_ > 0) owner_.before_commit(statement_);
      tx_->commit();
      if (statement_ > 0) owner_.after_commit(statement_);
    }

   private:
    Watched& owner_;
    std::unique_ptr<Transaction> tx_;
    std::int64_t statement_ = 0;
  };

  Database& database_;
  const std::map<std::string, std::int64_t, std::less<>> numbers_ = number_statements();
};

SqliteOptions at(const std::string& path) {
  return {.path = path, .durability = Durability::normal, .busy_timeout = Duration::minutes(1)};
}

/// What an undisturbed run comes to.
std::string expected_digest() {
  const auto database = open_sqlite({.path = ":memory:"});
  migrate(*database);
  return digest_of(*database);
}

enum class When { before_commit, after_commit };

/// Migrates in a process that is killed at one statement; true when it was.
bool migrate_and_die(const std::string& path, std::int64_t statement, When when) {
  test::ChildProcess child([&] {
    const auto database = open_sqlite(at(path));
    Watched watched(*database);
    auto& moment = when == When::before_commit ? watched.before_commit : watched.after_commit;
    moment = [&](std::int64_t number) {
      if (number == statement) raise(SIGKILL);
    };
    migrate(watched);
  });
  return WIFSIGNALED(child.wait());
}

void compare(Database& database, const std::string& expected, const std::string& what, Verdict& verdict) {
  migrate(database);
  if (digest_of(database) != expected) verdict.find(what + ": another schema than that of an undisturbed run");
}

/// A fresh database for each statement: killed once, then migrated to the end.
void kill_once(const Folder& folder, std::int64_t statements, When when, const std::string& expected,
               Verdict& verdict) {
  for (std::int64_t statement = 1; statement <= statements; ++statement) {
    const std::string path = folder.path("once.db");
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
    const std::string what = "killed at statement " + std::to_string(statement);
    if (!migrate_and_die(path, statement, when)) verdict.find(what + ": it was not");
    compare(*open_sqlite(at(path)), expected, what, verdict);
  }
}

/// One database on which every statement is killed, before its commit and after the commit of its second try.
void kill_at_every_step(const Folder& folder, std::int64_t statements, const std::string& expected, Verdict& verdict) {
  const std::string path = folder.path("relentless.db");
  for (std::int64_t statement = 1; statement <= statements; ++statement) {
    for (const When when : {When::before_commit, When::after_commit})
      if (!migrate_and_die(path, statement, when))
        verdict.find("statement " + std::to_string(statement) + " ran twice");
  }
  compare(*open_sqlite(at(path)), expected, "killed at every statement", verdict);
}

/// Processes that begin to migrate at the same moment report each statement that they have committed.
void race(const Folder& folder, int round, int processes, std::int64_t statements, const std::string& expected,
          Verdict& verdict) {
  const std::string path = folder.path("race" + std::to_string(round) + ".db");
  Pipe reports;
  Pipe gate;
  std::vector<std::unique_ptr<test::ChildProcess>> children;
  for (int i = 0; i < processes; ++i) {
    children.push_back(std::make_unique<test::ChildProcess>([&] {
      gate.close_sender();
      std::vector<Entry> nothing;
      while (gate.receive_until(std::chrono::steady_clock::time_point::max(), nothing)) {
      }
      const auto database = open_sqlite(at(path));
      Watched watched(*database);
      watched.after_commit = [&](std::int64_t number) { reports.send({.token = number}); };
      migrate(watched);
    }));
  }
  gate.close_sender();  // and they run
  reports.close_sender();
  std::vector<Entry> reported;
  while (reports.receive_until(std::chrono::steady_clock::time_point::max(), reported)) {
  }
  for (const auto& child : children)
    if (child->wait() != 0) verdict.find("a process that raced failed");
  std::map<std::int64_t, int> runs;
  for (const Entry& entry : reported) ++runs[entry.token];
  for (std::int64_t statement = 1; statement <= statements; ++statement) {
    ++verdict.acknowledged;
    if (runs[statement] >= 1) ++verdict.present;
    if (runs[statement] < 1) ++verdict.lost;
    if (runs[statement] > 1) verdict.find("statement " + std::to_string(statement) + " ran more than once");
  }
  compare(*open_sqlite(at(path)), expected, "a race", verdict);
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments =
      read_arguments(argc, argv, "Migrations killed at every statement, and raced", {.rounds = 10, .threads = 4});
  const Folder folder(arguments);
  const std::string expected = expected_digest();
  const auto statements = static_cast<std::int64_t>(number_statements().size());
  std::printf("%lld statements; the schema: %s\n", static_cast<long long>(statements), expected.c_str());
  Verdict verdict;
  kill_at_every_step(folder, statements, expected, verdict);
  std::printf("%lld processes killed on one database\n", static_cast<long long>(2 * statements));
  if (arguments.thorough) {
    for (const When when : {When::before_commit, When::after_commit})
      kill_once(folder, statements, when, expected, verdict);
    std::printf("%lld killed on a database each\n", static_cast<long long>(2 * statements));
  }
  for (int round = 0; round < arguments.rounds; ++round)
    race(folder, round, arguments.threads, statements, expected, verdict);
  std::printf("%d races of %d processes\n", arguments.rounds, arguments.threads);
  return close_books(verdict);
}
