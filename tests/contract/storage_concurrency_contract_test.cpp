// What every engine behind Database must do for many threads at once.
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "contract/engines.hpp"
#include "storage/sql.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

template <class Work>
void in_threads(int count, Work work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

void insert_row(Transaction& tx, std::int64_t id) {
  const auto insert = tx.prepare("INSERT INTO scratch (id) VALUES (?)");
  insert->bind(0, id);
  insert->step();
}

/// Adds 1 to what `query` reads.
void add_one(Database& database, std::string_view query) {
  transact(database, [&](Transaction& tx) {
    const auto value = integer(tx, query);
    const auto update = tx.prepare("UPDATE scratch SET whole = ? WHERE id = 1");
    update->bind(0, value + 1);
    update->step();
  });
}

std::set<std::int64_t> ids(Database& database) {
  return read(database, [](Transaction& tx) {
    std::set<std::int64_t> found;
    const auto query = tx.prepare("SELECT id FROM scratch");
    while (query->step()) found.insert(query->integer(0));
    return found;
  });
}

}  // namespace

TEST_CASE_TEMPLATE("transact: 32 threads that read FOR UPDATE, add and write all succeed", Engine, HAVEN_ENGINES) {
  Engine engine;
  execute(engine.database(), Engine::scratch_table());
  execute(engine.database(), "INSERT INTO scratch (id, whole) VALUES (1, 0)");
  std::atomic<int> failures = 0;
  in_threads(32, [&](int) {
    for (int i = 0; i < 20; ++i) {
      if (!error_of([&] { add_one(engine.database(), "SELECT whole FROM scratch WHERE id = 1 FOR UPDATE"); }).empty()) {
        ++failures;
      }
    }
  });
  CHECK(failures == 0);
  CHECK(integer(engine.database(), "SELECT whole FROM scratch WHERE id = 1") == 32 * 20);
}

TEST_CASE_TEMPLATE("transact: threads that read without a lock, add and write lose nothing", Engine, HAVEN_ENGINES) {
  Engine engine;
  execute(engine.database(), Engine::scratch_table());
  execute(engine.database(), "INSERT INTO scratch (id, whole) VALUES (1, 0)");
  std::atomic<int> acknowledged = 0;
  std::atomic<int> odd = 0;
  in_threads(8, [&](int) {
    for (int i = 0; i < 20; ++i) {
      const auto error = error_of([&] { add_one(engine.database(), "SELECT whole FROM scratch WHERE id = 1"); });
      if (error.empty()) ++acknowledged;
      if (!error.empty() && error != "unavailable deadlock") ++odd;
    }
  });
  CHECK(odd == 0);
  CHECK(acknowledged > 0);
  CHECK(integer(engine.database(), "SELECT whole FROM scratch WHERE id = 1") == acknowledged);
}

TEST_CASE_TEMPLATE("transact: one that fails takes nothing of the others with it", Engine, HAVEN_ENGINES) {
  Engine engine;
  execute(engine.database(), Engine::scratch_table());
  std::vector<std::set<std::int64_t>> acknowledged(16);
  in_threads(16, [&](int thread) {
    for (int i = 0; i < 60; ++i) {
      const std::int64_t id = thread * 1'000 + i;
      const auto error = error_of([&] {
        transact(engine.database(), [&](Transaction& tx) {
          insert_row(tx, id);
          if (i % 3 == 1) insert_row(tx, id);  // violates the key
          if (i % 3 == 2) throw Error(ErrorCode::not_found, "changed its mind");
        });
      });
      if (error.empty()) acknowledged[static_cast<std::size_t>(thread)].insert(id);
    }
  });
  std::set<std::int64_t> expected;
  for (const auto& some : acknowledged) expected.insert(some.begin(), some.end());
  CHECK(expected.size() == 16 * 20);
  CHECK(ids(engine.database()) == expected);
}

TEST_CASE_TEMPLATE("commit: what it acknowledged is seen by the next reader, whatever the thread", Engine,
                   HAVEN_ENGINES) {
  Engine engine;
  execute(engine.database(), Engine::scratch_table());
  std::atomic<int> missing = 0;
  in_threads(8, [&](int thread) {
    for (int i = 0; i < 50; ++i) {
      const std::int64_t id = thread * 1'000 + i;
      transact(engine.database(), [&](Transaction& tx) { insert_row(tx, id); });
      if (!ids(engine.database()).contains(id)) ++missing;
    }
  });
  CHECK(missing == 0);
}

TEST_CASE_TEMPLATE("read: sees whole transactions only, and one state throughout", Engine, HAVEN_ENGINES) {
  Engine engine;
  execute(engine.database(), Engine::scratch_table());
  execute(engine.database(), "INSERT INTO scratch (id, whole) VALUES (1, 1000), (2, 1000)");
  std::atomic<int> running = 8;
  std::atomic<int> torn = 0;
  std::atomic<int> moved = 0;
  in_threads(12, [&](int thread) {
    if (thread < 8) {
      for (int i = 0; i < 60; ++i) {
        error_of([&] {
          transact(engine.database(), [&](Transaction& tx) {
            execute(tx, "UPDATE scratch SET whole = whole - 1 WHERE id = 1");
            if (i % 4 == 0) throw Error(ErrorCode::conflict, "half way");
            execute(tx, "UPDATE scratch SET whole = whole + 1 WHERE id = 2");
          });
        });
      }
      --running;
      return;
    }
    while (running > 0) {
      read(engine.database(), [&](Transaction& tx) {
        const auto first = integer(tx, "SELECT whole FROM scratch WHERE id = 1");
        std::this_thread::yield();
        const auto second = integer(tx, "SELECT whole FROM scratch WHERE id = 2");
        if (first + second != 2000) ++torn;
        if (integer(tx, "SELECT whole + 0 FROM scratch WHERE id = 1") != first) ++moved;
      });
    }
  });
  CHECK(torn == 0);
  CHECK(moved == 0);
  CHECK(integer(engine.database(), "SELECT whole FROM scratch WHERE id = 2") == 1000 + 8 * 45);
}
