// The sample questions that the bundled server brings along, as content.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "haven/codec/question_import.hpp"

#include "source_folder.hpp"

#include <doctest/doctest.h>

using namespace haven;

namespace {

std::vector<codec::QuestionDraft> sample_questions() {
  std::vector<codec::QuestionDraft> questions;
  for (const auto& entry :
       std::filesystem::directory_iterator(haven::test::source_folder() + "/examples/server/items")) {
    std::ostringstream content;
    content << std::ifstream(entry.path()).rdbuf();
    for (auto& draft : codec::questions_from_json(content.str()).questions) questions.push_back(std::move(draft));
  }
  return questions;
}

bool key_is_longest(const Question& question) {
  std::size_t key = 0, other = 0;
  for (const Option& option : question.options) {
    std::size_t& longest = option.id == question.key ? key : other;
    longest = std::max(longest, option.text.size());
  }
  return key > other;
}

}  // namespace

TEST_CASE("sample questions: at least 160, and 20 or more in each of the eight Client Needs categories") {
  std::map<std::string, int> counts;
  for (const auto& draft : sample_questions()) ++counts[draft.category];
  CHECK(counts.size() == 8);
  int total = 0;
  for (const auto& category : counts) {
    CAPTURE(category.first);
    CHECK(category.second >= 20);
    total += category.second;
  }
  CHECK(total >= 160);
}

TEST_CASE("sample questions: each is marked as a sample with its author, licence and provisional parameters") {
  for (const auto& draft : sample_questions()) {
    const Question& question = draft.question;
    CAPTURE(question.code);
    CHECK(std::find(question.tags.begin(), question.tags.end(), "sample") != question.tags.end());
    CHECK(question.author == "Haven project");
    CHECK(question.license == "CC BY 4.0");
    CHECK(question.calibration == Calibration::provisional);
    CHECK(question.item.has_value());
    CHECK(question.options.size() == 4);
    CHECK(question.rationale.size() > 80);
  }
}

TEST_CASE(
    "sample questions: the right answer stands at every place equally often, and is not given away by its length") {
  std::map<std::string, int> places;
  int longest = 0, total = 0;
  for (const auto& draft : sample_questions()) {
    const Question& question = draft.question;
    ++places[question.key];
    longest += key_is_longest(question) ? 1 : 0;
    ++total;
  }
  CHECK(places.size() == 4);
  for (const auto& place : places) CHECK(place.second * 4 == doctest::Approx(total).epsilon(0.05));
  CHECK(longest * 4 < total);  // chance alone would make it the longest in a quarter
}

TEST_CASE("sample questions: no two have the same stem or the same parameters") {
  std::set<std::string> stems;
  std::set<std::tuple<double, double, double>> parameters;
  const auto questions = sample_questions();
  for (const auto& draft : questions) {
    stems.insert(draft.question.stem);
    const auto& item = draft.question.item.value();
    parameters.emplace(item.discrimination, item.difficulty, item.pseudo_guessing);
  }
  CHECK(stems.size() == questions.size());
  CHECK(parameters.size() >= questions.size() - 2);
}
