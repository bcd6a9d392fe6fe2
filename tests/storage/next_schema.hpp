#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "storage/migrator.hpp"

// Releases only add to the schema, so that the library of the release before goes on while nodes are replaced.
namespace haven::test {

/// True when tests are to run on a schema as the next release may have it: HAVEN_TEST_SCHEMA=next.
inline bool on_next_schema() {
  const char* schema = std::getenv("HAVEN_TEST_SCHEMA");
  return schema != nullptr && std::string_view(schema) == "next";
}

/// The bundled migrations with two columns more in every table, which nobody of this release knows. They come first, so
/// that nothing may count on the places of columns.
inline MigrationSet next_migrations(std::string_view engine) {
  MigrationSet set = bundled_migrations(engine);
  for (Migration& migration : set.migrations) {
    for (std::string& statement : migration.statements) {
      if (!statement.starts_with("CREATE TABLE")) continue;
      statement.insert(statement.find("(\n") + 2,
                       "  of_the_next_release TEXT,\n  counted_by_the_next_release INTEGER NOT NULL DEFAULT 0,\n");
    }
  }
  return set;
}

}  // namespace haven::test
