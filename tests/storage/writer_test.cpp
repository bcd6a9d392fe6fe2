// Group commit: who shares a commit, who fails with it, and who does not.
#include "storage/sqlite/writer.hpp"

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "storage/sql.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(60); }

/// A writer on a file, with a table of ids and a count of the commits that reached SQLite.
struct Bench {
  TemporaryFolder folder;
  SqliteOptions options{.path = folder.path("haven.db"), .durability = Durability::normal};
  sqlite::Connection connection{options, sqlite::Role::writer};
  sqlite::Writer writer{connection, 64, nullptr};
  int commits = 0;
  bool (*refuse)(int commit) = nullptr;

  Bench() {
    run([](Transaction& tx) { execute(tx, "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY) STRICT"); });
    sqlite3_commit_hook(connection.get(), on_commit, this);
  }

  static int on_commit(void* self) {
    auto& bench = *static_cast<Bench*>(self);
    ++bench.commits;
    return bench.refuse != nullptr && bench.refuse(bench.commits) ? 1 : 0;
  }

  [[nodiscard]] std::unique_ptr<Transaction> begin() {
    return begin_on_writer(writer, connection, Access::write, soon());
  }

  template <class Work>
  void run(Work work) {
    const auto tx = begin();
    work(*tx);
    tx->commit();
  }

  [[nodiscard]] std::set<std::int64_t> ids() {
    const auto database = open_sqlite(options);
    return read(*database, [](Transaction& tx) {
      std::set<std::int64_t> found;
      const auto query = tx.prepare("SELECT id FROM t");
      while (query->step()) found.insert(query->integer(0));
      return found;
    });
  }
};

void insert(Transaction& tx, std::int64_t id, const char* sql = "INSERT INTO t (id) VALUES (?)") {
  const auto statement = tx.prepare(sql);
  statement->bind(0, id);
  statement->step();
}

/// The ids whose transaction was acknowledged, when 16 threads insert 60 each by `work(tx, id)`. All 16 wait for their
/// turn at first, so that there is a batch of them.
template <class Work>
std::set<std::int64_t> hammer(Bench& bench, Work work) {
  std::vector<std::set<std::int64_t>> acknowledged(16);
  std::vector<std::thread> threads;
  auto gate = bench.begin();
  for (std::size_t t = 0; t < acknowledged.size(); ++t) {
    threads.emplace_back([&, t] {
      for (std::int64_t i = 1; i <= 60; ++i) {
        const std::int64_t id = static_cast<std::int64_t>(t) * 1'000 + i;
        const auto error = error_of([&] { bench.run([&](Transaction& tx) { work(tx, id); }); });
        if (error.empty()) acknowledged[t].insert(id);
      }
    });
  }
  while (bench.writer.waiting() < 16) std::this_thread::yield();
  gate.reset();
  for (std::thread& thread : threads) thread.join();
  std::set<std::int64_t> all;
  for (const auto& some : acknowledged) all.insert(some.begin(), some.end());
  return all;
}

}  // namespace

TEST_CASE("writer: who follows while somebody waits shares the commit, and both are acknowledged after it") {
  Bench bench;
  std::atomic<bool> first_returned = false;
  bool first_returned_before_commit = true;
  auto first = bench.begin();
  insert(*first, 1);
  std::thread second([&] {
    bench.run([&](Transaction& tx) {
      insert(tx, 2);
      first_returned_before_commit = first_returned;
      CHECK(bench.commits == 0);  // the first has handed over without one
    });
  });
  while (bench.writer.waiting() == 0) std::this_thread::yield();
  first->commit();
  first_returned = true;
  second.join();
  CHECK_FALSE(first_returned_before_commit);
  CHECK(bench.commits == 1);
  CHECK(bench.ids() == std::set<std::int64_t>{1, 2});
}

TEST_CASE("writer: a lone transaction is committed at once") {
  Bench bench;
  bench.run([](Transaction& tx) { insert(tx, 1); });
  CHECK(bench.commits == 1);
  CHECK(bench.ids() == std::set<std::int64_t>{1});
}

TEST_CASE("writer: a follower that rolls back leaves what came before, and commits it") {
  Bench bench;
  auto first = bench.begin();
  insert(*first, 1);
  std::thread second([&] {
    const auto tx = bench.begin();
    insert(*tx, 2);
  });
  while (bench.writer.waiting() == 0) std::this_thread::yield();
  first->commit();
  second.join();
  CHECK(bench.commits == 1);
  CHECK(bench.ids() == std::set<std::int64_t>{1});
}

TEST_CASE("writer: many callers share commits, and all they were told is there") {
  Bench bench;
  const auto acknowledged = hammer(bench, [](Transaction& tx, std::int64_t id) { insert(tx, id); });
  CHECK(acknowledged.size() == 16 * 60);
  CHECK(bench.commits < 16 * 60);
  CHECK(bench.ids() == acknowledged);
}

TEST_CASE("writer: when the shared commit fails every member hears of it, and nothing of it is kept") {
  Bench bench;
  bench.refuse = [](int commit) { return commit % 3 == 0; };
  const auto acknowledged = hammer(bench, [](Transaction& tx, std::int64_t id) { insert(tx, id); });
  bench.refuse = nullptr;
  CHECK(acknowledged.size() < 16 * 60);
  CHECK(bench.ids() == acknowledged);
}

TEST_CASE("writer: a member that makes SQLite roll everything back loses others, but none that was acknowledged") {
  Bench bench;
  bench.run([](Transaction& tx) { insert(tx, 0); });
  auto acknowledged = hammer(bench, [](Transaction& tx, std::int64_t id) {
    insert(tx, id);
    if (id % 10 == 0) insert(tx, 0, "INSERT OR ROLLBACK INTO t (id) VALUES (?)");
  });
  acknowledged.insert(0);
  CHECK(acknowledged.size() > 1);
  CHECK(bench.ids() == acknowledged);
}

TEST_CASE("writer: a member that caught such an error cannot go on, nor commit") {
  Bench bench;
  bench.run([](Transaction& tx) { insert(tx, 0); });
  const auto tx = bench.begin();
  insert(*tx, 1);
  CHECK(error_of([&] { insert(*tx, 0, "INSERT OR ROLLBACK INTO t (id) VALUES (?)"); }) == "conflict unique");
  CHECK(error_of([&] { insert(*tx, 2); }) == "unavailable lost");
  CHECK(error_of([&] { tx->commit(); }) == "unavailable lost");
  CHECK(bench.ids() == std::set<std::int64_t>{0});
}

TEST_CASE("writer: a deferred foreign key that is still broken at commit fails its own transaction only") {
  Bench bench;
  bench.run([](Transaction& tx) {
    execute(tx, "CREATE TABLE child (t INTEGER REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED) STRICT");
  });
  const auto acknowledged = hammer(bench, [](Transaction& tx, std::int64_t id) {
    insert(tx, id);
    if (id % 2 == 0) insert(tx, -1, "INSERT INTO child (t) VALUES (?)");
  });
  CHECK(acknowledged.size() == 16 * 30);
  CHECK(bench.ids() == acknowledged);
}
