#include "contract/schema/model.hpp"

#include <algorithm>
#include <stdexcept>

namespace haven::test {
namespace {

void sort(Table& table) {
  std::ranges::sort(table.unique_keys, {}, &Key::name);
  std::ranges::sort(table.indexes, {}, &Key::name);
  std::ranges::sort(table.foreign_keys, {}, &ForeignKey::name);
  std::ranges::sort(table.checks, {}, &Check::name);
  std::ranges::sort(table.triggers, {}, &Trigger::name);
}

std::string fact(const Column& column) {
  return "column " + column.name + " " + column.type + (column.nullable ? "" : " not null") +
         (column.default_value.empty() ? "" : " default " + column.default_value) +
         (column.generated.empty() ? "" : " as " + column.generated);
}

std::string fact(const ForeignKey& key) {
  return "foreign key " + key.name + " (" + joined(key.columns) + ") to " + key.table + " (" + joined(key.referenced) +
         ") on delete " + key.on_delete + " on update " + key.on_update;
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "" : ", ") + word;
  return result;
}

Schema read_schema(Database& database) {
  Schema schema = read(database, [&](Transaction& tx) {
    if (database.engine() == "sqlite") return read_sqlite_schema(tx);
    if (database.engine() == "mariadb") return read_mariadb_schema(tx);
    throw std::runtime_error("no introspection for " + std::string(database.engine()));
  });
  std::ranges::sort(schema, {}, &Table::name);
  std::ranges::for_each(schema, sort);
  return schema;
}

std::vector<std::string> facts(const Schema& schema) {
  std::vector<std::string> lines;
  for (const Table& table : schema) {
    const auto add = [&](const std::string& what) { lines.push_back(table.name + ": " + what); };
    for (const Column& column : table.columns) add(fact(column));
    add("primary key (" + joined(table.primary_key) + ")");
    for (const Key& key : table.unique_keys) add("unique " + key.name + " (" + joined(key.columns) + ")");
    for (const Key& key : table.indexes) add("index " + key.name + " (" + joined(key.columns) + ")");
    for (const ForeignKey& key : table.foreign_keys) add(fact(key));
    for (const Check& check : table.checks) add("check " + check.name + " " + check.expression);
    for (const Trigger& trigger : table.triggers) add("trigger " + trigger.name + " " + trigger.event);
  }
  return lines;
}

}  // namespace haven::test
