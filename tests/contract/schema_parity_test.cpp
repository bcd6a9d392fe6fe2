// The schemas that the engines really have are the same, fact by fact.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "haven/storage/migrate.hpp"

#include "contract/engines.hpp"
#include "contract/schema/expression.hpp"
#include "contract/schema/model.hpp"
#include "storage/sql.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// The lines of `a` that are not in `b`.
std::string only_in(std::vector<std::string> a, std::vector<std::string> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  std::vector<std::string> rest;
  std::ranges::set_difference(a, b, std::back_inserter(rest));
  std::string text;
  for (const std::string& line : rest) text += line + '\n';
  return text;
}

template <class Engine>
std::vector<std::string> migrated_facts() {
  Engine engine;
  migrate(engine.database());
  return facts(read_schema(engine.database()));
}

}  // namespace

TEST_CASE("schema parity: columns, keys, checks, indexes and triggers are the same on SQLite and MariaDB") {
  const auto sqlite = migrated_facts<SqliteMemory>();
  const auto mariadb = migrated_facts<Mariadb>();
  CHECK(sqlite.size() > 900);
  CHECK(only_in(sqlite, mariadb) == "");
  CHECK(only_in(mariadb, sqlite) == "");
}

TEST_CASE("schema parity: a difference of each kind would be seen") {
  SqliteMemory sqlite;
  Mariadb mariadb;
  execute(sqlite.database(), "CREATE TABLE a (id BLOB NOT NULL PRIMARY KEY) STRICT");
  execute(sqlite.database(),
          "CREATE TABLE t (id BLOB NOT NULL PRIMARY KEY, n INTEGER NOT NULL DEFAULT 1 CHECK (n > 0), word TEXT CHECK "
          "(length(word) <= 10), a_id BLOB, CONSTRAINT t_word UNIQUE (word), CONSTRAINT t_a FOREIGN KEY (a_id) "
          "REFERENCES a (id) ON DELETE CASCADE) STRICT");
  execute(sqlite.database(), "CREATE INDEX t_a ON t (a_id)");
  execute(mariadb.database(), "CREATE TABLE a (id VARBINARY(16) NOT NULL PRIMARY KEY) COLLATE utf8mb4_nopad_bin");
  execute(mariadb.database(),
          "CREATE TABLE t (id VARBINARY(16) NOT NULL PRIMARY KEY, n BIGINT NOT NULL DEFAULT 2 CHECK (n >= 0), word "
          "VARCHAR(11) COLLATE utf8mb4_bin, a_id VARBINARY(16) NOT NULL, CONSTRAINT t_word UNIQUE (a_id, word), "
          "CONSTRAINT t_a FOREIGN KEY (a_id) REFERENCES a (id)) COLLATE utf8mb4_nopad_bin");
  execute(mariadb.database(), "CREATE TRIGGER t_no BEFORE UPDATE ON t FOR EACH ROW SET NEW.n = 1");
  const auto expected = facts(read_schema(sqlite.database()));
  const auto found = facts(read_schema(mariadb.database()));
  CHECK(only_in(expected, found) ==
        "t: check n (n > 0)\n"
        "t: column a_id bytes\n"
        "t: column n integer not null default 1\n"
        "t: column word string:10\n"
        "t: foreign key t_a (a_id) to a (id) on delete cascade on update restrict\n"
        "t: index t_a (a_id)\n"
        "t: unique t_word (word)\n");
  CHECK(only_in(found, expected) ==
        "t: check n (n >= 0)\n"
        "t: column a_id bytes not null\n"
        "t: column n integer not null default 2\n"
        "t: column word string:11 collate utf8mb4_bin\n"
        "t: foreign key t_a (a_id) to a (id) on delete restrict on update restrict\n"
        "t: trigger t_no before update\n"
        "t: unique t_word (a_id, word)\n");
}

TEST_CASE("schema parity: conditions are one in all the ways to write them, and differ where they mean another thing") {
  CHECK(canonical_expression("octet_length(`id`) = 16") == canonical_expression("length(id) = 16"));
  CHECK(canonical_expression("`a` is null = (`b` is null)") == canonical_expression("(a IS NULL) = (b IS NULL)"));
  CHECK(canonical_expression("a in (1,2) and b <> 'X'") == canonical_expression("(a IN (1, 2)) AND (b != 'X')"));
  CHECK(canonical_expression("a between -3 and 3 or b") == canonical_expression("(a BETWEEN -3 AND 3) OR b"));
  CHECK(canonical_expression("case when a = 1 then b end") == canonical_expression("(CASE WHEN (a = 1) THEN b END)"));
  CHECK(canonical_expression("(a or b) and c") != canonical_expression("a or (b and c)"));
  CHECK(canonical_expression("a <= b") != canonical_expression("a < b"));
  CHECK(canonical_expression("a = 'x'") != canonical_expression("a = 'X'"));
}
