// What fills a database: questions and accounts.
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>

#include "haven/core/clock.hpp"
#include "haven/platform.hpp"

#include "commands.hpp"

namespace {

haven::ImportSource import_source(const std::string& path) {
  if (path.ends_with(".json")) return {path, haven::ImportFormat::json, read_file(path)};
  if (path.ends_with(".csv")) return {path, haven::ImportFormat::csv, read_file(path)};
  throw UsageError(path + ": must end in .json or .csv");
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

}  // namespace

int run_import(const Settings& settings) {
  std::vector<haven::ImportSource> sources;
  for (const std::string& path : settings.files) sources.push_back(import_source(path));
  const auto database = open_current_database(settings);
  const auto report = haven::make_question_service(*database, haven::system_clock())->import(sources);
  for (const auto& problem : report.problems)
    std::cerr << problem.source << ":" << problem.line << ": " << problem.message << '\n';
  if (!report.problems.empty()) throw std::runtime_error("nothing was imported");
  std::cout << report.inserted << " inserted, " << report.updated << " updated, " << report.unchanged << " unchanged\n";
  return done;
}

int run_create_user(const Settings& settings) {
  const std::string password = read_password(settings);
  const auto database = open_current_database(settings);
  haven::AccountOptions options;
  options.signing_keys = {{"unused", unused_key()}};
  const auto accounts = haven::make_account_service(*database, haven::system_clock(), options);
  const auto user = accounts->create_user({settings.email, password, settings.name, *haven::parse_role(settings.role)});
  std::cout << "created " << settings.role << ' ' << user.email << " with id " << to_string(user.id) << '\n';
  return done;
}
