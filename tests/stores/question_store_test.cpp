#include "stores/question_store.hpp"

#include <algorithm>

#include "stores/bank_store.hpp"
#include "stores/fixture.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

TEST_CASE("question store: a question comes back as it was stored, every bit of its parameters") {
  const auto database = fresh_database();
  transact(*database, [&](Transaction& tx) {
    const Question stored = question(tx, "q1");
    QuestionStore(tx).insert(stored, now);
    const auto found = QuestionStore(tx).find_by_code("q1");
    REQUIRE(found.has_value());
    CHECK(found->id == stored.id);
    CHECK(found->category == stored.category);
    CHECK(found->stem == stored.stem);
    REQUIRE(found->options.size() == 2);
    CHECK(found->options[1].text == "that");
    CHECK(found->key == "B");
    CHECK(found->rationale == stored.rationale);
    CHECK(found->item == stored.item);
    CHECK(found->calibration == Calibration::provisional);
    CHECK(found->tags == stored.tags);
    CHECK(found->license == stored.license);
    CHECK_FALSE(QuestionStore(tx).find_by_code("Q1").has_value());
  });
}

TEST_CASE("question store: an update keeps the version before") {
  const auto database = fresh_database();
  transact(*database, [&](Transaction& tx) {
    QuestionStore questions(tx);
    Question changed = question(tx, "q1");
    const std::string before = changed.stem;
    questions.insert(changed, now);
    changed.stem = "Another?";
    changed.version = 2;
    questions.update(changed, now);
    CHECK(questions.find_by_code("q1")->version == 2);
    CHECK(questions.find_version(changed.id, 1)->stem == before);
    CHECK(questions.find_version(changed.id, 2)->stem == "Another?");
    CHECK_FALSE(questions.find_version(changed.id, 3).has_value());
  });
}

TEST_CASE("question store: live() gives live questions in the order of codes") {
  const auto database = fresh_database();
  transact(*database, [&](Transaction& tx) {
    QuestionStore questions(tx);
    for (const char* code : {"c", "a", "b"}) questions.insert(question(tx, code), now);
    questions.update_status(questions.find_by_code("b")->id, QuestionStatus::retired, now);
    const auto live = questions.live();
    REQUIRE(live.size() == 2);
    CHECK(live[0].code == "a");
    CHECK(live[1].code == "c");
    const auto versions = questions.live_versions();
    REQUIRE(versions.size() == 2);
    for (const BankQuestion& one : live) {
      CHECK(std::count(versions.begin(), versions.end(), QuestionVersion{one.question, one.version}) == 1);
    }
  });
}

TEST_CASE("question store: a list begins behind a code, and counts no further than it is told to") {
  const auto database = fresh_database();
  transact(*database, [&](Transaction& tx) {
    QuestionStore questions(tx);
    for (const char* code : {"c", "a", "b", "d"}) questions.insert(question(tx, code), now);
    questions.update_status(questions.find_by_code("b")->id, QuestionStatus::retired, now);
    const QuestionFilter all{.category = std::nullopt, .live_only = false}, live;
    const auto codes = [&](const QuestionFilter& filter, const std::string& after, int limit, int offset) {
      std::string found;
      for (const ListedQuestion& listed : questions.list(filter, after, limit, offset)) {
        const Question one = questions.find(listed.version.question).value();
        CHECK(one.version == listed.version.version);
        CHECK(one.status == listed.status);
        found += one.code;
      }
      return found;
    };
    CHECK(codes(all, "", 10, 0) == "abcd");
    CHECK(codes(live, "", 10, 0) == "acd");
    CHECK(codes(all, "b", 10, 0) == "cd");
    CHECK(codes(live, "a", 1, 0) == "c");
    CHECK(codes(all, "a", 2, 1) == "cd");
    CHECK(codes(all, "d", 10, 0).empty());
    const Id<Category> category = questions.find_by_code("a")->category;
    CHECK(questions.count(all, 10) == 4);
    CHECK(questions.count(live, 10) == 3);
    CHECK(questions.count(all, 2) == 2);
    CHECK(questions.count({.category = category}, 10) == 3);
    CHECK(questions.count({.category = CategoryStore(tx).list().at(0).id}, 10) == 0);
    CHECK(codes({.category = category}, "", 10, 0) == "acd");
  });
}

TEST_CASE("bank store: a bank is kept once and keeps its versions") {
  const auto database = fresh_database();
  constexpr std::uint64_t fingerprint = 0xFFFFFFFFFFFFFFF0ULL;
  transact(*database, [&](Transaction& tx) {
    QuestionStore questions(tx);
    for (const char* code : {"a", "b"}) questions.insert(question(tx, code), now);
    const auto live = questions.live();
    BankStore banks(tx);
    banks.keep(fingerprint, live, now);
    banks.keep(fingerprint, live, now);
    Question changed = *questions.find_by_code("a");
    changed.version = 2;
    changed.item->difficulty = 2.0;
    questions.update(changed, now);
    const auto found = banks.find(fingerprint);
    REQUIRE(found.size() == 2);
    CHECK(found[0].code == "a");
    CHECK(found[0].version == 1);
    CHECK(found[0].item == live[0].item);
    CHECK(banks.version_of(fingerprint, changed.id) == 1);
    CHECK(banks.find(1).empty());
    CHECK(reason_of([&] { static_cast<void>(banks.version_of(1, changed.id)); }) == "corrupt_data/");
  });
}
