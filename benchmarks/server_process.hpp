#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace haven::benchmarks {

/// A haven-server of its own on a free port, ended by its process id.
class ServerProcess {
 public:
  /// Starts `haven-server serve` on a database; returns once it says that it serves. Throws std::runtime_error when it
  /// does not.
  ServerProcess(const std::filesystem::path& database, const std::string& signing_key);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Memory of the process that lies in RAM, in MB.
  [[nodiscard]] double resident_megabytes() const;

 private:
  int process_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace haven::benchmarks
