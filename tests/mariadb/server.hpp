#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "haven/storage/mariadb.hpp"

#include "storage/temporary_folder.hpp"

namespace haven::test {

struct ServerOptions {
  bool tcp = false;                    ///< listens on a free port of 127.0.0.1 too
  bool synced = false;                 ///< what is committed is on the disk, not only with the system
  std::vector<std::string> arguments;  ///< more of mariadbd's
};

/// A MariaDB server of the test's own: in a temporary folder, on a unix socket, gone with the object and with the
/// process. Start it from the main thread. Throws std::runtime_error when it does not start.
class MariadbServer {
 public:
  explicit MariadbServer(ServerOptions options = {});
  ~MariadbServer();
  MariadbServer(const MariadbServer&) = delete;
  MariadbServer& operator=(const MariadbServer&) = delete;

  void start();
  /// Waits until it has ended in order.
  void stop();
  void kill();
  /// Stops its process where it stands, and lets it go on.
  void freeze() const;
  void thaw() const;

  /// Runs SQL as the administrator, on a connection of its own.
  void run(const std::string& sql) const;
  /// The first column of the first row.
  [[nodiscard]] std::string ask(const std::string& sql) const;

  /// Makes an empty database and says how to open it, through the socket.
  [[nodiscard]] MariadbOptions new_database();
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string path(const std::string& file) const { return folder_.path(file); }

 private:
  [[nodiscard]] std::vector<std::string> command_line() const;
  void wait_until_ready();
  void end(int signal);

  ServerOptions options_;
  TemporaryFolder folder_;
  int port_ = 0;
  pid_t process_ = 0;
  int databases_ = 0;
};

/// The server that the tests of this program share; it ends with the last of them.
[[nodiscard]] MariadbServer& shared_server();

}  // namespace haven::test
