// A disk that fails. A process that writes answers, closes and reopens its database runs under strace, which makes its
// first fsync fail, then its second, and so on; the same for writes, for a disk that stays full for a while, and for
// cutting and removing files. Each answer is acknowledged, and there afterwards, or refused by an error with a name;
// reads go on, and so do writes once the disk is well.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "haven/core/error.hpp"

#include "folder.hpp"
#include "ledger.hpp"

using namespace haven;
using namespace haven::torture;

namespace {

// --- The process that strace runs: tells what it does in lines of text
// --------------------------------------------------

constexpr int openings = 2;
constexpr int answers_each = 6;

/// Does something and says what came of it: "open done", "write unavailable lost", ...
template <class Work>
void attempt(const char* what, Work work) {
  std::string outcome = "done";
  try {
    work();
  } catch (const Error& error) {
    outcome = std::string(to_string(error.code())) + ' ' + error.reason();
  } catch (const std::exception& error) {
    outcome = std::string("nameless: ") + error.what();
  }
  std::printf("%s %s\n", what, outcome.c_str());
}

void write_one(Database& database, std::int64_t token) {
  attempt("write", [&] {
    const Entry entry = write_answer(database, token);
    std::printf("acknowledged %lld %lld %lld\n", static_cast<long long>(entry.token),
                static_cast<long long>(entry.sitting), static_cast<long long>(entry.position));
  });
}

int write_under_strace(const std::string& path) {
  std::int64_t token = 100;
  for (int opening = 0; opening < openings; ++opening) {
    std::unique_ptr<Database> database;
    attempt("open", [&] { database = open_sqlite({.path = path}); });
    for (int i = 0; i < answers_each && database != nullptr; ++i) {
      write_one(*database, ++token);
      attempt("read", [&] { (void)read_books(*database); });
    }
  }
  return 0;
}

// --- The process that looks on
// ----------------------------------------------------------------------------------------

/// What fails, in strace's words.
struct Fault {
  const char* name;
  const char* calls;
  const char* error;
  int calls_that_fail;   ///< from one on; 0: all
  int refusals_at_most;  ///< since the disk is well again then
};
constexpr int everything = openings * (2 * answers_each + 1);
constexpr Fault faults[] = {
    {"a sync fails", "fsync,fdatasync", "EIO", 1, 2},
    {"syncs fail from one on", "fsync,fdatasync", "EIO", 0, everything},
    {"a write fails", "pwrite64", "EIO", 1, 2},
    {"no room for 4 writes", "pwrite64", "ENOSPC", 4, 5},
    {"no room from one write on", "pwrite64", "ENOSPC", 0, everything},
    {"a file cannot be cut", "ftruncate", "EIO", 1, 2},
    {"a file cannot be removed", "unlink", "EIO", 1, 2},
};

using Histogram = std::map<std::string, int>;

struct Run {
  std::vector<Entry> acknowledged;
  Histogram outcomes;
  int status = 0;
};

Run read_run(FILE* from) {
  Run run;
  std::array<char, 256> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), from) != nullptr) {
    std::string line(buffer.data());
    line.erase(line.find_last_not_of('\n') + 1);
    Entry entry;
    if (std::istringstream words(line.substr(line.find(' ') + 1));
        line.starts_with("acknowledged ") && words >> entry.token >> entry.sitting >> entry.position) {
      run.acknowledged.push_back(entry);
    } else {
      ++run.outcomes[line];
    }
  }
  return run;
}

Run run_under_strace(const std::string& self, const std::string& path, const std::string& options) {
  const std::string command = "strace -f -qq " + options + " '" + self + "' write '" + path + "'";
  FILE* const from = ::popen(command.c_str(), "r");
  if (from == nullptr) throw std::runtime_error(command);
  Run run = read_run(from);
  run.status = ::pclose(from);
  return run;
}

/// How often a run makes the calls at most, on one thread.
int count_calls(const Folder& folder, const std::string& self, const std::string& path, const char* calls) {
  const std::string trace = folder.path("trace");
  const Run run = run_under_strace(self, path, std::string("-e trace=") + calls + " -o '" + trace + "'");
  if (run.status != 0) throw std::runtime_error("strace does not run here: " + std::to_string(run.status));
  std::ifstream lines(trace);
  int count = 0;
  for (std::string line; std::getline(lines, line);) ++count;
  return count;
}

/// A database with the books and one answer, closed.
void make_database(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  const auto database = open_sqlite({.path = path, .durability = Durability::normal});
  open_books(*database);
  (void)write_answer(*database, 1);
}

/// Refusals without a name, reads that stopped while the database was open, and writes that did not go on.
void judge(const Fault& fault, const Run& run, Verdict& verdict) {
  if (run.status != 0) verdict.find("the process ended with " + std::to_string(run.status));
  int refused = 0;
  for (const auto& [outcome, count] : run.outcomes) {
    const bool done = outcome.ends_with(" done");
    if (!done && !outcome.ends_with(" unavailable lost") && !outcome.ends_with(" unavailable full"))
      verdict.find(outcome);
    if (!done && outcome.starts_with("read ")) verdict.find("a read did not go on: " + outcome);
    if (!done) refused += count;
  }
  if (refused > fault.refusals_at_most) verdict.find("writes did not go on when the disk was well");
}

/// Which calls fail, as strace wants it told.
std::string when_of(const Fault& fault, int call) {
  if (fault.calls_that_fail == 0) return std::to_string(call) + '+';
  return std::to_string(call) + ".." + std::to_string(call + fault.calls_that_fail - 1);
}

Verdict try_at(const Fault& fault, int call, const std::string& self, const std::string& path, Histogram& outcomes) {
  make_database(path);
  const Run run = run_under_strace(self, path,
                                   std::string("-e trace=") + fault.calls + " -o /dev/null -e inject=" + fault.calls +
                                       ":error=" + fault.error + ":when=" + when_of(fault, call));
  const auto database = open_sqlite({.path = path});
  Verdict verdict = audit(*database, run.acknowledged);
  judge(fault, run, verdict);
  for (const auto& [outcome, count] : run.outcomes) outcomes[outcome] += count;
  const auto unheard = read_books(*database) - 1 - static_cast<std::int64_t>(run.acknowledged.size());
  outcomes["refused, yet there"] += static_cast<int>(unheard);
  for (std::string& finding : verdict.findings)
    finding = std::string(fault.name) + ", call " + std::to_string(call) + ": " + finding;
  return verdict;
}

/// Every call, or every so many-th, so that there are not many more runs than `runs`.
void sweep(const Fault& fault, int runs, const Folder& folder, const std::string& self, Verdict& verdict) {
  const std::string path = folder.path("faulty.db");
  make_database(path);
  const int calls = count_calls(folder, self, path, fault.calls);
  const int stride = std::max(1, calls / runs);
  Histogram outcomes;
  for (int call = 1; call <= calls; call += stride) verdict.add(try_at(fault, call, self, path, outcomes));
  std::printf("%s, %d calls, %d runs:", fault.name, calls, (calls + stride - 1) / stride);
  for (const auto& [outcome, count] : outcomes)
    if (count > 0) std::printf(" %s %d;", outcome.c_str(), count);
  std::puts("");
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "write") == 0) return write_under_strace(argv[2]);
  const Arguments arguments =
      read_arguments(argc, argv, "A disk that fails at every sync and every write", {.rounds = 40});
  const Folder folder(arguments);
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  Verdict verdict;
  for (const Fault& fault : faults)
    sweep(fault, arguments.thorough ? 1'000'000 : arguments.rounds, folder, self, verdict);
  return close_books(verdict);
}
