#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace haven::benchmarks {

/// What the command line of a program of floors says.
struct Settings {
  double seconds = 2.0;  ///< of one measurement
  int runs = 3;          ///< of each row, the best of which counts: others use the machine too
  std::string only;      ///< measure rows with this text in their names; empty: all
  std::filesystem::path folder = std::filesystem::current_path();  ///< for databases; its disk is what is measured
  int fixed = 0;  ///< operations of a thread in place of `seconds`, for counting instructions

  [[nodiscard]] bool wants(const std::string& row) const { return row.find(only) != std::string::npos; }
};
/// Ends the program with a word on usage when the command line makes no sense.
[[nodiscard]] Settings parse_settings(int argc, char** argv);

/// Times of many operations.
struct Sample {
  double seconds = 0.0;           ///< from the first operation to the last
  double cpu_seconds = 0.0;       ///< of the process meanwhile
  std::vector<double> latencies;  ///< in seconds

  [[nodiscard]] double rate() const { return static_cast<double>(latencies.size()) / seconds; }
  [[nodiscard]] double cpu_microseconds() const { return 1e6 * cpu_seconds / static_cast<double>(latencies.size()); }
  /// In milliseconds; `share` in 0..1.
  [[nodiscard]] double percentile(double share) const;
};

/// Adds up what a measurement times.
class Stopwatch {
 public:
  Stopwatch();
  /// Ends the measurement.
  [[nodiscard]] Sample sample(std::vector<double> latencies) const;
  [[nodiscard]] double elapsed() const;

 private:
  double begin_;
  double cpu_begin_;
};

[[nodiscard]] double now_in_seconds();
/// CPU time of the whole process, and of the calling thread.
[[nodiscard]] double process_cpu_seconds();
[[nodiscard]] double thread_cpu_seconds();

/// The most memory of this process that has lain in RAM, in MB.
[[nodiscard]] double most_resident_megabytes();

/// One operation; returns how long the part of it took that is to be timed, in seconds.
using Operation = std::function<double()>;
/// Runs an operation over and over on each of `threads` threads. `make` is called on each of them before the clock
/// starts. An exception ends the program's run with that exception.
[[nodiscard]] Sample run_threads(const Settings& settings, int threads, const std::function<Operation(int)>& make);
/// The best of the runs, by rate.
[[nodiscard]] Sample best_of(const Settings& settings, const std::function<Sample()>& measure);

/// What the disk of a folder makes durable: overwrites of 4 KiB with fdatasync, a second.
[[nodiscard]] double syncs_a_second(const std::filesystem::path& folder);

/// The table of what was measured beside what it has to be.
class FloorTable {
 public:
  explicit FloorTable(std::filesystem::path folder);

  /// A value that must be at least, or at most, `floor`.
  void at_least(const std::string& name, double floor, double value, const std::string& unit,
                const std::string& more = {});
  void at_most(const std::string& name, double floor, double value, const std::string& unit,
               const std::string& more = {});
  /// A value without a floor, to compare with.
  void note(const std::string& name, double value, const std::string& unit, const std::string& more = {});

 private:
  void print(const std::string& name, double value, const std::string& unit, const std::string& target,
             const std::string& more) const;

  std::filesystem::path folder_;
};

/// "p50 0.31 ms, p99 1.20 ms, 95 us of CPU each".
[[nodiscard]] std::string details(const Sample& sample);

}  // namespace haven::benchmarks
