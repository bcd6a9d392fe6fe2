#include "stores/search_terms.hpp"

#include <algorithm>
#include <string>

#include "stores/fixture.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

using Words = std::vector<std::string>;

TEST_CASE("search words: runs of letters and digits, whatever stands between") {
  CHECK(search_words("Give 0.9% NaCl, then K+ (40 mEq)!") == Words{"give", "0", "9", "nacl", "then", "k", "40", "meq"});
  CHECK(search_words("**N95**-mask\n`B12`") == Words{"n95", "mask", "b12"});
  CHECK(search_words("the patient's") == Words{"the", "patient", "s"});
  CHECK(search_words("").empty());
  CHECK(search_words(" -- '\"%_*()<>;\t\n\xF0\x9F\xA9\xBA").empty());
}

TEST_CASE("search words: case, marks and compatibility forms do not count (Unicode, default case folding and NFKD)") {
  CHECK(search_words("\xC3\x89lectrolytes") == Words{"electrolytes"});   // É
  CHECK(search_words("E\xCC\x81lectrolytes") == Words{"electrolytes"});  // E + combining acute
  CHECK(search_words("Stra\xC3\x9F"
                     "e") == Words{"strasse"});  // ß
  CHECK(search_words("\xEF\xAC\x81"
                     "brillation") == Words{"fibrillation"});  // ﬁ
  CHECK(search_words("CO\xE2\x82\x82") == Words{"co2"});       // subscript two
  CHECK(search_words("\xCE\xA3\xCE\x8A\xCE\x94\xCE\x97\xCE\xA1\xCE\x9F\xCE\xA3") ==
        Words{"\xCF\x83\xCE\xB9\xCE\xB4\xCE\xB7\xCF\x81\xCE\xBF\xCF\x83"});  // ΣΊΔΗΡΟΣ: final sigma too
}

TEST_CASE("search words: characters of languages without spaces are words of their own") {
  CHECK(search_words("\xE8\xA1\x80\xE5\x9C\xA7 135") == Words{"\xE8\xA1\x80", "\xE5\x9C\xA7", "135"});
  CHECK(search_words("a\xF0\xA0\x80\x80"
                     "b") == Words{"a", "\xF0\xA0\x80\x80", "b"});  // four bytes: U+20000
}

TEST_CASE("search words: a word is cut to 64 characters, of any size") {
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "\xF0\x90\x90\xA8";  // U+10428, a Deseret letter
  const Words words = search_words(wide);
  REQUIRE(words.size() == 1);
  CHECK(words[0].size() == 64 * 4);
}

TEST_CASE("search words: bytes that are no UTF-8 are refused") {
  CHECK(reason_of([] { static_cast<void>(search_words("ok \xC3")); }) == "invalid_argument/text");
  CHECK(reason_of([] { static_cast<void>(search_words("\xED\xA0\x80")); }) == "invalid_argument/text");
}

TEST_CASE("search terms: each word once, heavier where it stands often, in the title or in a short text") {
  const auto weight = [](std::vector<SearchField> fields, const std::string& word) {
    const auto terms = search_terms(fields);
    const auto found = std::ranges::find(terms, word, &SearchTerm::word);
    return found == terms.end() ? 0 : found->weight;
  };
  std::string long_text;
  for (int i = 0; i < 1000; ++i) long_text += "word" + std::to_string(i) + " ";
  CHECK(weight({{"pain pain fever"}}, "pain") > weight({{"pain fever"}}, "pain"));
  CHECK(weight({{"pain", 8}, {"fever"}}, "pain") > weight({{"pain fever"}}, "pain"));
  CHECK(weight({{"pain"}}, "pain") > weight({{"pain " + long_text}}, "pain"));
  CHECK(weight({{"pain " + long_text}}, "pain") >= 1);
  CHECK(weight({{"pain"}}, "fever") == 0);
  std::string often;
  for (int i = 0; i < 5000; ++i) often += "pain ";
  CHECK(weight({{often, 8}}, "pain") <= 1000);
}
