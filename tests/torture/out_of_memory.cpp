// Memory runs out at the first allocation, the second, and so on, until a run needs no more: for one allocation, and
// for all from there on; and then now and then, under threads. The library must say so by an exception, never end the
// process, and store nothing by halves.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <new>

#include "haven/core/error.hpp"

#include "crew.hpp"
#include "failing_memory.hpp"
#include "folder.hpp"

using namespace haven;
using namespace haven::torture;

namespace {

/// For the message of a process that ends where it must not.
std::int64_t attempt = 0;

void complain_and_end() {
  std::printf("the library ended the process at allocation %lld\n", static_cast<long long>(attempt));
  std::fflush(stdout);
  std::abort();
}

/// What came of the steps of all runs: done, or refused for want of memory, by kind.
using Histogram = std::map<std::string, std::int64_t>;

/// What became of a step, which every error but want of memory says.
std::string outcome_of(const char* name, const std::exception& error, Verdict& verdict) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return "std::bad_alloc";
  const auto* known = dynamic_cast<const Error*>(&error);
  if (known != nullptr && known->code() == ErrorCode::unavailable && known->reason() == "lost")
    return "unavailable lost";
  verdict.find(std::string(name) + ": " + error.what());
  return "other";
}

/// Runs one step in want of memory.
template <class Step>
void run(const char* name, Histogram& histogram, Verdict& verdict, Step step) {
  try {
    step();
    const Spared spared;
    ++histogram["done"];
  } catch (const std::exception& error) {
    const Spared spared;
    ++histogram[outcome_of(name, error, verdict)];
  }
}

/// Opens a database, writes and reads, has a transaction refused for another reason, closes.
void live(const SqliteOptions& options, std::vector<Entry>& acknowledged, Histogram& histogram, Verdict& verdict) {
  const auto write = [&](Database& database, std::int64_t token) {
    const Entry entry = write_answer(database, token);
    const Spared spared;
    acknowledged.push_back(entry);
  };
  std::unique_ptr<Database> database;
  run("open", histogram, verdict, [&] { database = open_sqlite(options); });
  if (database == nullptr) return;
  for (const std::int64_t token : {11, 12}) {
    run("write", histogram, verdict, [&] { write(*database, token); });
    run("read", histogram, verdict, [&] { (void)read_books(*database); });
  }
  run("write twice", histogram, verdict, [&] {
    try {
      (void)write_answer(*database, 1);
    } catch (const Error& error) {
      if (error.reason() != "unique") throw;
    }
  });
  run("write", histogram, verdict, [&] { write(*database, 13); });
}

/// One run with a shortage on a copy of a small database; how many allocations it made.
std::int64_t suffer(const Folder& folder, const std::string& original, const Shortage& shortage, Histogram& histogram,
                    Verdict& whole) {
  const SqliteOptions options{.path = folder.path("suffering.db"), .durability = Durability::normal, .readers = 1};
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(options.path + suffix);
  std::filesystem::copy_file(original, options.path);
  attempt = shortage.at;
  Verdict verdict;
  std::vector<Entry> acknowledged;
  begin_shortage(shortage);
  live(options, acknowledged, histogram, verdict);
  const std::int64_t allocations = end_shortage();
  verdict.add(audit(*open_sqlite(options), acknowledged));
  for (std::string& finding : verdict.findings) finding = "allocation " + std::to_string(shortage.at) + ": " + finding;
  whole.add(verdict);
  return allocations;
}

/// Threads that go on writing while one allocation in so many fails.
class Crowd {
 public:
  explicit Crowd(const SqliteOptions& options) : database_(open_sqlite(options)) {}

  void write_for(double seconds, int threads) {
    end_ = std::chrono::steady_clock::now() + std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
    std::vector<std::thread> crew;
    for (int i = 0; i < threads; ++i) crew.emplace_back([this] { work(); });
    begin_shortage({.one_in = one_in});
    for (std::thread& thread : crew) thread.join();
    end_shortage();
  }

  static constexpr std::uint32_t one_in = 500;
  Histogram histogram;
  std::vector<Entry> acknowledged;
  Verdict verdict;

 private:
  void work() {
    while (std::chrono::steady_clock::now() < end_) {
      try {
        const Entry entry = write_answer(*database_, next_++);
        const Spared spared;
        const std::lock_guard lock(mutex_);
        acknowledged.push_back(entry);
        ++histogram["done"];
      } catch (const std::exception& error) {
        const Spared spared;
        const std::lock_guard lock(mutex_);
        ++histogram[outcome_of("crowd", error, verdict)];
      }
    }
  }

  std::unique_ptr<Database> database_;
  std::chrono::steady_clock::time_point end_;
  std::atomic<std::int64_t> next_ = 1;
  std::mutex mutex_;
};

void tell(const std::string& what, const Histogram& histogram) {
  std::printf("%s:", what.c_str());
  for (const auto& [outcome, count] : histogram)
    std::printf(" %s %lld;", outcome.c_str(), static_cast<long long>(count));
  std::puts("");
}

/// Fails the first allocation, the second, ... until a run makes fewer.
void sweep(const Folder& folder, const std::string& original, bool from_then_on, Verdict& verdict) {
  Histogram histogram;
  Shortage shortage{.at = 1, .from_then_on = from_then_on};
  while (suffer(folder, original, shortage, histogram, verdict) >= shortage.at) ++shortage.at;
  tell((from_then_on ? "all allocations from one on fail, runs " : "one allocation fails, runs ") +
           std::to_string(shortage.at),
       histogram);
}

void crowd(const Folder& folder, const Arguments& arguments, Verdict& verdict) {
  const SqliteOptions options{.path = folder.path("crowd.db"), .durability = Durability::normal};
  open_books(*open_sqlite(options));
  auto crowd = std::make_unique<Crowd>(options);
  crowd->write_for(arguments.seconds, arguments.threads);
  tell(std::to_string(arguments.threads) + " threads, one allocation in " + std::to_string(Crowd::one_in) + " fails",
       crowd->histogram);
  verdict.add(crowd->verdict);
  const auto acknowledged = std::move(crowd->acknowledged);
  crowd.reset();
  verdict.add(audit(*open_sqlite(options), acknowledged));
}

/// A closed database with answers 1 to 10.
std::string make_original(const Folder& folder) {
  const auto database = open_sqlite({.path = folder.path("original.db")});
  open_books(*database);
  for (std::int64_t token = 1; token <= 10; ++token) (void)write_answer(*database, token);
  return folder.path("original.db");
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments =
      read_arguments(argc, argv, "Want of memory at every allocation", {.threads = 4, .seconds = 2.0});
  take_over_memory();
  std::set_terminate(complain_and_end);
  const Folder folder(arguments);
  const std::string original = make_original(folder);
  Verdict verdict;
  sweep(folder, original, false, verdict);
  sweep(folder, original, true, verdict);
  crowd(folder, arguments, verdict);
  return close_books(verdict);
}
