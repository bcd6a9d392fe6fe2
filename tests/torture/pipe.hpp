#pragma once

#include <chrono>
#include <vector>

#include "ledger.hpp"

namespace haven::torture {

/// Carries entries from a process to its parent. Entries are smaller than what a pipe takes at once, so none arrives by
/// halves, whenever the sender dies.
class Pipe {
 public:
  Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe();

  /// Waits while the pipe is full. Thread-safe.
  void send(const Entry& entry) const;
  /// The parent calls this once the child is there, so that it hears when the child is gone.
  void close_sender();
  /// Appends what has come; false at the end of time, and when nothing can come any more.
  bool receive_until(std::chrono::steady_clock::time_point end, std::vector<Entry>& entries) const;

 private:
  int receiver_ = -1;
  int sender_ = -1;
};

}  // namespace haven::torture
