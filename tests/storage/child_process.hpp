#pragma once

#include <cstdlib>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace haven::test {

/// A copy of this process that runs `work` and ends. Start it while this process has one thread only.
class ChildProcess {
 public:
  template <class Work>
  explicit ChildProcess(Work work) : id_(fork()) {
    if (id_ < 0) throw std::runtime_error("fork");
    if (id_ > 0) return;
    int status = 1;
    try {
      work();
      status = 0;
    } catch (...) {  // tells the parent by its exit status
    }
    _exit(status);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() { (void)wait(); }

  void kill(int signal) const { ::kill(id_, signal); }
  /// How it ended, as waitpid() says.
  int wait() {
    if (!ended_) waitpid(id_, &status_, 0);
    ended_ = true;
    return status_;
  }

 private:
  pid_t id_;
  int status_ = 0;
  bool ended_ = false;
};

}  // namespace haven::test
