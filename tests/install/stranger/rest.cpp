#include <haven/platform.hpp>
#include <haven/rest/server.hpp>
#include <haven/storage/migrate.hpp>
#include <haven/storage/sqlite.hpp>
#include <iostream>
#include <string>

// The whole platform is served from somebody else's process, and stopped again.
int main() {
  const auto database = haven::open_sqlite({.path = ":memory:"});
  haven::migrate(*database);

  haven::PlatformOptions options;
  options.accounts.signing_keys = {{.id = "only", .secret = std::string(32, 'k')}};
  haven::Platform platform(*database, haven::system_clock(), options);

  haven::rest::ServerOptions server_options;
  server_options.port = 0;
  haven::rest::Server server(platform, haven::system_clock(), server_options);
  server.start();
  std::cout << "serving on port " << server.port() << '\n';
  const bool is_serving = server.port() != 0;
  server.stop();
  return is_serving ? 0 : 1;
}
