#include "stores/audit_store.hpp"

#include "stores/fixture.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// A log of five rows; the triggers that guard it are gone, as for an intruder with the file in hand.
std::unique_ptr<Database> log_of_five() {
  auto database = fresh_database();
  transact(*database, [](Transaction& tx) {
    for (int i = 1; i <= 5; ++i) {
      AuditStore(tx).append({.at = now + Duration::seconds(i), .actor = std::nullopt, .action = "test.event"});
    }
  });
  return database;
}

void run(Database& database, const std::string& sql) {
  transact(database, [&](Transaction& tx) { tx.prepare(sql)->step(); });
}

std::optional<std::int64_t> first_broken(Database& database) {
  return read(database, [](Transaction& tx) { return AuditStore(tx).first_broken(); });
}

/// The first row that does not fit after the file was tampered with.
std::optional<std::int64_t> broken_after(const std::string& tampering) {
  const auto database = log_of_five();
  run(*database, "DROP TRIGGER audit_logs_no_update");
  run(*database, "DROP TRIGGER audit_logs_no_delete");
  run(*database, tampering);
  return first_broken(*database);
}

}  // namespace

TEST_CASE("audit store: an untouched log is one chain") {
  const auto database = log_of_five();
  CHECK_FALSE(first_broken(*database).has_value());
  CHECK_FALSE(first_broken(*fresh_database()).has_value());
}

TEST_CASE("audit store: rows can be neither changed nor removed") {
  const auto database = log_of_five();
  CHECK(reason_of([&] { run(*database, "UPDATE audit_logs SET action = 'x' WHERE seq = 3"); }) != "");
  CHECK(reason_of([&] { run(*database, "DELETE FROM audit_logs WHERE seq = 3"); }) != "");
}

TEST_CASE("audit store: a row that was changed, dropped or moved is named") {
  CHECK(broken_after("UPDATE audit_logs SET action = 'x' WHERE seq = 3") == 3);
  CHECK(broken_after("UPDATE audit_logs SET detail = '{\"a\":1}' WHERE seq = 1") == 1);
  CHECK(broken_after("UPDATE audit_logs SET created_at = created_at + 1 WHERE seq = 5") == 5);
  CHECK(broken_after("DELETE FROM audit_logs WHERE seq = 2") == 2);
  CHECK(broken_after("DELETE FROM audit_logs WHERE seq = 1") == 1);
  CHECK(broken_after("UPDATE audit_logs SET seq = seq + 10 WHERE seq = 4") == 4);
}
