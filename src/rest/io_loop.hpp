#pragma once

// Includes Asio: only for transport.cpp.

#include <chrono>
#include <functional>
#include <thread>
#include <unordered_set>
#include <utility>

#include "rest/response_head.hpp"

#include <boost/asio.hpp>

namespace haven::rest {

using SteadyClock = std::chrono::steady_clock;

/// A connection as its loop sees it.
class LoopMember {
 public:
  virtual ~LoopMember() = default;
  /// Acts when its deadline has passed.
  virtual void check_deadline(SteadyClock::time_point now) = 0;
  /// Ends what no request is waiting for.
  virtual void begin_stop() = 0;
  virtual void close() = 0;
};

/// One I/O thread with its own io_context. Members register themselves, and come, act and go on that thread alone.
///
/// One tick for all members, ten times a second, stands in for a timer for each: a connection then costs nothing while
/// it waits, and a request sets its deadlines by writing down a time.
class IoLoop {
 public:
  IoLoop() = default;
  ~IoLoop() { join(); }
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;

  /// Throws std::system_error. From then on everything below but post() and join() belongs to the thread.
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  /// Runs `task` on the thread, if it is still there.
  void post(std::function<void()> task) { boost::asio::post(context, std::move(task)); }
  /// Leaves what is not done yet to the destructor.
  void join() {
    context.stop();
    if (thread_.joinable()) thread_.join();
  }

  void begin_stop() {
    for (LoopMember* member : members) member->begin_stop();
  }
  void cut_all() {
    for (LoopMember* member : members) member->close();
  }

  std::unordered_set<LoopMember*> members;  // outlives the context, whose handlers own the members
  std::function<void()> on_tick;            // further work for this thread
  HttpDate date;
  boost::asio::io_context context{1};

 private:
  static constexpr std::chrono::milliseconds tick{100};

  void run() {
    while (!context.stopped()) {
      try {
        schedule_tick();
        context.run();
      } catch (...) {
        // Out of memory in one handler: its connection is gone with the unwinding, the others go on.
      }
    }
  }

  void schedule_tick() {
    ticker_.expires_after(tick);
    ticker_.async_wait([this](boost::system::error_code cancelled) {
      if (!cancelled) handle_tick();
    });
  }

  void handle_tick() {
    schedule_tick();
    const auto now = SteadyClock::now();
    for (LoopMember* member : members) member->check_deadline(now);
    if (on_tick) on_tick();
  }

  boost::asio::steady_timer ticker_{context};
  std::thread thread_;
};

}  // namespace haven::rest
