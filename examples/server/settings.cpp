#include "settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

std::string environment_name(const std::string& option) {
  std::string name = "HAVEN_" + option;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return name;
}

template <class Value>
CLI::Option* option(CLI::App* command, const std::string& name, Value& value, const std::string& help) {
  return command->add_option("--" + name, value, help)->envname(environment_name(name))->capture_default_str();
}

void flag(CLI::App* command, const std::string& name, bool& value, const std::string& help) {
  command->add_flag("--" + name, value, help)->envname(environment_name(name));
}

void declare_common(CLI::App* command, Settings& settings) {
  option(command, "config", settings.config, "JSON file with options, e.g. {\"port\": 9000}");
  option(command, "database", settings.database, "SQLite file");
  option(command, "durability", settings.durability,
         "of what is acknowledged: full survives a loss of power, normal a crash of the program")
      ->check(CLI::IsMember({"full", "normal"}));
}

void declare_exam(CLI::App* serve, Settings& settings) {
  auto& blueprint = settings.quiz.blueprint;
  settings.passing_standard = *blueprint.passing_standard;
  settings.time_limit_seconds = blueprint.time_limit->in_seconds();
  option(serve, "minimum-items", blueprint.minimum_items, "an exam has at least so many questions")->group("Exam");
  option(serve, "maximum-items", blueprint.maximum_items, "and at most so many")->group("Exam");
  option(serve, "passing-standard", settings.passing_standard, "ability that passes")->group("Exam");
  option(serve, "confidence-z", blueprint.confidence_z, "stop when the standard is so many standard errors away")
      ->group("Exam");
  option(serve, "time-limit-seconds", settings.time_limit_seconds, "for one exam; 0: none")
      ->check(CLI::Range(0.0, 1e7))
      ->group("Exam");
}

void declare_limits(CLI::App* serve, Settings& settings) {
  auto& server = settings.server;
  option(serve, "requests-per-minute", server.default_limit.requests, "per user, or per address without a login")
      ->group("Limits");
  option(serve, "password-memory", settings.password_memory,
         "MiB for one password hash; less lets more people log in at once")
      ->check(CLI::Range(19, 1024))
      ->group("Limits");
  option(serve, "logins-per-minute", server.authentication_limit.requests, "per address")->group("Limits");
  flag(serve, "no-rate-limit", settings.no_rate_limit, "for load tests only");
  option(serve, "workers", server.workers, "threads that wait for the database")->group("Limits");
  option(serve, "io-threads", server.io_threads, "threads that talk to clients")->group("Limits");
  option(serve, "connections", server.connections, "at once")->group("Limits");
  option(serve, "connections-per-address", server.connections_per_address, "at once; 0: no limit")->group("Limits");
  option(serve, "drain-seconds", settings.drain_seconds, "how long /readyz says 503 before the server stops")
      ->check(CLI::Range(0, 300))
      ->group("Limits");
}

void declare_serve(CLI::App& app, Settings& settings) {
  CLI::App* serve = app.add_subcommand("serve", "Serve the API and the exam page until SIGTERM or Ctrl-C");
  auto& server = settings.server;
  declare_common(serve, settings);
  option(serve, "address", server.address, "to listen on; \"::\" is every address");
  option(serve, "port", server.port, "to listen on; 0: any free one");
  option(serve, "base-path", server.base_path, "of the API");
  option(serve, "signing-key-file", settings.signing_key_file,
         "file with the secret (32 bytes or more) that signs access tokens; or set HAVEN_SIGNING_KEY");
  option(serve, "media-folder", settings.media_folder,
         "for what cards show, on a disk with hard links; made when it is not there. Empty: media are passed over");
  option(serve, "cors-origins", server.cors_origins, "web pages that may call the API")->delimiter(',');
  option(serve, "trusted-proxies", server.trusted_proxies, "whose X-Forwarded-For is believed")->delimiter(',');
  flag(serve, "no-exam-page", settings.no_exam_page, "serve the API only");
  declare_exam(serve, settings);
  declare_limits(serve, settings);
}

void declare_migrate(CLI::App& app, Settings& settings) {
  declare_common(app.add_subcommand("migrate", "Make the database, or bring its schema up to date"), settings);
}

void declare_status(CLI::App& app, Settings& settings) {
  declare_common(app.add_subcommand("status", "Tell the versions of the schema, and what is pending"), settings);
}

void declare_backup(CLI::App& app, Settings& settings) {
  CLI::App* command = app.add_subcommand("backup", "Copy the database, which may be in use, into a new folder");
  declare_common(command, settings);
  command->add_option("folder", settings.backup, "to be made")->required();
  option(command, "pause-milliseconds", settings.pause_milliseconds, "after each mebibyte, to leave the disk to others")
      ->check(CLI::Range(0, 60'000));
}

void declare_verify(CLI::App& app, Settings& settings) {
  CLI::App* command = app.add_subcommand("verify", "Check a backup, or else the database itself, which may be in use");
  declare_common(command, settings);
  command->add_option("folder", settings.backup, "a backup");
}

void declare_restore(CLI::App& app, Settings& settings) {
  CLI::App* command = app.add_subcommand("restore", "Put the database of a backup in the place of --database");
  declare_common(command, settings);
  command->add_option("folder", settings.backup, "the backup")->required();
  command->add_flag("--force", settings.force, "replace a database that is there; never one that is open");
}

void declare_import(CLI::App& app, Settings& settings) {
  CLI::App* command = app.add_subcommand("import-items", "Store the questions of JSON or CSV files: all or none");
  declare_common(command, settings);
  command->add_option("files", settings.files, "files that end in .json or .csv")->required();
}

void declare_create_user(CLI::App& app, Settings& settings) {
  CLI::App* command = app.add_subcommand("create-user", "Create an account");
  declare_common(command, settings);
  command->add_option("--email", settings.email, "to log in with")->required();
  command->add_option("--name", settings.name, "to be shown")->required();
  command->add_option("--role", settings.role, "student, instructor or admin")
      ->check(CLI::IsMember({"student", "instructor", "admin"}))
      ->capture_default_str();
  command->add_flag("--password-stdin", settings.password_stdin,
                    "read the password from the first line of standard input; else from HAVEN_PASSWORD");
}

json read_config(const std::string& path) {
  const json config = json::parse(read_file(path), nullptr, false);
  if (!config.is_object()) throw UsageError(path + ": not a JSON object");
  return config;
}

std::string option_name(std::string key) {
  std::replace(key.begin(), key.end(), '_', '-');
  return "--" + key;
}

bool is_known(const CLI::App& app, const std::string& name) {
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(commands.begin(), commands.end(),
                     [&](const CLI::App* command) { return command->get_option_no_throw(name) != nullptr; });
}

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

void set_option(CLI::Option& option, const json& value) {
  const json values = value.is_array() ? value : json::array({value});
  for (const json& element : values) option.add_result(text_of(element));
  option.run_callback();
}

bool is_weak(const std::string& key) {
  constexpr std::size_t fewest_different_bytes = 8;
  return key.size() < 32 || std::set<char>(key.begin(), key.end()).size() < fewest_different_bytes;
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (!file || !(content << file.rdbuf())) throw UsageError(path + ": cannot be read, or is empty");
  return content.str();
}

void declare_commands(CLI::App& app, AllSettings& settings) {
  app.require_subcommand(0, 1);
  declare_serve(app, settings["serve"]);
  declare_migrate(app, settings["migrate"]);
  declare_status(app, settings["status"]);
  declare_import(app, settings["import-items"]);
  declare_create_user(app, settings["create-user"]);
  declare_backup(app, settings["backup"]);
  declare_verify(app, settings["verify"]);
  declare_restore(app, settings["restore"]);
}

void apply_config_file(const CLI::App& app, CLI::App& command, const std::string& path) {
  const json config = read_config(path);
  for (const auto& [key, value] : config.items()) {
    const std::string name = option_name(key);
    if (!is_known(app, name) || name == "--config") throw UsageError(path + ": unknown key " + key);
    CLI::Option* option = command.get_option_no_throw(name);
    if (option != nullptr && option->count() == 0) set_option(*option, value);
  }
}

haven::SqliteOptions sqlite_options(const Settings& settings) {
  return {.path = settings.database,
          .durability = settings.durability == "full" ? haven::Durability::full : haven::Durability::normal};
}

haven::rest::ServerOptions server_options(const Settings& settings) {
  haven::rest::ServerOptions options = settings.server;
  options.rate_limiting = !settings.no_rate_limit;
  options.exam_page = !settings.no_exam_page;
  options.drain_delay = std::chrono::seconds(settings.drain_seconds);
  return options;
}

haven::QuizOptions quiz_options(const Settings& settings) {
  haven::QuizOptions options = settings.quiz;
  options.blueprint.passing_standard = settings.passing_standard;
  options.blueprint.time_limit.reset();
  if (settings.time_limit_seconds > 0.0)
    options.blueprint.time_limit = haven::Duration{static_cast<std::int64_t>(settings.time_limit_seconds * 1e6)};
  return options;
}

std::string signing_key(const Settings& settings) {
  const char* given = std::getenv("HAVEN_SIGNING_KEY");
  if (given == nullptr && settings.signing_key_file.empty())
    throw UsageError(
        "no signing key: give --signing-key-file or HAVEN_SIGNING_KEY (make one: openssl rand -base64 48)");
  std::string key = settings.signing_key_file.empty() ? given : read_file(settings.signing_key_file);
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  if (is_weak(key)) throw UsageError("the signing key is weak: give 32 random bytes or more (openssl rand -base64 48)");
  return key;
}
