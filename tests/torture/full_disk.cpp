// A full disk: threads write into a file system of a few megabytes until nothing goes in any more. Every answer is
// acknowledged and there, or refused by an error that says why; reads go on; and when there is room again, so do
// writes.
#include <csignal>
#include <cstdio>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "crew.hpp"
#include "folder.hpp"

using namespace haven;
using namespace haven::torture;

namespace {

constexpr rlim_t first_bytes = 3 << 20;
constexpr rlim_t more_bytes = 1 << 20;

/// A place that can be filled.
class SmallDisk {
 public:
  virtual ~SmallDisk() = default;
  [[nodiscard]] virtual std::string path(const std::string& file) const = 0;
  /// Gives it another megabyte.
  virtual void make_room() = 0;
};

/// A small tmpfs, in a mount namespace of this process's own: it goes with the process.
class SmallFileSystem final : public SmallDisk {
 public:
  explicit SmallFileSystem(std::string folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    mounted_ = enter_namespace() && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 && mount(0);
  }
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] std::string path(const std::string& file) const override { return folder_ + '/' + file; }
  void make_room() override {
    bytes_ += more_bytes;
    if (!mount(MS_REMOUNT)) throw std::runtime_error("the file system does not grow");
  }

 private:
  // Who is not root may mount in a namespace of users, in which there is nobody but himself.
  static bool enter_namespace() {
    const auto user = std::to_string(geteuid());
    const auto group = std::to_string(getegid());
    if (geteuid() == 0) return ::unshare(CLONE_NEWNS) == 0;
    return ::unshare(CLONE_NEWNS | CLONE_NEWUSER) == 0 && tell("setgroups", "deny") &&
           tell("uid_map", user + ' ' + user + " 1") && tell("gid_map", group + ' ' + group + " 1");
  }
  static bool tell(const std::string& file, const std::string& what) {
    std::ofstream to("/proc/self/" + file);
    to << what << std::flush;
    return to.good();
  }

  [[nodiscard]] bool mount(unsigned long flags) const {
    return ::mount("torture", folder_.c_str(), "tmpfs", flags, ("size=" + std::to_string(bytes_)).c_str()) == 0;
  }

  std::string folder_;
  rlim_t bytes_ = 2 * first_bytes;  // for file and log
  bool mounted_ = false;
};

/// Where nothing may be mounted: files that may not grow beyond a size.
class SmallFiles final : public SmallDisk {
 public:
  explicit SmallFiles(std::string folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    std::signal(SIGXFSZ, SIG_IGN);
    set_limit(bytes_);
  }
  ~SmallFiles() override { set_limit(RLIM_INFINITY); }
  [[nodiscard]] std::string path(const std::string& file) const override { return folder_ + '/' + file; }
  void make_room() override { set_limit(bytes_ += more_bytes); }

 private:
  static void set_limit(rlim_t bytes) {
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = std::min(bytes, limit.rlim_max);
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }

  std::string folder_;
  rlim_t bytes_ = first_bytes;
};

std::unique_ptr<SmallDisk> make_disk(const std::string& folder) {
  auto small = std::make_unique<SmallFileSystem>(folder + "/mounted");
  std::puts(small->mounted() ? "on a small tmpfs" : "nothing can be mounted here: with a limit on the size of files");
  if (small->mounted()) return small;
  return std::make_unique<SmallFiles>(folder + "/limited");
}

/// Writes until hardly anything goes in, while the books are read.
Log fill(Database& database, int threads, std::int64_t first, Verdict& verdict) {
  Crew crew(database, threads, first);
  crew.words = 3000;
  std::atomic<int> refused_in_a_row = 0;
  crew.acknowledged = [&](const Entry&) { refused_in_a_row = 0; };
  crew.refused = [&](const std::exception&) { ++refused_in_a_row; };
  crew.start();
  while (refused_in_a_row < 100) {
    try {
      (void)read_books(database);
    } catch (const std::exception& error) {
      verdict.find(std::string("a read did not go on: ") + error.what());
    }
  }
  return crew.stop();
}

void tell(int cycle, const Log& log, Verdict& verdict) {
  std::printf("cycle %d: %zu answers acknowledged;", cycle, log.acknowledged.size());
  for (const auto& [error, count] : log.errors) {
    std::printf(" %s %d;", error.c_str(), count);
    if (error != "unavailable full" && error != "unavailable lost") verdict.find(error);
  }
  std::puts("");
  if (log.acknowledged.empty()) verdict.find("nothing went in although there was room");
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments =
      read_arguments(argc, argv, "A disk that is full, and has room again", {.rounds = 10, .threads = 4});
  const Folder folder(arguments);
  const auto disk = make_disk(folder.path("small"));
  const SqliteOptions options = sqlite_options(arguments, disk->path("full.db"));
  std::vector<Entry> acknowledged;
  Verdict verdict;
  {
    const auto database = open_sqlite(options);
    open_books(*database);
    for (int cycle = 0; cycle < arguments.rounds; ++cycle) {
      const Log log = fill(*database, arguments.threads, 1 + cycle * (std::int64_t{1} << 32), verdict);
      tell(cycle, log, verdict);
      acknowledged.insert(acknowledged.end(), log.acknowledged.begin(), log.acknowledged.end());
      disk->make_room();
    }
  }
  verdict.add(audit(*open_sqlite(options), acknowledged));
  return close_books(verdict);
}
