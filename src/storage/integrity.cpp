#include "haven/storage/integrity.hpp"

#include <string>

#include "haven/core/error.hpp"

#include "storage/integrity_engines.hpp"

namespace haven {
namespace {

[[noreturn]] void refuse_engine(std::string_view engine) {
  throw Error(ErrorCode::invalid_argument, "integrity: not known for the engine \"" + std::string(engine) + '"');
}

std::vector<std::string> table_names(Transaction& tx, std::string_view engine) {
  if (engine == "sqlite") return sqlite::table_names(tx);
  refuse_engine(engine);
}

// Grave accents, which both engines know.
std::string quoted(std::string_view name) {
  std::string text = "`";
  for (const char c : name) text.append(c == '`' ? 2 : 1, c);
  return text + '`';
}

std::int64_t count_table(Transaction& tx, const std::string& table) {
  const auto query = tx.prepare("SELECT count(*) FROM " + quoted(table));
  query->step();
  return query->integer(0);
}

}  // namespace

IntegrityReport check_integrity(Database& database, int problems_at_most) {
  if (problems_at_most < 1 || problems_at_most > 10'000) {
    throw Error(ErrorCode::invalid_argument,
                "check_integrity: problems_at_most must be 1..10000, got " + std::to_string(problems_at_most));
  }
  if (database.engine() == "sqlite") return sqlite::check_integrity(database, problems_at_most);
  refuse_engine(database.engine());
}

std::vector<TableRows> count_rows(Database& database) {
  return read(database, [&](Transaction& tx) {
    std::vector<TableRows> counts;
    for (const std::string& table : table_names(tx, database.engine())) {
      counts.push_back({.table = table, .rows = count_table(tx, table)});
    }
    return counts;
  });
}

}  // namespace haven
