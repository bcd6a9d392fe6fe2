#include "haven/core/error.hpp"

#include "storage/integrity_engines.hpp"

namespace haven::sqlite {
namespace {

using Kind = IntegrityProblem::Kind;

// One more is asked for than is wanted, so as to know whether there are more.
void check_structure(Transaction& tx, int problems_at_most, IntegrityReport& report) {
  const auto query = tx.prepare("PRAGMA integrity_check(" + std::to_string(problems_at_most + 1) + ")");
  for (int n = 0; query->step(); ++n) {
    if (query->text(0) == "ok") return;
    if (n == problems_at_most) {
      report.cut = true;
      return;
    }
    report.problems.push_back({.kind = Kind::structure, .table = {}, .message = std::string(query->text(0))});
  }
}

std::string describe(Statement& violation) {
  const std::string row = violation.is_null(1) ? "a row" : "row " + std::to_string(violation.integer(1));
  return row + " points to none in " + std::string(violation.text(2));
}

void check_foreign_keys(Transaction& tx, int problems_at_most, IntegrityReport& report) {
  const auto query = tx.prepare("PRAGMA foreign_key_check");
  for (int n = 0; query->step(); ++n) {
    if (n == problems_at_most) {
      report.cut = true;
      return;
    }
    report.problems.push_back(
        {.kind = Kind::foreign_key, .table = std::string(query->text(0)), .message = describe(*query)});
  }
}

}  // namespace

std::vector<std::string> table_names(Transaction& tx) {
  const auto query = tx.prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' "
      "ESCAPE '\\' ORDER BY name");
  std::vector<std::string> names;
  while (query->step()) names.emplace_back(query->text(0));
  return names;
}

// Damage can be such that the checks themselves come upon it.
IntegrityReport check_integrity(Database& database, int problems_at_most) {
  IntegrityReport report;
  try {
    read(database, [&](Transaction& tx) {
      check_structure(tx, problems_at_most, report);
      check_foreign_keys(tx, problems_at_most, report);
    });
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt_data) throw;
    report.problems.push_back({.kind = Kind::structure, .table = {}, .message = error.what()});
  }
  return report;
}

}  // namespace haven::sqlite
