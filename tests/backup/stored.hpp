#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "haven/backup/backup.hpp"
#include "haven/storage/migrate.hpp"

#include "storage/sql.hpp"
#include "storage/temporary_folder.hpp"

namespace haven::test {

inline std::string content_of(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

inline void overwrite(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

/// A database that is open, with the schema and a note in a table of the host's own; and a place for a backup of it.
struct Stored {
  TemporaryFolder folder;
  SqliteOptions options{.path = folder.path("haven.db"), .durability = Durability::normal};
  std::unique_ptr<Database> database = open_sqlite(options);
  std::string backup = folder.path("backup");

  Stored() {
    migrate(*database);
    execute(*database, "CREATE TABLE notes (id INTEGER NOT NULL PRIMARY KEY, words TEXT NOT NULL) STRICT");
    note("first");
  }
  void note(const std::string& words) const {
    transact(*database, [&](Transaction& tx) {
      const auto insert = tx.prepare("INSERT INTO notes (words) VALUES (?)");
      insert->bind(0, std::string_view(words));
      insert->step();
    });
  }
  [[nodiscard]] std::string in_backup(const char* name) const { return backup + '/' + name; }
};

inline std::string notes_of(const std::string& path) {
  return text(*open_sqlite({.path = path, .mode = OpenMode::existing}),
              "SELECT coalesce(group_concat(words), '') FROM (SELECT words FROM notes ORDER BY id)");
}

}  // namespace haven::test
