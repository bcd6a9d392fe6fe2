#include "haven/codec/question_import.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "source_folder.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace haven;
using namespace haven::codec;
using nlohmann::json;

namespace {

const std::string header =
    "code,category,stem,option_a,option_b,option_c,option_d,key,rationale,discrimination,difficulty,pseudo_guessing,"
    "tags\n";

json item(const std::string& code) {
  return {{"code", code},
          {"category", "management_of_care"},
          {"stem", "Which?"},
          {"options", {{{"id", "A"}, {"text", "this"}}, {{"id", "B"}, {"text", "that"}}}},
          {"key", "B"},
          {"rationale", "Because."},
          {"discrimination", 1.0},
          {"difficulty", 0.5}};
}

QuestionFile read_one(const json& question) {
  return questions_from_json(json{{"items", json::array({question})}}.dump());
}

/// The one problem of an item after one change.
std::string problem_after(const std::string& field, const json& value) {
  json question = item("q1");
  question[field] = value;
  const QuestionFile file = read_one(question);
  REQUIRE(file.problems.size() == 1);
  CHECK(file.questions.empty());
  return file.problems[0].message;
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("questions_from_json: a question is read with defaults for what is left out") {
  const QuestionFile file = read_one(item("q1"));
  REQUIRE(file.problems.empty());
  REQUIRE(file.questions.size() == 1);
  const Question& question = file.questions[0].question;
  CHECK(file.questions[0].category == "management_of_care");
  CHECK(question.status == QuestionStatus::live);
  CHECK(question.calibration == Calibration::provisional);
  CHECK(question.options.size() == 2);
  CHECK(question.options[1].text == "that");
  CHECK(question.item == irt::LogisticItem{1.0, 0.5, 0.0, 1.0});
}

TEST_CASE("questions_from_json: the sample bank has no problem") {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(haven::test::source_folder() + "/examples/server/items")) {
    const QuestionFile file = questions_from_json(contents(entry.path()));
    CAPTURE(entry.path().string());
    CHECK(file.problems.empty());
    CHECK(file.questions.size() >= 20);
    ++files;
  }
  CHECK(files == 8);
}

TEST_CASE("questions_from_json: a problem names the line on which its question begins") {
  const QuestionFile file = questions_from_json("{\n \"items\": [\n  {\"code\": \"{[,\\\"\"},\n\n  7,\n  {}\n ]\n}");
  REQUIRE(file.problems.size() == 3);
  CHECK(file.problems[0].line == 3);
  CHECK(file.problems[1].line == 5);
  CHECK(file.problems[2].line == 6);
}

TEST_CASE("questions_from_json: syntax errors are reported at their line") {
  const QuestionFile file = questions_from_json("{\"items\": [\n{\"code\": }]}");
  REQUIRE(file.problems.size() == 1);
  CHECK(file.problems[0].line == 2);
}

TEST_CASE("questions_from_json: a file without the one array items is refused") {
  CHECK(questions_from_json("[]").problems.size() == 1);
  CHECK(questions_from_json("{}").problems.size() == 1);
  CHECK(questions_from_json(R"({"items": 3})").problems.size() == 1);
  CHECK(questions_from_json(R"({"items": [], "version": 2})").problems.size() == 1);
}

TEST_CASE("questions_from_json: what breaks a rule is named") {
  CHECK(problem_after("colour", "red") == "question q1.colour: unknown field");
  CHECK(problem_after("stem", 5) == "question q1.stem: must be a string");
  CHECK(problem_after("stem", "") == "question q1: stem is empty");
  CHECK(problem_after("stem", std::string(8001, 'x')) == "question q1: stem is longer than 8000 bytes");
  CHECK(problem_after("rationale", "a\x01") == "question q1: rationale holds a control character");
  CHECK(problem_after("key", "C") == "question q1: key must be the id of one of the options");
  CHECK(problem_after("code", "no spaces") == "question: code must be 1 to 64 letters, digits, '-', '_' or '.'");
  CHECK(problem_after("type", "essay") == "question q1: type must be multiple_choice");
  CHECK(problem_after("discrimination", 2.6) == "question q1: discrimination must be in [0.5, 2.5], got 2.6");
  CHECK(problem_after("difficulty", -3.5) == "question q1: difficulty must be in [-3, 3], got -3.5");
  CHECK(problem_after("pseudo_guessing", 0.36) == "question q1: pseudo_guessing must be in [0, 0.35], got 0.36");
  CHECK(problem_after("upper_asymptote", 0) ==
        "question q1: upper_asymptote must be above pseudo_guessing and at most 1, got 0");
  CHECK(problem_after("difficulty", "nan") == "question q1: difficulty must be in [-3, 3], got nan");
  CHECK(problem_after("model", "5pl") == "question q1.model: must be 1pl, 2pl, 3pl or 4pl");
  CHECK(problem_after("calibration", "sure") == "question q1.calibration: an unknown word");
  CHECK(problem_after("tags", "one") == "question q1.tags: must be an array of strings");
}

TEST_CASE("questions_from_json: parameters must belong to the model that is named") {
  json question = item("q1");
  question["model"] = "2pl";
  question["pseudo_guessing"] = 0.2;
  CHECK(read_one(question).problems.size() == 1);
  question["model"] = "3pl";
  CHECK(read_one(question).problems.empty());
  question["upper_asymptote"] = 0.95;
  CHECK(read_one(question).problems.size() == 1);
}

TEST_CASE("questions_from_json: options must be two to six, named in order, and differ") {
  const json a{{"id", "A"}, {"text", "this"}}, b{{"id", "B"}, {"text", "this"}}, c{{"id", "C"}, {"text", "that"}};
  CHECK(problem_after("options", json::array({a})) == "question q1: must have 2 to 6 options, has 1");
  CHECK(problem_after("options", json::array({a, b})) == "question q1: option B repeats an earlier one");
  json question = item("q1");
  question["options"] = json::array({a, c});
  question["key"] = "A";
  const QuestionFile file = read_one(question);
  REQUIRE(file.problems.size() == 1);
  CHECK(file.problems[0].message == "question q1: option 2 must have the id B");
}

TEST_CASE("questions_from_json: no more than a hundred problems are collected") {
  json items = json::array();
  for (int i = 0; i < 150; ++i) items.push_back(json::object());
  CHECK(questions_from_json(json{{"items", items}}.dump()).problems.size() == maximum_problems);
}

TEST_CASE("questions_from_csv: a row gives the same question as JSON") {
  const QuestionFile file =
      questions_from_csv(header + "q1,safety,\"Which,\nof these?\",w,x,y,z,C,Because.,1.25,-0.5,0.2,a;b\r\n");
  REQUIRE(file.problems.empty());
  REQUIRE(file.questions.size() == 1);
  const QuestionDraft& draft = file.questions[0];
  CHECK(draft.line == 2);
  CHECK(draft.category == "safety");
  CHECK(draft.question.stem == "Which,\nof these?");
  CHECK(draft.question.options.size() == 4);
  CHECK(draft.question.options[3].id == "D");
  CHECK(draft.question.key == "C");
  CHECK(draft.question.item == irt::LogisticItem{1.25, -0.5, 0.2, 1.0});
  CHECK(draft.question.tags == std::vector<std::string>{"a", "b"});
}

TEST_CASE("questions_from_csv: problems carry the line of their row") {
  const QuestionFile file =
      questions_from_csv(header + "q1,safety,\"a\nb\",w,x,y,z,C,r,1,0,0,\n" + "q2,safety,s,w,x,y,z,C,r,one,0,0,\n" +
                         "q3,safety,s\n" + "q4,safety,s,w,x,,z,A,r,1,0,0,\n");
  REQUIRE(file.problems.size() == 3);
  CHECK(file.problems[0].line == 4);
  CHECK(file.problems[0].message == "question: discrimination must be a number");
  CHECK(file.problems[1].line == 5);
  CHECK(file.problems[1].message == "question: has 3 fields, the header 13");
  CHECK(file.problems[2].line == 6);
  CHECK(file.problems[2].message == "question q4: option C is empty");
  CHECK(file.questions.size() == 1);
}

TEST_CASE("questions_from_csv: the header must name known columns once, and those that are needed") {
  CHECK(questions_from_csv("").problems.size() == 1);
  const QuestionFile unknown = questions_from_csv("colour," + header);
  REQUIRE(unknown.problems.size() == 1);
  CHECK(unknown.problems[0].message == "unknown column: colour");
  const QuestionFile repeated = questions_from_csv("code," + header);
  REQUIRE(repeated.problems.size() == 1);
  CHECK(repeated.problems[0].message == "column repeated: code");
  CHECK(questions_from_csv("code,category\n").problems.size() == 7);
}

TEST_CASE("questions_from_csv: text that is not UTF-8 is refused") {
  const QuestionFile file = questions_from_csv(header + "q1,safety,s\xFF,w,x,y,z,C,r,1,0,0,\n");
  REQUIRE(file.problems.size() == 1);
  CHECK(file.problems[0].message == "question q1: stem is not valid UTF-8");
}

namespace {

/// The first fenced block of that language on a page.
std::string example(const std::string& page, const std::string& language) {
  const std::string fence = "```" + language + "\n";
  const std::size_t start = page.find(fence) + fence.size();
  return page.substr(start, page.find("```", start) - start);
}

}  // namespace

TEST_CASE("question files: the examples in the documentation are good files") {
  const std::string page = contents(haven::test::source_folder() + "/docs/items.md");
  const QuestionFile from_json = questions_from_json(example(page, "json"));
  const QuestionFile from_csv = questions_from_csv(example(page, "csv"));
  CHECK(from_json.problems.empty());
  CHECK(from_json.questions.size() == 1);
  CHECK(from_csv.problems.empty());
  REQUIRE(from_csv.questions.size() == 1);
  CHECK(from_csv.questions[0].question.stem == "A client says: \"I cannot sleep.\" What comes first?");
}
