// Many threads in two processes on one file, and readers among them: nobody ever hears of a lock, nobody waits long,
// nothing is lost.
#include <cstdio>
#include <fstream>
#include <sys/wait.h>

#include "crew.hpp"
#include "folder.hpp"
#include "storage/child_process.hpp"

using namespace haven;
using namespace haven::torture;

namespace {

constexpr std::int64_t tokens_apart = std::int64_t{1} << 32;

/// Reads until it is stopped.
class Reader {
 public:
  explicit Reader(Database& database) : thread_([this, &database] { work(database); }) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { (void)stop(); }

  /// What went wrong; empty when nothing did.
  [[nodiscard]] std::string stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    return error_;
  }

 private:
  void work(Database& database) {
    while (!stopping_) {
      try {
        (void)read_books(database);
      } catch (const std::exception& error) {
        error_ = error.what();
      }
    }
  }

  std::atomic<bool> stopping_ = false;
  std::string error_;
  std::thread thread_;
};

void save(const std::vector<Entry>& entries, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(entries.data()),
             static_cast<std::streamsize>(entries.size() * sizeof(Entry)));
}

std::vector<Entry> load(const std::string& path) {
  std::vector<Entry> entries;
  std::ifstream file(path, std::ios::binary);
  for (Entry entry; file.read(reinterpret_cast<char*>(&entry), sizeof entry);) entries.push_back(entry);
  return entries;
}

void tell(const Log& log, const std::string& reading) {
  std::printf("a process: %zu answers, wait p50 %.2f ms, p99 %.2f ms, longest %.1f ms, %d raw errors\n",
              log.acknowledged.size(), quantile(log.milliseconds, 0.5), quantile(log.milliseconds, 0.99),
              quantile(log.milliseconds, 1.0), log.raw_errors);
  for (const auto& [error, count] : log.errors) std::printf("  %d times \"%s\"\n", count, error.c_str());
  if (!reading.empty()) std::printf("  a reader: \"%s\"\n", reading.c_str());
  std::fflush(stdout);
}

/// One of the processes: writes, reads, and leaves in a file what was acknowledged. Throws when an error reached a
/// caller.
void take_part(const SqliteOptions& options, const Arguments& arguments, std::int64_t number, const std::string& file) {
  const auto database = open_sqlite(options);
  Crew crew(*database, arguments.threads, 1 + number * tokens_apart);
  Reader reader(*database);
  crew.start();
  std::this_thread::sleep_for(std::chrono::duration<double>(arguments.seconds));
  const Log log = crew.stop();
  const std::string reading = reader.stop();
  tell(log, reading);
  save(log.acknowledged, file);
  if (!log.errors.empty() || !reading.empty()) throw std::runtime_error("an error reached a caller");
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = read_arguments(argc, argv, "Two processes of many threads each write to one file",
                                             {.threads = 32, .seconds = 3.0});
  const Folder folder(arguments);
  const SqliteOptions options = sqlite_options(arguments, folder.path("contention.db"));
  open_books(*open_sqlite(options));
  constexpr int processes = 2;
  std::vector<std::unique_ptr<test::ChildProcess>> children;
  const auto file = [&](int number) { return folder.path("acknowledged." + std::to_string(number)); };
  std::fflush(stdout);
  for (int i = 0; i < processes; ++i) {
    children.push_back(std::make_unique<test::ChildProcess>([&, i] { take_part(options, arguments, i, file(i)); }));
  }
  std::vector<Entry> acknowledged;
  Verdict verdict;
  for (int i = 0; i < processes; ++i) {
    if (children[static_cast<std::size_t>(i)]->wait() != 0) verdict.find("a process failed");
    for (const Entry& entry : load(file(i))) acknowledged.push_back(entry);
  }
  verdict.add(audit(*open_sqlite(options), acknowledged));
  return close_books(verdict);
}
