// The command that serves.
#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <sys/resource.h>

#include "haven/core/clock.hpp"
#include "haven/core/version.hpp"
#include "haven/platform.hpp"
#include "haven/rest/server.hpp"
#include "haven/services/media_store.hpp"

#include "commands.hpp"

namespace {

void write_log(std::string_view line) {
  const std::string whole = std::string(line) + '\n';
  std::fwrite(whole.data(), 1, whole.size(), stderr);
}

/// Blocks until the process is asked to stop. Signals are blocked before any thread starts, so that none takes them.
class StopSignal {
 public:
  StopSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void wait() const {
    int received = 0;
    sigwait(&signals_, &received);
  }

 private:
  sigset_t signals_{};
};

std::string address_of(const haven::rest::ServerOptions& options, std::uint16_t port) {
  const bool is_ipv6 = options.address.find(':') != std::string::npos;
  return "http://" + (is_ipv6 ? "[" + options.address + "]" : options.address) + ":" + std::to_string(port);
}

/// Each connection takes a file descriptor, and the usual soft limit of 1,024 is far below what the server can hold.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int run_serve(const Settings& settings) {
  raise_descriptor_limit();
  haven::PlatformOptions platform_options;
  platform_options.accounts.signing_keys = {{"1", signing_key(settings)}};
  platform_options.accounts.hash_memory = settings.password_memory << 20U;
  platform_options.quiz = quiz_options(settings);
  haven::rest::ServerOptions options = server_options(settings);
  options.log = write_log;
  haven::rest::validate(options);

  const StopSignal stop;
  const auto database = open_current_database(settings);
  const auto media = settings.media_folder.empty() ? nullptr : haven::open_media_folder(settings.media_folder);
  options.media = media.get();
  haven::Platform platform(*database, haven::system_clock(), std::move(platform_options));
  haven::rest::Server server(platform, haven::system_clock(), options);
  server.start();
  std::cout << "Haven " << haven::version() << " is at " << address_of(options, server.port()) << std::endl;
  stop.wait();
  server.stop();
  std::cout << "Haven has stopped" << std::endl;
  return done;
}
