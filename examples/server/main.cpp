// haven-server: the whole platform behind HTTP, on one SQLite file. Everything it does, a host can do with the library.

#include <csignal>
#include <iostream>
#include <string>
#include <sys/stat.h>

#include "haven/core/error.hpp"
#include "haven/core/version.hpp"

#include "commands.hpp"

namespace {

constexpr const char* footer = R"(Examples:
  haven-server migrate --database exam.db
  haven-server import-items --database exam.db questions.json more.csv
  echo 'a long password' | haven-server create-user --database exam.db --email me@example.org --name Me --password-stdin
  openssl rand -base64 48 > signing.key
  haven-server serve --database exam.db --signing-key-file signing.key
  haven-server backup --database exam.db backups/monday && haven-server verify backups/monday

Every option can also be set as HAVEN_<NAME> in the environment (HAVEN_PORT=9000) or in the file of --config.
"haven-server serve --help" lists the options of a command.

Exit status: 0 done; 1 failed; 2 bad use; 3 looked at and not as it should be (verify, status).)";

struct Command {
  const char* name;
  int (*run)(const Settings&);
};
constexpr Command commands[] = {{"serve", run_serve},         {"migrate", run_migrate},         {"status", run_status},
                                {"import-items", run_import}, {"create-user", run_create_user}, {"backup", run_backup},
                                {"verify", run_verify},       {"restore", run_restore}};

int run(CLI::App& app, AllSettings& all) {
  if (app.get_subcommands().empty()) throw UsageError("give a command (see haven-server --help)");
  CLI::App& chosen = *app.get_subcommands().front();
  Settings& settings = all.at(chosen.get_name());
  if (!settings.config.empty()) apply_config_file(app, chosen, settings.config);
  for (const Command& command : commands)
    if (chosen.get_name() == command.name) return command.run(settings);
  throw UsageError(chosen.get_name() + ": no such command");
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
    app.footer(footer);
    app.set_version_flag("--version", std::string(haven::version()));
    declare_commands(app, settings);
    app.parse(argc, argv);
    return run(app, settings);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::Error& error) {
    return complain(std::string(error.what()) + " (see haven-server --help)", misused);
  } catch (const UsageError& error) {
    return complain(error.what(), misused);
  } catch (const haven::Error& error) {
    return complain(error.what(), error.code() == haven::ErrorCode::invalid_argument ? misused : failed);
  } catch (const std::exception& error) {
    return complain(error.what(), failed);
  }
}
