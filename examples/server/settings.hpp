#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "haven/platform.hpp"
#include "haven/rest/server.hpp"
#include "haven/storage/sqlite.hpp"

#include <CLI/CLI.hpp>

/// What the commands of haven-server can be told, each by its option, by HAVEN_<NAME> in the environment, or by its
/// name in the file given as --config; the first of these wins.
struct Settings {
  std::string config;
  std::string database = "haven.db";
  std::string durability = "full";

  haven::rest::ServerOptions server;
  haven::QuizOptions quiz;
  std::string signing_key_file;
  std::string media_folder;
  bool no_rate_limit = false;
  bool no_exam_page = false;
  int drain_seconds = 0;
  std::size_t password_memory = 64;
  double time_limit_seconds = 0.0;
  double passing_standard = 0.0;

  std::vector<std::string> files;

  std::string backup;
  int pause_milliseconds = 0;
  bool force = false;

  std::string email;
  std::string name;
  std::string role = "student";
  bool password_stdin = false;
};

/// A mistake of whoever calls the program: one line, exit 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The settings of each command, by its name. The environment speaks to all of them, the command line to one.
using AllSettings = std::map<std::string, Settings>;

/// Declares every command and option.
void declare_commands(CLI::App& app, AllSettings& settings);

/// Gives the options of `command` that were not given otherwise the values of the configuration file. Throws UsageError
/// for a file that cannot be read, is not one flat JSON object, or has a key that no command knows.
void apply_config_file(const CLI::App& app, CLI::App& command, const std::string& path);

/// The options of the database, of the server and of the exam, as the settings say.
[[nodiscard]] haven::SqliteOptions sqlite_options(const Settings& settings);
[[nodiscard]] haven::rest::ServerOptions server_options(const Settings& settings);
[[nodiscard]] haven::QuizOptions quiz_options(const Settings& settings);

/// The key that signs access tokens: the environment's HAVEN_SIGNING_KEY, else the content of the file. Throws
/// UsageError when there is none or it is weak; the message never holds it.
[[nodiscard]] std::string signing_key(const Settings& settings);

/// The whole content of a file. Throws UsageError when it cannot be read.
[[nodiscard]] std::string read_file(const std::string& path);
