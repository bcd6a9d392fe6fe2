// What every engine behind Database must do.
#include <array>
#include <bit>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "contract/engines.hpp"
#include "storage/sql.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

template <class Engine>
struct Scratch : Engine {
  Scratch() { execute(this->database(), Engine::scratch_table()); }
  [[nodiscard]] std::int64_t rows() { return integer(this->database(), "SELECT count(*) FROM scratch"); }
};

}  // namespace

TEST_CASE_TEMPLATE("transaction: what is committed is there", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::write);
  execute(*tx, "INSERT INTO scratch (id) VALUES (1)");
  tx->commit();
  CHECK(scratch.rows() == 1);
}

TEST_CASE_TEMPLATE("transaction: destroying it without commit rolls back", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  {
    const auto tx = scratch.database().begin(Access::write);
    execute(*tx, "INSERT INTO scratch (id) VALUES (1)");
  }
  CHECK(scratch.rows() == 0);
}

TEST_CASE_TEMPLATE("transact: an exception rolls back and comes through", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto work = [](Transaction& tx) {
    execute(tx, "INSERT INTO scratch (id) VALUES (1)");
    throw std::out_of_range("mine");
  };
  CHECK_THROWS_AS(transact(scratch.database(), work), std::out_of_range);
  CHECK(scratch.rows() == 0);
}

TEST_CASE_TEMPLATE("transact: returns what the work returns", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto result = transact(scratch.database(), [](Transaction& tx) { return integer(tx, "SELECT 41 + 1"); });
  CHECK(result == 42);
}

TEST_CASE_TEMPLATE("transaction: nothing can be done with it after commit", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::write);
  tx->commit();
  CHECK(error_of([&] { execute(*tx, "INSERT INTO scratch (id) VALUES (1)"); }) == "invalid_argument");
  CHECK(error_of([&] { tx->commit(); }) == "invalid_argument");
}

TEST_CASE_TEMPLATE("statement: it is inert once its transaction has ended", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  auto tx = scratch.database().begin(Access::write);
  const auto insert = tx->prepare("INSERT INTO scratch (id) VALUES (?)");
  tx.reset();
  CHECK(error_of([&] { insert->bind(0, std::int64_t{1}); }) == "invalid_argument");
  CHECK(error_of([&] { insert->step(); }) == "invalid_argument");
  CHECK(error_of([&] { insert->reset(); }) == "invalid_argument");
  CHECK(scratch.rows() == 0);
}

TEST_CASE_TEMPLATE("statement: integers and doubles come back exactly", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const std::array<std::int64_t, 4> whole = {std::numeric_limits<std::int64_t>::min(), -1, 0,
                                             std::numeric_limits<std::int64_t>::max()};
  const std::array<double, 4> exact = {0.1, -1.7976931348623157e308, std::numeric_limits<double>::denorm_min(),
                                       2.10417784123456789};
  const auto tx = scratch.database().begin(Access::write);
  const auto insert = tx->prepare("INSERT INTO scratch (id, whole, exact) VALUES (?, ?, ?)");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    insert->bind(0, static_cast<std::int64_t>(i));
    insert->bind(1, whole[i]);
    insert->bind(2, exact[i]);
    insert->step();
    insert->reset();
  }
  const auto query = tx->prepare("SELECT whole, exact FROM scratch ORDER BY id");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    REQUIRE(query->step());
    CHECK(query->integer(0) == whole[i]);
    CHECK(std::bit_cast<std::uint64_t>(query->real(1)) == std::bit_cast<std::uint64_t>(exact[i]));
  }
  CHECK_FALSE(query->step());
}

TEST_CASE_TEMPLATE("statement: text and bytes come back exactly, NUL and emptiness included", Engine, HAVEN_ENGINES) {
  using namespace std::string_view_literals;
  Scratch<Engine> scratch;
  const std::array<std::string_view, 3> words = {"Ätna ☕"sv, "be\0fore"sv, ""sv};
  const auto tx = scratch.database().begin(Access::write);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::vector<std::uint8_t> bytes(words[i].begin(), words[i].end());
    const auto insert = tx->prepare("INSERT INTO scratch (id, words, bytes) VALUES (?, ?, ?)");
    insert->bind(0, static_cast<std::int64_t>(i));
    insert->bind(1, words[i]);
    insert->bind(2, std::span<const std::uint8_t>(bytes));
    insert->step();
  }
  const auto query = tx->prepare("SELECT words, bytes FROM scratch ORDER BY id");
  for (const std::string_view expected : words) {
    REQUIRE(query->step());
    CHECK(query->text(0) == expected);
    const auto bytes = query->blob(1);
    CHECK(std::string(bytes.begin(), bytes.end()) == expected);
  }
}

TEST_CASE_TEMPLATE("statement: NULL is told apart, bound or left unbound", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::write);
  const auto query = tx->prepare("SELECT ?, ?, 1");
  query->bind_null(0);
  REQUIRE(query->step());
  CHECK(query->is_null(0));
  CHECK(query->is_null(1));
  CHECK_FALSE(query->is_null(2));
}

TEST_CASE_TEMPLATE("statement: a column read as what it does not hold is corrupt data", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  execute(scratch.database(), "INSERT INTO scratch (id, words) VALUES (1, 'one')");
  const auto tx = scratch.database().begin(Access::read);
  const auto query = tx->prepare("SELECT words, bytes FROM scratch");
  REQUIRE(query->step());
  CHECK(error_of([&] { (void)query->integer(0); }) == "corrupt_data");
  CHECK(error_of([&] { (void)query->real(0); }) == "corrupt_data");
  CHECK(error_of([&] { (void)query->blob(0); }) == "corrupt_data");
  CHECK(error_of([&] { (void)query->text(1); }) == "corrupt_data");
}

TEST_CASE_TEMPLATE("statement: NaN and infinity are refused", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::write);
  const auto insert = tx->prepare("INSERT INTO scratch (id, exact) VALUES (1, ?)");
  CHECK(error_of([&] { insert->bind(0, std::numeric_limits<double>::quiet_NaN()); }) == "invalid_argument");
  CHECK(error_of([&] { insert->bind(0, std::numeric_limits<double>::infinity()); }) == "invalid_argument");
  CHECK(error_of([&] { insert->bind(0, -std::numeric_limits<double>::infinity()); }) == "invalid_argument");
}

TEST_CASE_TEMPLATE("statement: parameters and columns that are not there are refused", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::write);
  const auto query = tx->prepare("SELECT ?");
  CHECK(error_of([&] { query->bind(-1, std::int64_t{1}); }) == "invalid_argument");
  CHECK(error_of([&] { query->bind(1, std::int64_t{1}); }) == "invalid_argument");
  CHECK(error_of([&] { (void)query->is_null(0); }) == "invalid_argument");  // no row yet
  REQUIRE(query->step());
  CHECK(error_of([&] { (void)query->is_null(-1); }) == "invalid_argument");
  CHECK(error_of([&] { (void)query->is_null(1); }) == "invalid_argument");
}

TEST_CASE_TEMPLATE("statement: after its last row step stays false until reset", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::write);
  const auto insert = tx->prepare("INSERT INTO scratch (whole) VALUES (7)");
  CHECK_FALSE(insert->step());
  CHECK_FALSE(insert->step());
  CHECK(integer(*tx, "SELECT count(*) FROM scratch") == 1);
  insert->reset();
  CHECK_FALSE(insert->step());
  CHECK(integer(*tx, "SELECT count(*) FROM scratch") == 2);
}

TEST_CASE_TEMPLATE("statement: reset clears the parameters", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::write);
  const auto query = tx->prepare("SELECT ?");
  query->bind(0, std::int64_t{5});
  REQUIRE(query->step());
  query->reset();
  REQUIRE(query->step());
  CHECK(query->is_null(0));
}

TEST_CASE_TEMPLATE("statement: changes counts the rows of its own last run", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::write);
  const auto insert = tx->prepare("INSERT INTO scratch (id, whole) VALUES (1, 1), (2, 1), (3, 9)");
  insert->step();
  CHECK(insert->changes() == 3);
  const auto update = tx->prepare("UPDATE scratch SET whole = 2 WHERE whole = ?");
  update->bind(0, std::int64_t{1});
  update->step();
  CHECK(update->changes() == 2);
  update->reset();
  update->bind(0, std::int64_t{1});
  update->step();
  CHECK(update->changes() == 0);
}

TEST_CASE_TEMPLATE("statement: each kind of violated constraint has its reason", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  execute(scratch.database(), "INSERT INTO scratch (id, words) VALUES (1, 'taken')");
  const auto reason = [&](std::string_view sql) { return error_of([&] { execute(scratch.database(), sql); }); };
  CHECK(reason("INSERT INTO scratch (id) VALUES (1)") == "conflict unique");
  CHECK(reason("INSERT INTO scratch (id, words) VALUES (2, 'taken')") == "conflict unique");
  CHECK(reason("INSERT INTO scratch (id, positive) VALUES (2, 0)") == "conflict check");
  CHECK(reason("INSERT INTO scratch (id, positive) VALUES (2, NULL)") == "conflict not_null");
  CHECK(reason("INSERT INTO scratch (id, parent) VALUES (2, 99)") == "conflict foreign_key");
  CHECK(scratch.rows() == 1);
}

TEST_CASE_TEMPLATE("transaction: goes on after a statement that was refused", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  transact(scratch.database(), [](Transaction& tx) {
    execute(tx, "INSERT INTO scratch (id) VALUES (1)");
    CHECK(error_of([&] { execute(tx, "INSERT INTO scratch (id) VALUES (1)"); }) == "conflict unique");
    execute(tx, "INSERT INTO scratch (id) VALUES (2)");
  });
  CHECK(scratch.rows() == 2);
}

TEST_CASE_TEMPLATE("prepare: the same SQL can be used once at a time", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::read);
  auto first = tx->prepare("SELECT 1");
  CHECK(error_of([&] { (void)tx->prepare("SELECT 1"); }) == "conflict statement_in_use");
  first.reset();
  CHECK(tx->prepare("SELECT 1")->step());
}

TEST_CASE_TEMPLATE("prepare: a statement comes back without parameters of its last use", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::read);
  tx->prepare("SELECT ?")->bind(0, std::int64_t{5});
  const auto again = tx->prepare("SELECT ?");
  REQUIRE(again->step());
  CHECK(again->is_null(0));
}

TEST_CASE_TEMPLATE("prepare: bad SQL, several statements and transaction control are refused", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto tx = scratch.database().begin(Access::write);
  for (const char* sql : {"SELEC 1", "", "SELECT 1; SELECT 2", "SELECT x FROM nowhere", "BEGIN", "COMMIT", "ROLLBACK",
                          "SAVEPOINT mine", "RELEASE member"}) {
    CAPTURE(sql);
    CHECK(error_of([&] { (void)tx->prepare(sql); }) == "invalid_argument");
  }
}

TEST_CASE_TEMPLATE("read: cannot write", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  const auto write = [](Transaction& tx) { execute(tx, "INSERT INTO scratch (id) VALUES (1)"); };
  CHECK(error_of([&] { read(scratch.database(), write); }) == "invalid_argument");
  CHECK(scratch.rows() == 0);
}

TEST_CASE_TEMPLATE("prepare: rows are read FOR UPDATE to change them, hence not in a read transaction", Engine,
                   HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  execute(scratch.database(), "INSERT INTO scratch (id, whole) VALUES (1, 5)");
  const char* sql = "SELECT whole FROM scratch WHERE id = 1 FOR UPDATE";
  CHECK(transact(scratch.database(), [&](Transaction& tx) { return integer(tx, sql); }) == 5);
  CHECK(error_of([&] { (void)integer(scratch.database(), sql); }) == "invalid_argument");
}

TEST_CASE_TEMPLATE("begin: more transactions than connections, one after the other", Engine, HAVEN_ENGINES) {
  Scratch<Engine> scratch;
  for (int i = 0; i < 100; ++i) {
    CHECK(scratch.database().begin(Access::read)->prepare("SELECT 1")->step());
    CHECK(scratch.database().begin(Access::write)->prepare("SELECT 1")->step());
  }
}
