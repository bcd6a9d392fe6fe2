#include "haven/storage/migrate.hpp"

#include "haven/storage/sqlite.hpp"

#include <doctest/doctest.h>

using namespace haven;

TEST_CASE("migrate: an empty database gets the whole schema") {
  const auto database = open_sqlite({.path = ":memory:"});
  const auto report = migrate(*database);
  CHECK(report.version_before == 0);
  CHECK(report.version_after == schema_version(*database).library);
  CHECK(schema_version(*database).database == schema_version(*database).library);
  CHECK(report.applied.size() == static_cast<std::size_t>(report.version_after));
}
