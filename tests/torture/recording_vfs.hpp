#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ledger.hpp"

namespace haven::torture {

/// One thing that SQLite did to a file, or that was told to a caller, in the order of time.
struct Operation {
  enum class Kind { write, truncate, sync, remove, acknowledge };
  Kind kind = Kind::write;
  std::string file{};          ///< its last name
  std::int64_t offset = 0;     ///< of a write; the new size of a truncation
  std::string bytes{};         ///< of a write
  bool folder_synced = false;  ///< with a sync or a removal: which files there are is on the disk too
  Entry entry{};               ///< that was acknowledged
};

/// Stands between SQLite and its files as the default VFS, from construction to destruction, and notes what is done to
/// the files of one folder. The shared memory of a write-ahead log is left out: it does not outlive a computer. One at
/// a time. Thread-safe.
class RecordingVfs {
 public:
  explicit RecordingVfs(std::string folder);
  RecordingVfs(const RecordingVfs&) = delete;
  RecordingVfs& operator=(const RecordingVfs&) = delete;
  ~RecordingVfs();

  void acknowledge(const Entry& entry);
  /// All so far, and begins anew.
  [[nodiscard]] std::vector<Operation> take();

  struct Shim;

 private:
  std::unique_ptr<Shim> shim_;
};

}  // namespace haven::torture
