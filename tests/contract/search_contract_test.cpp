// Full-text search answers alike on every engine.
#include <algorithm>
#include <string>
#include <vector>

#include "contract/engines.hpp"
#include "contract/schema/filled.hpp"
#include "stores/search_index.hpp"
#include "stores/search_store.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

Uuid id_of(std::uint64_t number) {
  Uuid id{};
  for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}

std::uint64_t number_of(const Uuid& id) {
  std::uint64_t number = 0;
  for (std::size_t i = 8; i < 16; ++i) number = number << 8 | id.bytes[i];
  return number;
}

std::string hex(std::uint64_t number) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (; number > 0 || text.empty(); number /= 16) text.insert(text.begin(), digits[number % 16]);
  return text;
}

/// A filled database whose rows can all be found.
template <class Engine>
struct Searched : Filled<Engine> {
  Searched() { refresh(); }

  int refresh(int limit = 1000) {
    return transact(this->database(), [&](Transaction& tx) { return SearchStore(tx).refresh_stale(limit); });
  }
  SearchPage page(const SearchQuery& query, int limit = 20, int offset = 0) {
    return read(this->database(), [&](Transaction& tx) { return SearchStore(tx).search(query, limit, offset); });
  }
  /// The numbers of what is found, best first.
  std::vector<std::uint64_t> found(const SearchQuery& query) {
    std::vector<std::uint64_t> numbers;
    for (const SearchHit& hit : page(query).hits) numbers.push_back(number_of(hit.id));
    return numbers;
  }
  std::vector<std::uint64_t> posts(const std::string& text) { return found({.kind = SearchKind::post, .text = text}); }
  std::string refused(const SearchQuery& query) {
    return error_of([&] { static_cast<void>(page(query)); });
  }
  /// A post that can be found.
  void post(std::uint64_t number, const std::string& title, const std::string& body) {
    transact(this->database(), [&](Transaction& tx) {
      const auto insert = tx.prepare(
          "INSERT INTO forum_posts (id, category_id, title, body_md, last_reply_at, created_at, updated_at) "
          "VALUES (?, ?, ?, ?, 1, 1, 1)");
      insert->bind(0, std::span<const std::uint8_t>(id_of(number).bytes));
      insert->bind(1, std::span<const std::uint8_t>(id_of(0x191).bytes));
      insert->bind(2, std::string_view(title));
      insert->bind(3, std::string_view(body));
      insert->step();
      SearchStore(tx).refresh(SearchKind::post, id_of(number));
    });
  }
};

using Numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE_TEMPLATE("search: finds each kind by its words", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  CHECK(searched.found({.kind = SearchKind::question, .text = "Q1 a"}) == Numbers{0x41});
  CHECK(searched.found({.kind = SearchKind::chapter, .text = "nasal OXYGEN"}) == Numbers{0xd2});
  CHECK(searched.posts("questions 150") == Numbers{0x1a1});
  CHECK(searched.found({.kind = SearchKind::reply, .text = "85"}) == Numbers{0x1b1});
  CHECK(searched.found({.kind = SearchKind::note, .text = "heart", .owner = id_of(0x11)}) == Numbers{0xe1});
  CHECK(searched.found({.kind = SearchKind::note, .text = "normal", .owner = id_of(0x11)}) == Numbers{0xe1});
}

TEST_CASE_TEMPLATE("search: shows only what may be seen, and only where it was asked for", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  CHECK(searched.found({.kind = SearchKind::question, .text = "c"}).empty());  // a draft
  CHECK(searched.found({.kind = SearchKind::question, .text = "c", .all_states = true}) == Numbers{0x43});
  CHECK(searched.found({.kind = SearchKind::question, .text = "why", .all_states = true}).empty());  // a rationale
  CHECK(searched.found({.kind = SearchKind::note, .text = "heart", .owner = id_of(0x12)}).empty());
  CHECK(searched.refused({.kind = SearchKind::note, .text = "heart"}) == "invalid_argument owner");
  const SearchQuery vital{.kind = SearchKind::chapter, .text = "vital"};
  CHECK(searched.found({.kind = SearchKind::chapter, .text = "vital", .within = {id_of(0xc2)}}).empty());
  CHECK(searched.found({.kind = SearchKind::chapter, .text = "vital", .within = {id_of(0xc2), id_of(0xc1)}}) ==
        Numbers{0xd1});
  REQUIRE(searched.refusal("UPDATE books SET status = 'archived' WHERE id = #c1") == "");
  CHECK(searched.found(vital).empty());
  REQUIRE(searched.refusal("UPDATE forum_posts SET status = 'hidden' WHERE id = #1a1") == "");
  CHECK(searched.posts("questions").empty());
  CHECK(searched.found({.kind = SearchKind::reply, .text = "85"}).empty());  // hidden with its post
}

TEST_CASE_TEMPLATE("search: every word must be there, short and common ones too", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  searched.post(1, "To be or not to be", "the I a of");
  searched.post(2, "To be", "something else");
  CHECK(searched.posts("to be") == Numbers{1, 2});
  CHECK(searched.posts("the a of i") == Numbers{1});
  CHECK(searched.posts("not something").empty());
  CHECK(searched.posts("to to to be be") == Numbers{1, 2});
  CHECK(searched.posts("TO-be") == Numbers{1, 2});
}

TEST_CASE_TEMPLATE("search: titles before texts, often before once, rare words before common ones, then the newest",
                   Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  searched.post(1, "Fluids", "sepsis");
  searched.post(2, "Sepsis", "fluids");
  searched.post(3, "Notes", "sepsis sepsis sepsis");
  searched.post(4, "Other", "sepsis");
  CHECK(searched.posts("sepsis") == Numbers{2, 3, 4, 1});
  searched.post(5, "Drug drug drug", "heparin");
  searched.post(6, "Heparin", "drug");
  for (std::uint64_t number = 0x1000; number < 0x1100; ++number) searched.post(number, "Filler", "drug");
  CHECK(searched.posts("drug heparin") == Numbers{6, 5});
}

TEST_CASE_TEMPLATE("search: the last word may be a beginning", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  searched.post(1, "Potassium", "levels");
  searched.post(2, "Potash", "levels");
  searched.post(3, "Pot", "levels");
  const auto typed = [&](const std::string& text) {
    auto numbers = searched.found({.kind = SearchKind::post, .text = text, .last_is_beginning = true});
    std::ranges::sort(numbers);
    return numbers;
  };
  CHECK(typed("pot") == Numbers{1, 2, 3});
  CHECK(typed("potas") == Numbers{1, 2});
  CHECK(typed("levels potas") == Numbers{1, 2});
  CHECK(typed("potash lev") == Numbers{2});
  CHECK(typed("pot ") == Numbers{3});  // the word has ended
  CHECK(typed("po").empty());          // too short to be a beginning
  CHECK(typed("potz").empty());
  CHECK(typed("levels nothing").empty());
  CHECK(searched.posts("potas").empty());
}

TEST_CASE_TEMPLATE("search: pages neither repeat nor skip, and count all", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  for (std::uint64_t number = 1; number <= 25; ++number) searched.post(number, "Pulse", "beats");
  Numbers all;
  for (int offset = 0; offset < 30; offset += 10) {
    const SearchPage page = searched.page({.kind = SearchKind::post, .text = "pulse"}, 10, offset);
    CHECK(page.total == 25);
    CHECK_FALSE(page.capped);
    for (const SearchHit& hit : page.hits) all.push_back(number_of(hit.id));
  }
  REQUIRE(all.size() == 25);
  CHECK(std::ranges::is_sorted(all, std::greater<>()));
  CHECK(all.front() == 25);
  CHECK(searched.page({.kind = SearchKind::post, .text = "pulse"}, 10, 100).total == 25);
}

TEST_CASE_TEMPLATE("search: the index follows every change, whoever makes it", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  CHECK(searched.count("search_stale") == 0);
  REQUIRE(searched.refusal("UPDATE forum_posts SET title = 'Dosage' WHERE id = #1a2") == "");
  CHECK(searched.count("search_stale") == 1);
  CHECK(searched.refresh() == 1);
  CHECK(searched.posts("dosage") == Numbers{0x1a2});
  CHECK(searched.posts("welcome").empty());
  REQUIRE(searched.refusal("UPDATE forum_posts SET pinned = 1, reply_count = 5 WHERE id = #1a2") == "");
  CHECK(searched.count("search_stale") == 0);  // no text was changed
  REQUIRE(searched.refusal("DELETE FROM forum_posts WHERE id = #1a2") == "");
  CHECK(searched.posts("dosage").empty());
  CHECK(searched.count("post_terms WHERE post_id = #1a2") == 0);
}

TEST_CASE_TEMPLATE("search: words go with what contains their document", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  REQUIRE(searched.count("reply_terms") > 0);
  REQUIRE(searched.refusal("DELETE FROM forum_posts WHERE id = #1a1") == "");
  CHECK(searched.count("reply_terms") == 0);
  REQUIRE(searched.count("note_terms") > 0);
  REQUIRE(searched.refusal("DELETE FROM highlights_bookmarks") == "");
  CHECK(searched.count("note_terms") == 0);
}

TEST_CASE_TEMPLATE("search: what was marked and then removed is passed over", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  REQUIRE(searched.refusal("UPDATE forum_posts SET body_md = 'x' WHERE id = #1a2") == "");
  REQUIRE(searched.refusal("DELETE FROM forum_posts WHERE id = #1a2") == "");
  CHECK(searched.refresh() == 1);
  CHECK(searched.count("search_stale") == 0);
}

TEST_CASE_TEMPLATE("search: a rolled-back change leaves the index as it was", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  {
    const auto tx = searched.database().begin(Access::write);
    execute(*tx, expand_ids("UPDATE forum_posts SET title = 'Dosage' WHERE id = #1a2"));
    SearchStore(*tx).refresh(SearchKind::post, id_of(0x1a2));
    CHECK(SearchStore(*tx).search({.kind = SearchKind::post, .text = "dosage"}, 20, 0).total == 1);
  }
  CHECK(searched.posts("dosage").empty());
  CHECK(searched.posts("welcome") == Numbers{0x1a2});
}

TEST_CASE_TEMPLATE("search: hostile and strange queries find what their words say, or nothing", Engine, HAVEN_ENGINES) {
  Searched<Engine> searched;
  searched.post(1, "Drop table", "users 1 = 1 or union select NEAR not and *");
  searched.post(2, "\xF0\x9F\x98\x80 smile \xF0\xA0\x80\x80", "caf\xC3\xA9 100%");
  CHECK(searched.posts("'; DROP TABLE users; --") == Numbers{1});
  CHECK(searched.posts("NEAR(\"drop\" table)") == Numbers{1});
  CHECK(searched.posts("title:drop").empty());
  CHECK(searched.posts("+drop -table ~users @distance <1> =1").empty());
  CHECK(searched.posts("drop*") == Numbers{1});
  CHECK(searched.posts("d%p").empty());
  CHECK(searched.posts("dr_p").empty());
  CHECK(searched.posts("\xF0\xA0\x80\x80") == Numbers{2});
  CHECK(searched.posts("CAFE\xCC\x81 100") == Numbers{2});
  CHECK(searched.posts("\xF0\x9F\x98\x80").empty());
  CHECK(searched.posts("").empty());
  CHECK(searched.posts("\"'%_*()+-<>~@\\").empty());
  CHECK(searched.posts(std::string("drop\0table", 10)) == Numbers{1});
  CHECK(searched.posts(std::string(100'000, 'x')).empty());
  CHECK(searched.refused({.kind = SearchKind::post, .text = "caf\xE9"}) == "invalid_argument text");
  std::string words;
  for (int i = 0; i < 17; ++i) words += " w" + std::to_string(i);
  CHECK(searched.refused({.kind = SearchKind::post, .text = words}) == "invalid_argument text");
}

TEST_CASE_TEMPLATE("search: a document of many words can be found by each, and by sixteen of them", Engine,
                   HAVEN_ENGINES) {
  Searched<Engine> searched;
  std::string body, sixteen;
  for (int i = 0; i < 500; ++i) body += "w" + std::to_string(i) + " ";
  for (int i = 100; i < 116; ++i) sixteen += "w" + std::to_string(i) + " ";
  searched.post(1, "Long", body);
  searched.post(2, "Short", "w1");
  CHECK(searched.posts("w499") == Numbers{1});
  CHECK(searched.posts(sixteen) == Numbers{1});
  CHECK(searched.posts("w1") == Numbers{2, 1});
}

TEST_CASE_TEMPLATE("search: of a word that is nearly everywhere the newest documents are looked at", Engine,
                   HAVEN_ENGINES) {
  Searched<Engine> searched;
  constexpr std::uint64_t first = 0x10000, last = first + SearchStore::most_candidates + 50;
  transact(searched.database(), [&](Transaction& tx) {
    for (std::uint64_t number = first; number < last; number += 50) {
      std::string rows, terms;
      for (std::uint64_t n = number; n < number + 50; ++n) {
        const std::string comma = n == number ? "" : ", ";
        rows += comma + "(#" + hex(n) + ", #191, 'x', '', 1, 1, 1)";
        terms += comma + "('common', #" + hex(n) + ", 5)";
      }
      execute(tx, expand_ids("INSERT INTO forum_posts (id, category_id, title, body_md, last_reply_at, created_at, "
                             "updated_at) VALUES " +
                             rows));
      execute(tx, expand_ids("INSERT INTO post_terms (term, post_id, weight) VALUES " + terms));
    }
  });
  const SearchPage page = searched.page({.kind = SearchKind::post, .text = "common"});
  CHECK(page.capped);
  CHECK(page.total == SearchStore::most_candidates);
  CHECK(number_of(page.hits.front().id) == last - 1);
}
