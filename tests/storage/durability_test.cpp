// kill -9: whatever was acknowledged is there, nothing is half there.
#include <array>
#include <atomic>
#include <csignal>
#include <set>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/storage/sqlite.hpp"

#include "storage/child_process.hpp"
#include "storage/sql.hpp"
#include "storage/temporary_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

struct Pipe {
  std::array<int, 2> ends{};
  Pipe() { REQUIRE(pipe(ends.data()) == 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  void close_end(std::size_t end) {
    if (ends[end] >= 0) close(ends[end]);
    ends[end] = -1;
  }
};

void make_halves(const SqliteOptions& options) {
  const auto database = open_sqlite(options);
  execute(*database, "CREATE TABLE left_half (id INTEGER NOT NULL PRIMARY KEY) STRICT");
  execute(*database, "CREATE TABLE right_half (id INTEGER NOT NULL PRIMARY KEY) STRICT");
}

/// Two rows that belong together.
void write_pair(Database& database, std::int64_t id) {
  transact(database, [&](Transaction& tx) {
    for (const char* sql : {"INSERT INTO left_half (id) VALUES (?)", "INSERT INTO right_half (id) VALUES (?)"}) {
      const auto insert = tx.prepare(sql);
      insert->bind(0, id);
      insert->step();
    }
  });
}

/// Eight threads that write pairs for ever and report each id once its commit has returned.
void write_and_report(const SqliteOptions& options, std::int64_t first_id, int report_to) {
  const auto database = open_sqlite(options);
  std::atomic<std::int64_t> next = first_id;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (;;) {
        const std::int64_t id = next++;
        write_pair(*database, id);
        if (write(report_to, &id, sizeof id) != sizeof id) return;  // whole: smaller than PIPE_BUF
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void read_reports(int from, std::size_t at_most, std::set<std::int64_t>& acknowledged) {
  std::int64_t id = 0;
  for (std::size_t n = 0; n < at_most && read(from, &id, sizeof id) == sizeof id; ++n) acknowledged.insert(id);
}

/// Writes pairs from four threads until the disk is "full", then, with room again, one more; true when the pairs stored
/// are exactly those acknowledged and every refusal was `unavailable`.
bool survives_a_full_disk(const SqliteOptions& options) {
  std::signal(SIGXFSZ, SIG_IGN);  // else the limit below would kill us
  const auto database = open_sqlite(options);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit room = limit;
  limit.rlim_cur = 1'000'000;
  setrlimit(RLIMIT_FSIZE, &limit);
  std::atomic<std::int64_t> next = 1;
  std::atomic<std::int64_t> acknowledged = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> misnamed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      while (refused < 20) {
        const auto error = error_of([&] { write_pair(*database, next++); });
        if (error.empty()) ++acknowledged;
        if (!error.empty()) ++refused;
        if (!error.empty() && !error.starts_with("unavailable")) ++misnamed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  setrlimit(RLIMIT_FSIZE, &room);
  write_pair(*database, next++);
  const auto stored = integer(*database, "SELECT count(*) FROM left_half");
  return misnamed == 0 && stored == acknowledged + 1 && text(*database, "PRAGMA integrity_check") == "ok";
}

std::int64_t missing(Database& database, const std::set<std::int64_t>& acknowledged) {
  return haven::read(database, [&](Transaction& tx) {
    std::int64_t count = 0;
    const auto query = tx.prepare("SELECT 1 FROM left_half WHERE id = ?");
    for (const std::int64_t id : acknowledged) {
      query->reset();
      query->bind(0, id);
      if (!query->step()) ++count;
    }
    return count;
  });
}

}  // namespace

TEST_CASE("sqlite: a full disk refuses, keeps what was acknowledged, and goes on when there is room") {
  const TemporaryFolder folder;
  const SqliteOptions options{.path = folder.path("haven.db"), .durability = Durability::normal};
  make_halves(options);
  ChildProcess child([&] {
    if (!survives_a_full_disk(options)) throw std::runtime_error("it does not");
  });
  CHECK(child.wait() == 0);
}

TEST_CASE("sqlite: killed twenty times among its commits it loses nothing that it acknowledged") {
  const TemporaryFolder folder;
  const SqliteOptions options{.path = folder.path("haven.db")};
  make_halves(options);
  std::set<std::int64_t> acknowledged;
  Rng rng(20);
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    Pipe reports;
    ChildProcess writer([&] { write_and_report(options, 1'000'000 * (round + 1), reports.ends[1]); });
    reports.close_end(1);  // so that reading ends with the child
    read_reports(reports.ends[0], 1 + static_cast<std::size_t>(rng.below(400)), acknowledged);
    writer.kill(SIGKILL);
    REQUIRE(WIFSIGNALED(writer.wait()));
    read_reports(reports.ends[0], 1'000'000, acknowledged);
    const auto database = open_sqlite(options);
    CHECK(missing(*database, acknowledged) == 0);
    CHECK(integer(*database,
                  "SELECT count(*) FROM left_half l FULL JOIN right_half r ON l.id = r.id WHERE l.id IS "
                  "NULL OR r.id IS NULL") == 0);
    CHECK(text(*database, "PRAGMA integrity_check") == "ok");
  }
  CHECK(acknowledged.size() > 20);
}
