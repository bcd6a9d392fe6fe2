#include <haven/platform.hpp>
#include <haven/storage/migrate.hpp>
#include <haven/storage/sqlite.hpp>
#include <iostream>
#include <string>

// An account is made in a database in memory, and its owner logs in.
int main() {
  const auto database = haven::open_sqlite({.path = ":memory:"});
  haven::migrate(*database);

  haven::PlatformOptions options;
  options.accounts.signing_keys = {{.id = "only", .secret = std::string(32, 'k')}};
  haven::Platform platform(*database, haven::system_clock(), options);

  const std::string email = "ada@example.org";
  const std::string password = "correct horse battery staple";
  platform.accounts().create_user({.email = email, .password = password, .display_name = "Ada"});
  const auto tokens =
      platform.accounts().login({.email = email, .password = password, .ip = "127.0.0.1", .user_agent = ""});
  const auto caller = platform.accounts().authenticate(tokens.access_token);
  std::cout << platform.accounts().me(caller).display_name << " is logged in\n";
  return platform.accounts().me(caller).email == email ? 0 : 1;
}
