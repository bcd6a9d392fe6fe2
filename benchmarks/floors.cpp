#include "floors.hpp"

#include <algorithm>
#include <array>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fcntl.h>
#include <mutex>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace haven::benchmarks {
namespace {

double read_clock(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

[[noreturn]] void usage() {
  std::fputs("options: --seconds S  --runs N  --only TEXT  --folder PATH  --fixed OPERATIONS\n", stderr);
  std::exit(2);
}

/// The first exception of several threads.
class FirstError {
 public:
  void note() {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr error_;
};

std::vector<double> repeat(const Settings& settings, const Operation& operation) {
  std::vector<double> latencies;
  const double end = now_in_seconds() + settings.seconds;
  const auto enough = [&] {
    if (settings.fixed > 0) return latencies.size() >= static_cast<std::size_t>(settings.fixed);
    return now_in_seconds() >= end;
  };
  while (!enough()) latencies.push_back(operation());
  return latencies;
}

}  // namespace

Settings parse_settings(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc) usage();
    const std::string value = argv[i + 1];
    try {
      if (name == "--seconds")
        settings.seconds = std::stod(value);
      else if (name == "--runs")
        settings.runs = std::stoi(value);
      else if (name == "--only")
        settings.only = value;
      else if (name == "--folder")
        settings.folder = value;
      else if (name == "--fixed")
        settings.fixed = std::stoi(value);
      else
        usage();
    } catch (const std::logic_error&) {
      usage();
    }
  }
  return settings;
}

double Sample::percentile(double share) const {
  if (latencies.empty()) return 0.0;
  std::vector<double> sorted = latencies;
  std::sort(sorted.begin(), sorted.end());
  const auto place = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
  return 1e3 * sorted[std::min(place, sorted.size() - 1)];
}

Stopwatch::Stopwatch() : begin_(now_in_seconds()), cpu_begin_(process_cpu_seconds()) {}

Sample Stopwatch::sample(std::vector<double> latencies) const {
  return {elapsed(), process_cpu_seconds() - cpu_begin_, std::move(latencies)};
}

double Stopwatch::elapsed() const { return now_in_seconds() - begin_; }

double now_in_seconds() { return read_clock(CLOCK_MONOTONIC); }
double process_cpu_seconds() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }
double thread_cpu_seconds() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

double most_resident_megabytes() {
  rusage use{};
  ::getrusage(RUSAGE_SELF, &use);
  return static_cast<double>(use.ru_maxrss) / 1024.0;
}

Sample run_threads(const Settings& settings, int threads, const std::function<Operation(int)>& make) {
  std::vector<std::vector<double>> latencies(static_cast<std::size_t>(threads));
  std::barrier ready(threads + 1);
  FirstError error;
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      Operation operation;
      try {
        operation = make(i);
      } catch (...) {
        error.note();
      }
      ready.arrive_and_wait();
      if (operation) try {
          latencies[static_cast<std::size_t>(i)] = repeat(settings, operation);
        } catch (...) {
          error.note();
        }
    });
  }
  ready.arrive_and_wait();
  const Stopwatch watch;
  for (std::thread& thread : running) thread.join();
  std::vector<double> all;
  for (const auto& some : latencies) all.insert(all.end(), some.begin(), some.end());
  error.rethrow();
  return watch.sample(std::move(all));
}

Sample best_of(const Settings& settings, const std::function<Sample()>& measure) {
  Sample best = measure();
  for (int run = 1; run < settings.runs; ++run) {
    Sample next = measure();
    if (next.rate() > best.rate()) best = std::move(next);
  }
  return best;
}

double syncs_a_second(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / ("haven-sync-" + std::to_string(::getpid()));
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR, 0600);
  const std::array<char, 4096> page{};
  constexpr off_t length = 1 << 22;
  const auto step = static_cast<off_t>(page.size());
  for (off_t at = 0; at < length; at += step) static_cast<void>(::pwrite(file, page.data(), page.size(), at));
  ::fsync(file);
  const Stopwatch watch;
  int count = 0;
  off_t at = 0;
  for (; watch.elapsed() < 0.3; ++count, at = (at + step) % length) {
    if (::pwrite(file, page.data(), page.size(), at) < 0 || ::fdatasync(file) != 0)
      throw std::runtime_error("cannot write to " + path.string());
  }
  const double rate = count / watch.elapsed();
  ::close(file);
  std::filesystem::remove(path);
  return rate;
}

FloorTable::FloorTable(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::printf("%-58s %12s %-10s %-14s %7s  %s\n", "row", "measured", "", "target", "syncs/s", "more");
}

void FloorTable::at_least(const std::string& name, double floor, double value, const std::string& unit,
                          const std::string& more) {
  char target[48];
  std::snprintf(target, sizeof target, "%s >= %g", value >= floor ? "met   " : "MISSED", floor);
  print(name, value, unit, target, more);
}

void FloorTable::at_most(const std::string& name, double floor, double value, const std::string& unit,
                         const std::string& more) {
  char target[48];
  std::snprintf(target, sizeof target, "%s <= %g", value <= floor ? "met   " : "MISSED", floor);
  print(name, value, unit, target, more);
}

void FloorTable::note(const std::string& name, double value, const std::string& unit, const std::string& more) {
  print(name, value, unit, "", more);
}

void FloorTable::print(const std::string& name, double value, const std::string& unit, const std::string& target,
                       const std::string& more) const {
  std::printf("%-58s %12.4g %-10s %-14s %7.0f  %s\n", name.c_str(), value, unit.c_str(), target.c_str(),
              syncs_a_second(folder_), more.c_str());
  std::fflush(stdout);
}

std::string details(const Sample& sample) {
  char text[128];
  std::snprintf(text, sizeof text, "p50 %.3f ms, p99 %.3f ms, %.0f us of CPU each", sample.percentile(0.50),
                sample.percentile(0.99), sample.cpu_microseconds());
  return text;
}

}  // namespace haven::benchmarks
