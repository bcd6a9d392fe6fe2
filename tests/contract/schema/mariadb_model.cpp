#include <map>

#include "contract/schema/expression.hpp"
#include "contract/schema/model.hpp"

// From information_schema alone. What the dialect promises beside the types (engine, character set, collation) is part
// of the type's name where it is not kept, so that it shows as a difference.
namespace haven::test {
namespace {

using Tables = std::map<std::string, Table>;

/// Runs `row` for each row that `sql` finds; the first column is the name of a table.
template <class Row>
void each(Transaction& tx, Tables& tables, const std::string& sql, Row row) {
  const auto query = tx.prepare(sql);
  while (query->step()) row(tables.at(std::string(query->text(0))), *query);
}

std::string text_or_empty(const Statement& row, int column) {
  return row.is_null(column) ? "" : std::string(row.text(column));
}

/// Ids and hashes have no length in SQLite's words, so they are nameless bytes here too.
std::string bytes(const std::string& length) { return length == "16" || length == "32" ? "bytes" : "bytes:" + length; }

std::string type_of(const std::string& type, const std::string& length, const std::string& collation) {
  const std::string note = collation.empty() || collation == "utf8mb4_nopad_bin" ? "" : " collate " + collation;
  if (type == "bigint") return "integer";
  if (type == "double") return "real";
  if (type == "varbinary") return bytes(length);
  if (type == "varchar") return "string:" + length + note;
  if (type == "longtext") return "text" + note;
  return type;
}

void read_tables(Transaction& tx, Tables& tables) {
  const auto query = tx.prepare(
      "SELECT table_name, engine FROM information_schema.tables WHERE table_schema = database() AND table_type = 'BASE "
      "TABLE'");
  while (query->step()) {
    const std::string name(query->text(0));
    const std::string engine(query->text(1));
    tables[name].name = engine == "InnoDB" ? name : name + " in " + engine;
  }
}

void read_columns(Transaction& tx, Tables& tables) {
  each(tx, tables,
       "SELECT table_name, column_name, data_type, CAST(character_maximum_length AS CHAR), collation_name, "
       "is_nullable, column_default, generation_expression FROM information_schema.columns "
       "WHERE table_schema = database() ORDER BY table_name, ordinal_position",
       [](Table& table, const Statement& row) {
         const std::string expression = text_or_empty(row, 7);
         const std::string value = text_or_empty(row, 6);
         table.columns.push_back(
             {.name = std::string(row.text(1)),
              .type = type_of(std::string(row.text(2)), text_or_empty(row, 3), text_or_empty(row, 4)),
              .nullable = row.text(5) == "YES",
              .default_value = value == "NULL" ? "" : value,
              .generated = expression.empty() ? "" : canonical_expression(expression)});
       });
}

/// The key called `name`, which comes last when its columns come in order.
Key& last_key(std::vector<Key>& keys, std::string_view name) {
  if (keys.empty() || keys.back().name != name) keys.push_back({std::string(name), {}});
  return keys.back();
}

void read_keys(Transaction& tx, Tables& tables) {
  each(tx, tables,
       "SELECT table_name, index_name, non_unique, column_name FROM information_schema.statistics "
       "WHERE table_schema = database() ORDER BY table_name, index_name, seq_in_index",
       [](Table& table, const Statement& row) {
         const std::string column(row.text(3));
         if (row.text(1) == "PRIMARY") {
           table.primary_key.push_back(column);
         } else {
           last_key(row.integer(2) == 0 ? table.unique_keys : table.indexes, row.text(1)).columns.push_back(column);
         }
       });
}

std::string action(std::string_view text) {
  if (text == "RESTRICT" || text == "NO ACTION") return "restrict";
  return text == "CASCADE" ? "cascade" : text == "SET NULL" ? "set null" : std::string(text);
}

void read_foreign_keys(Transaction& tx, Tables& tables) {
  each(tx, tables,
       "SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, "
       "r.delete_rule, r.update_rule FROM information_schema.key_column_usage k "
       "JOIN information_schema.referential_constraints r ON r.constraint_schema = k.constraint_schema "
       "AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name "
       "WHERE k.table_schema = database() ORDER BY k.table_name, k.constraint_name, k.ordinal_position",
       [](Table& table, const Statement& row) {
         auto& keys = table.foreign_keys;
         if (keys.empty() || keys.back().name != row.text(1)) {
           keys.push_back({.name = std::string(row.text(1)),
                           .columns = {},
                           .table = std::string(row.text(3)),
                           .referenced = {},
                           .on_delete = action(row.text(5)),
                           .on_update = action(row.text(6))});
         }
         keys.back().columns.emplace_back(row.text(2));
         keys.back().referenced.emplace_back(row.text(4));
       });
}

void read_checks(Transaction& tx, Tables& tables) {
  each(tx, tables,
       "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints "
       "WHERE constraint_schema = database()",
       [](Table& table, const Statement& row) {
         table.checks.push_back({std::string(row.text(1)), canonical_expression(row.text(2))});
       });
}

void read_triggers(Transaction& tx, Tables& tables) {
  each(tx, tables,
       "SELECT event_object_table, trigger_name, LOWER(CONCAT(action_timing, ' ', event_manipulation)) "
       "FROM information_schema.triggers WHERE trigger_schema = database()",
       [](Table& table, const Statement& row) {
         table.triggers.push_back({std::string(row.text(1)), std::string(row.text(2))});
       });
}

}  // namespace

Schema read_mariadb_schema(Transaction& tx) {
  Tables tables;
  read_tables(tx, tables);
  read_columns(tx, tables);
  read_keys(tx, tables);
  read_foreign_keys(tx, tables);
  read_checks(tx, tables);
  read_triggers(tx, tables);
  Schema schema;
  for (auto& [name, table] : tables) schema.push_back(std::move(table));
  return schema;
}

}  // namespace haven::test
