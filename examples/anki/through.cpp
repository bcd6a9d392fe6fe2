#include <filesystem>

#include "haven/platform.hpp"
#include "haven/services/flashcard_files.hpp"
#include "haven/storage/migrate.hpp"
#include "haven/storage/sqlite.hpp"

#include "commands.hpp"

namespace example {
namespace {

using namespace haven;

PlatformOptions options() {
  PlatformOptions options;
  options.accounts.signing_keys = {{"1", "no token is signed in this program"}};
  return options;
}

}  // namespace

void through(const std::string& package, const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto database = open_sqlite({.path = ":memory:"});
  migrate(*database);
  Platform platform(*database, system_clock(), options());
  const User user = platform.accounts().create_user({"learner@example.org", "a long passphrase, unused", "Learner"});
  const Caller learner{user.id, {}, user.role};
  const auto media = open_media_folder(folder + "/media");
  const auto report = import_package(platform.flashcards(), learner, package, {.media = media.get()});
  for (std::size_t i = 0; i < report.sets.size(); ++i) {
    const std::string file = folder + "/" + std::to_string(i) + ".apkg";
    export_package(platform.flashcards(), learner, report.sets[i], file, {.media = media.get()});
  }
}

}  // namespace example
