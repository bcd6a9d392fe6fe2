#include "server_process.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace haven::benchmarks {
namespace {

/// Built beside this program.
std::filesystem::path server_program() {
  const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const auto program = here.parent_path() / "examples/server/haven-server";
  if (!std::filesystem::exists(program)) throw std::runtime_error("build haven-server first: " + program.string());
  return program;
}

/// Runs in the child; does not return.
[[noreturn]] void become_server(const char* program, const char* database, const char* key, int output) {
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);  // the log
  ::setenv("HAVEN_SIGNING_KEY", key, 1);
  ::execl(program, program, "serve", "--database", database, "--port", "0", "--no-rate-limit", nullptr);
  ::_exit(127);
}

std::uint16_t port_in(const std::string& line) {
  const auto colon = line.rfind(':');
  if (colon == std::string::npos) throw std::runtime_error("haven-server did not start: " + line);
  return static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
}

std::string first_line(int output) {
  std::string line;
  for (char c = 0; ::read(output, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

}  // namespace

ServerProcess::ServerProcess(const std::filesystem::path& database, const std::string& signing_key) {
  const auto program = server_program();
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  process_ = ::fork();
  if (process_ == 0) become_server(program.c_str(), database.c_str(), signing_key.c_str(), pipe[1]);
  ::close(pipe[1]);
  const std::string line = first_line(pipe[0]);
  ::close(pipe[0]);
  try {
    port_ = port_in(line);
  } catch (...) {
    ::waitpid(process_, nullptr, 0);
    throw;
  }
}

ServerProcess::~ServerProcess() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

double ServerProcess::resident_megabytes() const {
  std::ifstream status("/proc/" + std::to_string(process_) + "/status");
  for (std::string word; status >> word;) {
    double kibibytes = 0.0;
    if (word == "VmRSS:" && status >> kibibytes) return kibibytes / 1024.0;
  }
  throw std::runtime_error("haven-server is gone");
}

}  // namespace haven::benchmarks
