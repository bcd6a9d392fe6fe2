#include "haven/services/question_service.hpp"

#include <algorithm>
#include <string>

#include "crypto/bytes.hpp"
#include "services/category_names.hpp"
#include "services/fixture.hpp"
#include "stores/question_store.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

ImportReport import(Fixture& fixture, const std::string& json) {
  return fixture.questions().import({{"items.json", ImportFormat::json, json}});
}

}  // namespace

TEST_CASE("import: importing the same content twice changes nothing") {
  Fixture fixture;
  CHECK(import(fixture, questions_json(3)).inserted == 3);
  const ImportReport again = import(fixture, questions_json(3));
  CHECK(again.inserted == 0);
  CHECK(again.updated == 0);
  CHECK(again.unchanged == 3);
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM question_versions") == 3);
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM audit_logs WHERE action = 'questions.import'") == 1);
}

TEST_CASE("import: other content under the same code is a new version, and the old one is kept") {
  Fixture fixture;
  import(fixture, questions_json(2));
  const ImportReport report = import(fixture, questions_json(2, "Which of these?"));
  CHECK(report.updated == 2);
  CHECK(count(fixture.database(), "SELECT MIN(version) FROM questions") == 2);
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM question_versions") == 4);
}

TEST_CASE("import: a retired question that is imported again is live again") {
  Fixture fixture;
  import(fixture, questions_json(1));
  transact(fixture.database(), [](Transaction& tx) { tx.prepare("UPDATE questions SET status = 'retired'")->step(); });
  CHECK(import(fixture, questions_json(1)).updated == 1);
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM questions WHERE status = 'live'") == 1);
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM question_versions") == 1);
}

TEST_CASE("import: one problem anywhere and nothing is stored") {
  Fixture fixture;
  const ImportReport report = fixture.questions().import({
      {"good.json", ImportFormat::json, questions_json(3)},
      {"bad.csv", ImportFormat::csv,
       "code,category,stem,option_a,option_b,key,rationale,discrimination,difficulty\n"
       "c1,management_of_care,s,x,y,A,r,1,0\n"
       "c2,management_of_care,s,x,y,C,r,1,0\n"},
  });
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0].source == "bad.csv");
  CHECK(report.problems[0].line == 3);
  CHECK(report.problems[0].message == "question c2: key must be the id of one of the options");
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM questions") == 0);
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM audit_logs") == 0);
}

TEST_CASE("import: a code that is repeated within or across sources is a problem that names the first") {
  Fixture fixture;
  const ImportReport report = fixture.questions().import({
      {"a.json", ImportFormat::json, questions_json(1)},
      {"b.json", ImportFormat::json, questions_json(2)},
  });
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0].source == "b.json");
  CHECK(report.problems[0].line == 2);
  CHECK(report.problems[0].message == "question q001: code repeated from a.json, line 2");
}

TEST_CASE("import: an unknown category is a problem") {
  Fixture fixture;
  std::string json = questions_json(1);
  json.replace(json.find("management_of_care"), 18, "gardening");
  const ImportReport report = import(fixture, json);
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0].message == "question q001: there is no category gardening");
}

TEST_CASE("import: no more than a hundred problems are collected over all sources") {
  Fixture fixture;
  CHECK(fixture.questions()
            .import({{"a", ImportFormat::json, questions_json(90, "")},
                     {"b", ImportFormat::json, questions_json(90, "", "r")}})
            .problems.size() == 100);
}

TEST_CASE("questions: students see no key, rationale or parameters, instructors see all") {
  Fixture fixture;
  import(fixture, questions_json(2));
  const QuestionPage for_student = fixture.questions().list(fixture.caller(), {});
  const QuestionPage for_instructor = fixture.questions().list(fixture.caller(Role::instructor), {});
  REQUIRE(for_student.questions.size() == 2);
  CHECK(for_student.questions[0].key.empty());
  CHECK(for_student.questions[0].rationale.empty());
  CHECK_FALSE(for_student.questions[0].item.has_value());
  CHECK(for_student.questions[0].calibration == Calibration::none);
  REQUIRE(for_instructor.questions.size() == 2);
  CHECK(for_instructor.questions[0].key == "B");
  CHECK(for_instructor.questions[0].rationale == "canary-rationale");
  CHECK(for_instructor.questions[0].item->discrimination == 1.0);
}

TEST_CASE("questions: students see live ones only") {
  Fixture fixture;
  import(fixture, questions_json(2));
  transact(fixture.database(),
           [](Transaction& tx) { tx.prepare("UPDATE questions SET status = 'retired' WHERE code = 'q001'")->step(); });
  CHECK(fixture.questions().list(fixture.caller(), {}).total == 1);
  CHECK(fixture.questions().list(fixture.caller(Role::admin), {}).total == 2);
}

TEST_CASE("questions: pages follow one another in the order of codes") {
  Fixture fixture;
  import(fixture, questions_json(25));
  const Caller caller = fixture.caller();
  const QuestionPage first = fixture.questions().list(caller, {});
  const QuestionPage second = fixture.questions().list(caller, {.category = "", .limit = 20, .offset = 20});
  CHECK(first.total == 25);
  REQUIRE(first.questions.size() == 20);
  REQUIRE(second.questions.size() == 5);
  CHECK(first.questions[0].code == "q001");
  CHECK(first.questions[19].code == "q020");
  CHECK(second.questions[0].code == "q021");
  CHECK(fixture.questions().list(caller, {.category = "", .limit = 1, .offset = 10'000}).questions.empty());
}

TEST_CASE("questions: pages that follow one another by their next cover all questions once, whatever comes and goes") {
  Fixture fixture;
  import(fixture, questions_json(25));
  const Caller caller = fixture.caller();
  std::string codes;
  std::optional<std::string> after = "";
  for (int round = 0; after; ++round) {
    const QuestionPage page = fixture.questions().list(caller, {.category = "", .limit = 10, .after = *after});
    CHECK(page.next.has_value() == (round < 2));
    CHECK(page.categories == std::vector<std::string>(page.questions.size(), "management_of_care"));
    for (const Question& question : page.questions) codes += question.code;
    after = page.next;
    // One before the next page goes, and one comes: by offset, the next page would begin elsewhere.
    transact(fixture.database(), [](Transaction& tx) {
      tx.prepare("UPDATE questions SET status = 'retired' WHERE code = 'q001'")->step();
    });
    import(fixture, questions_json(2, "New?", "a"));
  }
  std::string expected;
  for (const Question& question : fixture.questions().list(fixture.caller(Role::admin), {.limit = 100}).questions) {
    if (question.code[0] == 'q') expected += question.code;
  }
  CHECK(codes == expected);
}

TEST_CASE("questions: a list shows the present version and status, whatever was listed before") {
  Fixture fixture;
  import(fixture, questions_json(1));
  const Caller admin = fixture.caller(Role::admin);
  CHECK(fixture.questions().list(admin, {}).questions[0].stem == "Which?");
  import(fixture, questions_json(1, "Another?"));
  CHECK(fixture.questions().list(admin, {}).questions[0].stem == "Another?");
  CHECK(fixture.questions().list(admin, {}).questions[0].version == 2);
  transact(fixture.database(), [](Transaction& tx) { tx.prepare("UPDATE questions SET status = 'retired'")->step(); });
  CHECK(fixture.questions().list(admin, {}).questions[0].status == QuestionStatus::retired);
}

TEST_CASE("questions: a total is counted up to 10,000, and says so when there are more") {
  Fixture fixture;
  import(fixture, questions_json(1));
  const Caller caller = fixture.caller();
  const auto copy = [&](int first, int last) {
    transact(fixture.database(), [&](Transaction& tx) {
      Question question = QuestionStore(tx).find_by_code("q001").value();
      for (int i = first; i <= last; ++i) {
        question.id = crypto::new_id<Question>(fixture.clock.now());
        question.code = "r" + std::to_string(i);
        QuestionStore(tx).insert(question, fixture.clock.now());
      }
    });
  };
  copy(2, 10'000);
  QuestionPage page = fixture.questions().list(caller, {.limit = 1});
  CHECK(page.total == 10'000);
  CHECK_FALSE(page.total_is_capped);
  copy(10'001, 10'002);
  page = fixture.questions().list(caller, {.limit = 1});
  CHECK(page.total == 10'000);
  CHECK(page.total_is_capped);
  CHECK(page.next.has_value());
}

TEST_CASE("questions: a category narrows the list, an unknown one is not found") {
  Fixture fixture;
  import(fixture, questions_json(3));
  const Caller caller = fixture.caller();
  CHECK(fixture.questions().list(caller, {.category = "management_of_care"}).total == 3);
  CHECK(fixture.questions().list(caller, {.category = "basic_care_and_comfort"}).total == 0);
  CHECK(error_of([&] { fixture.questions().list(caller, {.category = "gardening"}); }) == "not_found/");
}

TEST_CASE("questions: limit and offset have bounds") {
  Fixture fixture;
  const Caller caller = fixture.caller();
  const auto refusal = [&](int limit, int offset) {
    return error_of([&] { fixture.questions().list(caller, {.category = "", .limit = limit, .offset = offset}); });
  };
  CHECK(refusal(1, 0) == "");
  CHECK(refusal(100, 10'000) == "");
  CHECK(refusal(0, 0) == "invalid_argument/limit");
  CHECK(refusal(101, 0) == "invalid_argument/limit");
  CHECK(refusal(20, -1) == "invalid_argument/offset");
  CHECK(refusal(20, 10'001) == "invalid_argument/offset");
  for (const std::string& after : {std::string(401, 'x'), std::string("\xFF")}) {
    CHECK(error_of([&] { fixture.questions().list(caller, {.after = after}); }) == "invalid_argument/after");
  }
}

TEST_CASE("categories: the eight Client Needs of both exams are there, in the order of the test plans") {
  Fixture fixture;
  const std::vector<Category> categories = fixture.questions().categories();
  REQUIRE(categories.size() == 16);
  CHECK(categories[0].exam == "nclex-pn");
  CHECK(categories[0].code == "coordinated_care");
  CHECK(categories[8].exam == "nclex-rn");
  CHECK(categories[8].code == "management_of_care");
  CHECK(categories[15].code == "physiological_adaptation");
}

TEST_CASE("find_category: by exam and code, or by a code alone, which means the NCLEX-RN's where exams share it") {
  Fixture fixture;
  const std::vector<Category> categories = fixture.questions().categories();
  const auto found = [&](std::string_view name) -> std::string {
    const auto id = find_category(categories, name);
    if (!id) return "none";
    const auto category = std::ranges::find(categories, *id, &Category::id);
    return category->exam + "/" + category->code;
  };
  CHECK(found("psychosocial_integrity") == "nclex-rn/psychosocial_integrity");
  CHECK(found("nclex-pn/psychosocial_integrity") == "nclex-pn/psychosocial_integrity");
  CHECK(found("coordinated_care") == "nclex-pn/coordinated_care");
  CHECK(found("nclex-rn/coordinated_care") == "none");
  CHECK(found("gardening") == "none");
  CHECK(found("") == "none");
}
