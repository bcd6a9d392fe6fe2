// haven-server: the whole platform behind HTTP, on one SQLite file. Everything it does, a host can do with the library.

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>

#include "haven/core/clock.hpp"
#include "haven/core/error.hpp"
#include "haven/core/version.hpp"
#include "haven/platform.hpp"
#include "haven/rest/server.hpp"
#include "haven/storage/migrate.hpp"
#include "haven/storage/sqlite.hpp"

#include "settings.hpp"

namespace {

constexpr const char* examples = R"(Examples:
  haven-server migrate --database exam.db
  haven-server import-items --database exam.db questions.json more.csv
  echo 'a long password' | haven-server create-user --database exam.db --email me@example.org --name Me --password-stdin
  openssl rand -base64 48 > signing.key
  haven-server serve --database exam.db --signing-key-file signing.key

Every option can also be set as HAVEN_<NAME> in the environment (HAVEN_PORT=9000) or in the file of --config.
"haven-server serve --help" lists the options of a command.)";

std::unique_ptr<haven::Database> open_database(const Settings& settings) {
  return haven::open_sqlite({.path = settings.database});
}

/// Commands on a database need its schema as this program knows it.
std::unique_ptr<haven::Database> open_current_database(const Settings& settings) {
  auto database = open_database(settings);
  const auto version = haven::schema_version(*database);
  if (version.database < version.library)
    throw std::runtime_error(settings.database + ": the schema is not up to date: run haven-server migrate first");
  if (version.database > version.library)
    throw std::runtime_error(settings.database + ": the schema is newer than this program");
  return database;
}

int run_migrate(const Settings& settings) {
  const auto report = haven::migrate(*open_database(settings));
  std::cout << settings.database << ": schema version " << report.version_after << ", " << report.applied.size()
            << " migrations applied\n";
  return 0;
}

haven::ImportSource import_source(const std::string& path) {
  if (path.ends_with(".json")) return {path, haven::ImportFormat::json, read_file(path)};
  if (path.ends_with(".csv")) return {path, haven::ImportFormat::csv, read_file(path)};
  throw UsageError(path + ": must end in .json or .csv");
}

int run_import(const Settings& settings) {
  std::vector<haven::ImportSource> sources;
  for (const std::string& path : settings.files) sources.push_back(import_source(path));
  const auto database = open_current_database(settings);
  const auto report = haven::make_question_service(*database, haven::system_clock())->import(sources);
  for (const auto& problem : report.problems)
    std::cerr << problem.source << ":" << problem.line << ": " << problem.message << '\n';
  if (!report.problems.empty()) throw std::runtime_error("nothing was imported");
  std::cout << report.inserted << " inserted, " << report.updated << " updated, " << report.unchanged << " unchanged\n";
  return 0;
}

/// Never from the command line, where every user of the machine can read it.
std::string read_password(const Settings& settings) {
  std::string password;
  const char* given = std::getenv("HAVEN_PASSWORD");
  if (settings.password_stdin)
    std::getline(std::cin, password);
  else if (given != nullptr)
    password = given;
  if (password.empty()) throw UsageError("no password: give --password-stdin or HAVEN_PASSWORD");
  return password;
}

/// The account service asks for a key; creating a user signs nothing.
std::string unused_key() {
  std::random_device device;
  std::string key;
  for (int i = 0; i < 32; ++i) key += static_cast<char>(device());
  return key;
}

int run_create_user(const Settings& settings) {
  const std::string password = read_password(settings);
  const auto database = open_current_database(settings);
  haven::AccountOptions options;
  options.signing_keys = {{"unused", unused_key()}};
  const auto accounts = haven::make_account_service(*database, haven::system_clock(), options);
  const auto user = accounts->create_user({settings.email, password, settings.name, *haven::parse_role(settings.role)});
  std::cout << "created " << settings.role << ' ' << user.email << " with id " << to_string(user.id) << '\n';
  return 0;
}

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

int run_serve(const Settings& settings) {
  raise_descriptor_limit();
  haven::PlatformOptions platform_options;
  platform_options.accounts.signing_keys = {{"1", signing_key(settings)}};
  platform_options.quiz = quiz_options(settings);
  haven::rest::ServerOptions options = server_options(settings);
  options.log = write_log;
  haven::rest::validate(options);

  const StopSignal stop;
  const auto database = open_current_database(settings);
  haven::Platform platform(*database, haven::system_clock(), std::move(platform_options));
  haven::rest::Server server(platform, haven::system_clock(), options);
  server.start();
  std::cout << "Haven " << haven::version() << " is at " << address_of(options, server.port()) << std::endl;
  stop.wait();
  server.stop();
  std::cout << "Haven has stopped" << std::endl;
  return 0;
}

int run(CLI::App& app, AllSettings& all) {
  if (app.get_subcommands().empty())
    throw UsageError("give a command: serve, migrate, import-items or create-user (see haven-server --help)");
  CLI::App& command = *app.get_subcommands().front();
  Settings& settings = all.at(command.get_name());
  if (!settings.config.empty()) apply_config_file(app, command, settings.config);
  if (command.get_name() == "migrate") return run_migrate(settings);
  if (command.get_name() == "import-items") return run_import(settings);
  if (command.get_name() == "create-user") return run_create_user(settings);
  return run_serve(settings);
}

int complain(const std::string& message, int exit_code) {
  std::cerr << "haven-server: " << message << '\n';
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(077);                   // the database holds answer keys, addresses and hashes
  std::signal(SIGPIPE, SIG_IGN);  // a reader of the log that goes away must not end the server
  CLI::App app("Adaptive exams over HTTP, on one SQLite file.", "haven-server");
  AllSettings settings;
  try {
    app.footer(examples);
    app.set_version_flag("--version", std::string(haven::version()));
    declare_commands(app, settings);
    app.parse(argc, argv);
    return run(app, settings);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::Error& error) {
    return complain(std::string(error.what()) + " (see haven-server --help)", 2);
  } catch (const UsageError& error) {
    return complain(error.what(), 2);
  } catch (const haven::Error& error) {
    return complain(error.what(), error.code() == haven::ErrorCode::invalid_argument ? 2 : 1);
  } catch (const std::exception& error) {
    return complain(error.what(), 1);
  }
}
