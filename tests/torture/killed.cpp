// kill -9 under load: a process whose threads write answers is killed at a random moment, round after round. What it
// was told is stored must be there, and nothing by halves.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <sys/wait.h>

#include "haven/core/random.hpp"

#include "crew.hpp"
#include "folder.hpp"
#include "pipe.hpp"
#include "storage/child_process.hpp"

using namespace haven;
using namespace haven::torture;

namespace {

using Clock = std::chrono::steady_clock;

/// Rounds that one database lives through; then there is a new one, since the audit reads all of it.
constexpr int rounds_per_database = 20;
constexpr std::int64_t tokens_apart = std::int64_t{1} << 40;
constexpr std::int64_t openings_apart = std::int64_t{1} << 30;
/// From before the database is open to well into the load.
constexpr std::uint64_t longest_life_microseconds = 250'000;

/// Writes until it is killed, and reports each answer once it is acknowledged. Closes and opens the database now and
/// then, so that it is killed in the middle of that too.
void write_and_report(const SqliteOptions& options, int threads, std::int64_t first, const Pipe& reports) {
  Rng rng(static_cast<std::uint64_t>(first));
  for (int opening = 0;; ++opening) {
    const auto database = open_sqlite(options);
    Crew crew(*database, threads, first + opening * openings_apart);
    crew.acknowledged = [&](const Entry& entry) { reports.send(entry); };
    crew.start();
    std::this_thread::sleep_for(std::chrono::microseconds(rng.below(longest_life_microseconds)));
    if (!crew.stop().errors.empty()) throw std::runtime_error("an error reached a caller");
  }
}

/// Lets one process write for so long, kills it, and adds what it had reported. False when it had ended by itself.
bool live_and_die(const SqliteOptions& options, int threads, std::int64_t first, std::chrono::microseconds life,
                  std::vector<Entry>& acknowledged) {
  Pipe reports;
  test::ChildProcess writer([&] { write_and_report(options, threads, first, reports); });
  const auto end = Clock::now() + life;
  reports.close_sender();
  while (reports.receive_until(end, acknowledged)) {
  }
  std::this_thread::sleep_until(end);
  writer.kill(SIGKILL);
  const int status = writer.wait();
  while (reports.receive_until(Clock::time_point::max(), acknowledged)) {
  }
  return WIFSIGNALED(status);
}

/// Rounds on one database. What is lost stays lost, so the last audit tells; damage is added up.
Verdict torment(const SqliteOptions& options, const Arguments& arguments, int first_round, int last_round, Rng& rng) {
  open_books(*open_sqlite(options));
  std::vector<Entry> acknowledged;
  Verdict damage;
  Verdict verdict;
  for (int round = first_round; round < last_round; ++round) {
    const std::chrono::microseconds life(rng.below(longest_life_microseconds));
    const bool killed = live_and_die(options, arguments.threads, 1 + round * tokens_apart, life, acknowledged);
    if (!killed) damage.find("round " + std::to_string(round) + ": the process ended by itself");
    verdict = audit(*open_sqlite(options), acknowledged);
    damage.corrupt += verdict.corrupt;
    for (const std::string& what : verdict.findings) damage.note("round " + std::to_string(round) + ": " + what);
  }
  const std::int64_t stored = read_books(*open_sqlite(options));
  std::printf("rounds %d to %d: %lld answers stored, %lld of them before anybody could be told\n", first_round,
              last_round - 1, static_cast<long long>(stored), static_cast<long long>(stored - verdict.present));
  verdict.corrupt = damage.corrupt;
  verdict.findings = damage.findings;
  return verdict;
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments =
      read_arguments(argc, argv, "kill -9 of a process whose threads write", {.rounds = 60, .threads = 8});
  const Folder folder(arguments);
  Rng rng(arguments.seed);
  Verdict verdict;
  for (int round = 0; round < arguments.rounds; round += rounds_per_database) {
    const SqliteOptions options = sqlite_options(arguments, folder.path("killed" + std::to_string(round) + ".db"));
    const int last = std::min(round + rounds_per_database, arguments.rounds);
    verdict.add(torment(options, arguments, round, last, rng));
  }
  std::printf("%d rounds\n", arguments.rounds);
  return close_books(verdict);
}
