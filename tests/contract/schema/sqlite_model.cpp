#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>

#include "contract/schema/expression.hpp"
#include "contract/schema/model.hpp"

// Facts come from SQLite's pragmas; what those do not tell, names and conditions, from the stored text of the table.
namespace haven::test {
namespace {

using Tokens = std::span<const std::string>;

/// Up to and with the bracket that closes the one at `begin`.
std::size_t end_of_brackets(Tokens tokens, std::size_t begin) {
  int depth = 0;
  for (std::size_t i = begin; i < tokens.size(); ++i) {
    if (tokens[i] == "(") ++depth;
    if (tokens[i] == ")" && --depth == 0) return i + 1;
  }
  throw std::runtime_error("a bracket is not closed");
}

Tokens inside_brackets(Tokens tokens, std::size_t begin) {
  return tokens.subspan(begin + 1, end_of_brackets(tokens, begin) - begin - 2);
}

std::vector<Tokens> split_at_commas(Tokens tokens) {
  std::vector<Tokens> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == "(") i = end_of_brackets(tokens, i) - 1;
    if (tokens[i] != ",") continue;
    parts.push_back(tokens.subspan(begin, i - begin));
    begin = i + 1;
  }
  parts.push_back(tokens.subspan(begin));
  return parts;
}

std::vector<std::string> names_in(Tokens list) {
  std::vector<std::string> names;
  for (const std::string& token : list) {
    if (token != ",") names.push_back(token);
  }
  return names;
}

/// What the text of a CREATE TABLE adds to the pragmas.
struct TableText {
  std::map<std::string, std::string> longest;              ///< column: the N of its CHECK (length(column) <= N)
  std::map<std::string, std::string> generated;            ///< column: expression
  std::map<std::vector<std::string>, std::string> unique;  ///< columns: name of the key
  std::map<std::vector<std::string>, std::string> foreign;
  std::vector<Check> checks;
};

std::optional<std::string> longest_allowed(Tokens condition, const std::string& column) {
  const bool limits =
      condition.size() == 6 && condition[0] == "length" && condition[2] == column && condition[4] == "<=";
  return limits ? std::optional(condition[5]) : std::nullopt;
}

void read_column(Tokens item, TableText& text) {
  const std::string& column = item.front();
  for (std::size_t i = 1; i < item.size(); ++i) {
    if (item[i] != "(") continue;
    const Tokens inner = inside_brackets(item, i);
    if (item[i - 1] == "as") text.generated[column] = canonical_expression(inner);
    if (item[i - 1] == "check") {
      if (const auto longest = longest_allowed(inner, column)) {
        text.longest[column] = *longest;
      } else {
        text.checks.push_back({column, canonical_expression(inner)});
      }
    }
    i = end_of_brackets(item, i) - 1;
  }
}

void read_constraint(Tokens item, TableText& text) {
  const std::string& name = item[1];
  const auto begin = static_cast<std::size_t>(std::ranges::find(item, "(") - item.begin());
  const Tokens inner = inside_brackets(item, begin);
  if (item[2] == "check") text.checks.push_back({name, canonical_expression(inner)});
  if (item[2] == "unique") text.unique[names_in(inner)] = name;
  if (item[2] == "foreign") text.foreign[names_in(inner)] = name;
}

TableText read_text(std::string_view sql) {
  TableText text;
  const auto tokens = sql_tokens(sql);
  const auto begin = static_cast<std::size_t>(std::ranges::find(tokens, "(") - tokens.begin());
  for (const Tokens item : split_at_commas(inside_brackets(tokens, begin))) {
    if (item.front() == "constraint") {
      read_constraint(item, text);
    } else if (item.front() != "primary") {
      read_column(item, text);
    }
  }
  return text;
}

std::string type_of(const std::string& declared, const TableText& text, const std::string& column) {
  const auto longest = text.longest.find(column);
  if (declared == "INTEGER") return "integer";
  if (declared == "REAL") return "real";
  if (declared == "TEXT") return longest == text.longest.end() ? "text" : "string:" + longest->second;
  if (declared == "BLOB") return longest == text.longest.end() ? "bytes" : "bytes:" + longest->second;
  throw std::runtime_error(column + ": type " + declared);
}

/// Runs `row` for each row of a pragma about `object`.
template <class Row>
void each(Transaction& tx, const std::string& sql, const std::string& object, Row row) {
  const auto query = tx.prepare(sql);
  query->bind(0, std::string_view(object));
  while (query->step()) row(*query);
}

void read_columns(Transaction& tx, const TableText& text, Table& table) {
  std::map<std::int64_t, std::string> key;
  each(tx, "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo(?) ORDER BY cid", table.name,
       [&](const Statement& row) {
         Column column{.name = std::string(row.text(0)),
                       .type = {},
                       .nullable = row.integer(2) == 0,
                       .default_value = row.is_null(3) ? "" : std::string(row.text(3)),
                       .generated = {}};
         column.type = type_of(std::string(row.text(1)), text, column.name);
         const auto generated = text.generated.find(column.name);
         if (generated != text.generated.end()) column.generated = generated->second;
         if (row.integer(4) > 0) key[row.integer(4)] = column.name;
         table.columns.push_back(std::move(column));
       });
  for (const auto& [place, name] : key) table.primary_key.push_back(name);
}

std::vector<std::string> columns_of_index(Transaction& tx, const std::string& index) {
  std::vector<std::string> columns;
  each(tx, "SELECT name FROM pragma_index_info(?) ORDER BY seqno", index,
       [&](const Statement& row) { columns.emplace_back(row.text(0)); });
  return columns;
}

void read_keys(Transaction& tx, const TableText& text, Table& table) {
  struct Index {
    std::string name, origin;
    bool unique;
  };
  std::vector<Index> indexes;
  each(tx, "SELECT name, origin, \"unique\" FROM pragma_index_list(?)", table.name, [&](const Statement& row) {
    indexes.push_back({std::string(row.text(0)), std::string(row.text(1)), row.integer(2) != 0});
  });
  for (const auto& [name, origin, unique] : indexes) {
    const auto columns = columns_of_index(tx, name);
    if (origin == "u") table.unique_keys.push_back({text.unique.at(columns), columns});
    if (origin == "c") (unique ? table.unique_keys : table.indexes).push_back({name, columns});
  }
}

std::string action_named(std::string_view text) {
  if (text == "RESTRICT" || text == "NO ACTION") return "restrict";
  return text == "CASCADE" ? "cascade" : text == "SET NULL" ? "set null" : std::string(text);
}

void read_foreign_keys(Transaction& tx, const TableText& text, Table& table) {
  std::map<std::int64_t, ForeignKey> keys;
  each(tx, "SELECT id, \"table\", \"from\", \"to\", on_delete, on_update FROM pragma_foreign_key_list(?) ORDER BY seq",
       table.name, [&](const Statement& row) {
         ForeignKey& key = keys[row.integer(0)];
         key.table = row.text(1);
         key.columns.emplace_back(row.text(2));
         key.referenced.emplace_back(row.text(3));
         key.on_delete = action_named(row.text(4));
         key.on_update = action_named(row.text(5));
       });
  for (auto& [id, key] : keys) {
    key.name = text.foreign.at(key.columns);
    table.foreign_keys.push_back(std::move(key));
  }
}

void read_triggers(Transaction& tx, Table& table) {
  each(tx, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", table.name,
       [&](const Statement& row) {
         const auto tokens = sql_tokens(row.text(1));  // CREATE TRIGGER name BEFORE UPDATE ON ...
         table.triggers.push_back({std::string(row.text(0)), tokens[3] + " " + tokens[4]});
       });
}

}  // namespace

Schema read_sqlite_schema(Transaction& tx) {
  std::map<std::string, TableText> texts;
  const auto query = tx.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
  while (query->step()) texts[std::string(query->text(0))] = read_text(query->text(1));
  Schema schema;
  for (const auto& [name, text] : texts) {
    Table& table = schema.emplace_back();
    table.name = name;
    table.checks = text.checks;
    read_columns(tx, text, table);
    read_keys(tx, text, table);
    read_foreign_keys(tx, text, table);
    read_triggers(tx, table);
  }
  return schema;
}

}  // namespace haven::test
