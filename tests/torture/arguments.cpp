#include "arguments.hpp"

#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>

namespace haven::torture {

Arguments read_arguments(int argc, char** argv, const std::string& what, Arguments arguments) {
  CLI::App app(what);
  const auto option = [&](const char* name, auto& value, const char* help) {
    app.add_option(name, value, help)->capture_default_str();
  };
  option("--folder", arguments.folder, "where the databases are made; default: a temporary folder");
  option("--seed", arguments.seed, "of all that is drawn by chance");
  if (arguments.rounds > 0) option("--rounds", arguments.rounds, "how often");
  if (arguments.threads > 0) option("--threads", arguments.threads, "that write");
  if (arguments.seconds > 0) option("--seconds", arguments.seconds, "how long");
  if (arguments.megabytes > 0) option("--megabytes", arguments.megabytes, "size of the database");
  app.add_flag("--relaxed", arguments.relaxed, "durability normal: what is promised after a crash of the process only");
  app.add_flag("--thorough", arguments.thorough, "more of everything, however long it takes");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Error& error) {
    std::exit(app.exit(error) == 0 ? 0 : 2);
  }
  std::printf("%s\nseed %llu\n", what.c_str(), static_cast<unsigned long long>(arguments.seed));
  return arguments;
}

}  // namespace haven::torture
