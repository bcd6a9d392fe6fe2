// The auditor itself: it finds what is lost, halved or changed.
#include <vector>

#include "haven/storage/sqlite.hpp"

#include "ledger.hpp"
#include "storage/sql.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::torture;
using test::execute;

namespace {

struct Books {
  std::unique_ptr<Database> database = open_sqlite({.path = ":memory:"});
  std::vector<Entry> acknowledged;

  Books() {
    open_books(*database);
    for (std::int64_t token = 1; token <= 20; ++token) acknowledged.push_back(write_answer(*database, token));
  }
  [[nodiscard]] Verdict audit_after(const char* sql) {
    execute(*database, sql);
    return audit(*database, acknowledged);
  }
};

}  // namespace

TEST_CASE("audit: sound books are all there") {
  Books books;
  const Verdict verdict = audit(*books.database, books.acknowledged);
  CHECK(verdict.acknowledged == 20);
  CHECK(verdict.present == 20);
  CHECK(verdict.lost == 0);
  CHECK(verdict.corrupt == 0);
  CHECK(close_books(verdict) == 0);
}

TEST_CASE("audit: what was stored and never acknowledged is no fault") {
  Books books;
  (void)write_answer(*books.database, 21);
  CHECK(audit(*books.database, books.acknowledged).corrupt == 0);
}

TEST_CASE("audit: an answer that was acknowledged and is not there is lost") {
  Books books;
  books.acknowledged.push_back({.token = 99, .sitting = 3, .position = 4});
  const Verdict verdict = audit(*books.database, books.acknowledged);
  CHECK(verdict.lost == 1);
  CHECK(verdict.present == 20);
  CHECK(close_books(verdict) == 1);
}

TEST_CASE("audit: an answer at another place than was acknowledged is lost") {
  Books books;
  books.acknowledged[5].position = 7;
  CHECK(audit(*books.database, books.acknowledged).lost == 1);
}

TEST_CASE("audit: halves of transactions, whichever half") {
  CHECK(Books().audit_after("DELETE FROM outbox WHERE token = 7").corrupt == 1);
  CHECK(Books().audit_after("UPDATE sittings SET answered = answered + 1 WHERE id = 2").corrupt == 1);
  CHECK(Books().audit_after("UPDATE sittings SET points = points - 1 WHERE id = 2").corrupt == 1);
  Books books;
  execute(*books.database, "DELETE FROM outbox WHERE token = 15");
  const Verdict verdict = books.audit_after("DELETE FROM answers WHERE token = 15");
  CHECK(verdict.corrupt == 1);
  CHECK(verdict.lost == 1);
}

TEST_CASE("audit: content that was not written") {
  const Verdict verdict = Books().audit_after("UPDATE answers SET words = 'x' || substr(words, 2) WHERE token = 9");
  CHECK(verdict.corrupt == 1);
  CHECK(close_books(verdict) == 1);
}

TEST_CASE("close_books: nothing acknowledged shows nothing") { CHECK(close_books({}) == 1); }
