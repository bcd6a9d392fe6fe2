#pragma once

#include <string>
#include <vector>

#include "haven/storage/database.hpp"

// The schema that a database really has, read from its own catalogue and in the same words for every engine.
namespace haven::test {

struct Column {
  std::string name;
  std::string type;  ///< integer, real, text, string:N (characters), bytes (an id or a hash) or bytes:N
  bool nullable = false;
  std::string default_value;  ///< as SQL; empty for none
  std::string generated;      ///< the canonical expression of a generated column
};

/// A unique key or an index.
struct Key {
  std::string name;
  std::vector<std::string> columns;
};

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;
  std::string table;
  std::vector<std::string> referenced;
  std::string on_delete;  ///< restrict, cascade or set null
  std::string on_update;
};

/// The check of one column has the column's name.
struct Check {
  std::string name;
  std::string expression;  ///< canonical
};

struct Trigger {
  std::string name;
  std::string event;  ///< e.g. "before update"
};

struct Table {
  std::string name;
  std::vector<Column> columns;  ///< in their order
  std::vector<std::string> primary_key;
  std::vector<Key> unique_keys;  ///< these and the following by name
  std::vector<Key> indexes;
  std::vector<ForeignKey> foreign_keys;
  std::vector<Check> checks;
  std::vector<Trigger> triggers;
};

/// By name.
using Schema = std::vector<Table>;

/// Throws std::runtime_error for an engine that it cannot read.
[[nodiscard]] Schema read_schema(Database& database);

/// One line for each fact, so that two schemas can be compared line by line.
[[nodiscard]] std::vector<std::string> facts(const Schema& schema);

[[nodiscard]] std::string joined(const std::vector<std::string>& words);

Schema read_sqlite_schema(Transaction& tx);
Schema read_mariadb_schema(Transaction& tx);

}  // namespace haven::test
