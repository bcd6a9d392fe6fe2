// The power fails. Everything that SQLite does to its files is recorded while threads write answers, the log is moved
// into the file, and the database is closed and opened. Then the files are laid out as they may have been at every
// moment: once with all that had been written, and some times with writes since the last sync that came through in
// part, torn and out of order. Each of these is opened: what had been acknowledged must be there, and nothing by
// halves.
#include <cstdio>
#include <thread>

#include "haven/core/error.hpp"
#include "haven/storage/integrity.hpp"

#include "disk.hpp"
#include "folder.hpp"

#include <sqlite3.h>

using namespace haven;
using namespace haven::torture;

namespace {

/// How each round goes.
struct Scenario {
  int threads = 4;
  int phases = 3;
  int answers_each = 4;
  std::size_t words = 40;
};

/// Once the tables are there they must stay; told like an answer, with a token that none has.
constexpr Entry books_are_open{};

void move_log(const std::string& path, int mode) {
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) == SQLITE_OK) sqlite3_wal_checkpoint_v2(db, nullptr, mode, nullptr, nullptr);
  sqlite3_close(db);
}

void write_from_threads(Database& database, const Scenario& scenario, std::int64_t first, RecordingVfs& vfs) {
  std::vector<std::thread> threads;
  for (int t = 0; t < scenario.threads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < scenario.answers_each; ++i) {
        vfs.acknowledge(write_answer(database, first + t * scenario.answers_each + i, scenario.words));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

/// The recorded life of a database: made, written to, its log moved while it is open, closed, opened again.
std::vector<Operation> live(const std::string& folder, const Scenario& scenario, Durability durability) {
  std::filesystem::create_directories(folder);
  RecordingVfs vfs(folder);
  const SqliteOptions options{.path = folder + "/haven.db", .durability = durability};
  auto database = open_sqlite(options);
  open_books(*database);
  vfs.acknowledge(books_are_open);
  for (int phase = 0; phase < scenario.phases; ++phase) {
    write_from_threads(*database, scenario, 1 + phase * 1000, vfs);
    if (phase == 0) move_log(options.path, SQLITE_CHECKPOINT_PASSIVE);
    if (phase == 1) move_log(options.path, SQLITE_CHECKPOINT_TRUNCATE);
    if (phase > 1) database.reset();
    if (phase > 1) database = open_sqlite(options);
  }
  database.reset();
  return vfs.take();
}

/// What was acknowledged up to some moment.
struct Acknowledged {
  bool books = false;
  std::vector<Entry> answers;

  void add(const Entry& entry) {
    if (entry.token == books_are_open.token) {
      books = true;
    } else {
      answers.push_back(entry);
    }
  }
};

bool has_books(Database& database) {
  return read(database,
              [](Transaction& tx) { return tx.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'outbox'")->step(); });
}

Verdict look_at(Database& database, const Acknowledged& acknowledged) {
  if (acknowledged.books && has_books(database)) return audit(database, acknowledged.answers);
  Verdict verdict;
  for (const IntegrityProblem& problem : check_integrity(database).problems) verdict.find(problem.message);
  verdict.acknowledged = static_cast<std::int64_t>(acknowledged.answers.size()) + (acknowledged.books ? 1 : 0);
  verdict.lost = verdict.acknowledged;
  return verdict;
}

/// Opens a database as it was found after the power came back.
Verdict wake_up(const Image& image, const std::string& folder, const Acknowledged& acknowledged) {
  lay_out(image, folder);
  try {
    return look_at(*open_sqlite({.path = folder + "/haven.db", .durability = Durability::normal}), acknowledged);
  } catch (const Error& error) {
    Verdict verdict;
    verdict.find(error.what());
    return verdict;
  }
}

struct Replay {
  Verdict verdict;
  int images = 0;
};

/// Wakes up at every moment of a recording, and `chances` times more from writes that came through by chance.
Replay wake_up_everywhere(const std::vector<Operation>& operations, const std::string& folder, int chances, Rng& rng) {
  Replay replay;
  Disk disk;
  Acknowledged acknowledged;
  const auto try_image = [&](const Image& image, const char* how, std::size_t moment) {
    Verdict verdict = wake_up(image, folder, acknowledged);
    for (std::string& finding : verdict.findings)
      finding = "operation " + std::to_string(moment) + ", " + how + ": " + finding;
    replay.verdict.add(verdict);
    ++replay.images;
  };
  for (std::size_t moment = 0; moment <= operations.size(); ++moment) {
    const Operation* const next = moment < operations.size() ? &operations[moment] : nullptr;
    if (next != nullptr && next->kind == Operation::Kind::acknowledge) {
      acknowledged.add(next->entry);
      continue;
    }
    try_image(disk.all(), "all written", moment);
    for (int i = 0; i < chances; ++i) try_image(disk.by_chance(rng), "by chance", moment);
    if (next != nullptr) disk.add(*next);
  }
  return replay;
}

Replay run(const Folder& folder, const Scenario& scenario, Durability durability, int chances, Rng& rng) {
  std::filesystem::remove_all(folder.path("life"));
  const auto operations = live(folder.path("life"), scenario, durability);
  Replay replay = wake_up_everywhere(operations, folder.path("after"), chances, rng);
  std::printf("%zu operations, %d images of the disk\n", operations.size(), replay.images);
  return replay;
}

/// The first round is the plain one; others have answers of all sizes, so that pages overflow.
Scenario scenario_of(int round, const Arguments& arguments, Rng& rng) {
  Scenario scenario{.threads = arguments.threads};
  if (round > 0) scenario.words = 1 + rng.below(6000);
  return scenario;
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = read_arguments(argc, argv, "Loss of power at every moment", {.rounds = 1, .threads = 4});
  const Folder folder(arguments);
  Rng rng(arguments.seed);
  Verdict verdict;
  for (int round = 0; round < arguments.rounds; ++round)
    verdict.add(run(folder, scenario_of(round, arguments, rng), Durability::full, 3, rng).verdict);

  // Does the recorder see a sync that is missing? Durability `normal` makes fewer, and so must lose something here; but
  // damage nothing.
  const Verdict relaxed = run(folder, {.threads = 2, .phases = 1}, Durability::normal, 3, rng).verdict;
  std::printf("durability normal, as a control: %lld of %lld lost, corrupt %lld\n",
              static_cast<long long>(relaxed.lost), static_cast<long long>(relaxed.acknowledged),
              static_cast<long long>(relaxed.corrupt));
  verdict.corrupt += relaxed.corrupt;
  if (relaxed.lost == 0) verdict.find("the recorder does not see a sync that is missing");
  return close_books(verdict);
}
