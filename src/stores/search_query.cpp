#include "stores/search_query.hpp"

#include <algorithm>
#include <bit>

#include "haven/core/error.hpp"

#include "stores/search_index.hpp"
#include "stores/search_terms.hpp"

namespace haven {
namespace {

constexpr std::size_t shortest_beginning = 3;
constexpr std::int64_t beginning_factor = 4;
/// Comes after every word that has the beginning before it: U+10FFFF, which no word has.
constexpr std::string_view after_all_words = "\xF4\x8F\xBF\xBF";

std::size_t characters_of(std::string_view word) {
  return static_cast<std::size_t>(std::ranges::count_if(word, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Nothing parts the last word from what may follow.
bool ends_within_word(std::string_view text, std::size_t words) {
  return search_words(std::string(text) + "x").size() == words;
}

/// From 14 for a word in one document down to 1 for one in most_candidates or more.
std::int64_t factor_of(std::int64_t documents) {
  return 15 - static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(documents)));
}

/// Begins a condition on a table of words with its owner, where it has one.
GrowingSql& add_owner(const SearchQuery& query, std::string_view table, GrowingSql& sql) {
  if (!search_index(query.kind).owned) return sql;
  return sql.add(table).add("user_id = ? AND ", *query.owner);
}

std::int64_t count_documents(Transaction& tx, const SearchQuery& query, const std::string& word) {
  GrowingSql sql;
  sql.add("SELECT COUNT(*) FROM (SELECT 1 AS one FROM ").add(search_index(query.kind).terms).add(" WHERE ");
  add_owner(query, "", sql).add("term = ? LIMIT ?) n", std::string_view(word));
  sql.add("", std::int64_t{SearchStore::most_candidates + 1});
  const auto statement = sql.prepare(tx);
  statement->step();
  return statement->integer(0);
}

/// The documents with the rarest word, newest first.
void add_candidates(const SearchQuery& query, const SoughtWord& rarest, GrowingSql& sql) {
  const SearchIndex& index = search_index(query.kind);
  sql.add("(SELECT ").add(index.id).add(" AS id, weight FROM ").add(index.terms).add(" WHERE ");
  add_owner(query, "", sql).add("term = ? ORDER BY ", std::string_view(rarest.word)).add(index.id);
  sql.add(" DESC LIMIT ?) c", std::int64_t{SearchStore::most_candidates});
}

void add_range(const std::string& beginning, GrowingSql& sql) {
  sql.add("term >= ?", std::string_view(beginning))
      .add(" AND term < ?", std::string_view(beginning + std::string(after_all_words)));
}

/// The documents with a word that begins so.
void add_candidates(const SearchQuery& query, const std::string& beginning, GrowingSql& sql) {
  const SearchIndex& index = search_index(query.kind);
  sql.add("(SELECT id, MAX(weight) AS weight FROM (SELECT ").add(index.id).add(" AS id, weight FROM ");
  sql.add(index.terms).add(" WHERE ");
  add_range(beginning, add_owner(query, "", sql));
  sql.add(" ORDER BY term, ").add(index.id);
  sql.add(" LIMIT ?) r GROUP BY id) c", std::int64_t{SearchStore::most_candidates});
}

/// The best of the words of candidate c that begin so, or NULL, as `beginning`.
void add_beginning(const SearchQuery& query, const std::string& beginning, GrowingSql& sql) {
  const SearchIndex& index = search_index(query.kind);
  sql.add(", (SELECT MAX(p.weight) FROM ").add(index.terms).add(" p WHERE p.").add(index.id).add(" = c.id AND ");
  add_range(beginning, sql);
  sql.add(") AS beginning");
}

void add_other_words(const SearchQuery& query, const SoughtWords& words, GrowingSql& sql) {
  const SearchIndex& index = search_index(query.kind);
  for (std::size_t i = 1; i < words.whole.size(); ++i) {
    const std::string t = "t" + std::to_string(i) + ".";
    sql.add(" CROSS JOIN ").add(index.terms).add(" t" + std::to_string(i)).add(" ON ");
    add_owner(query, t, sql)
        .add(t)
        .add("term = ? AND ", std::string_view(words.whole[i].word))
        .add(t)
        .add(index.id)
        .add(" = c.id");
  }
}

void add_scope(const SearchQuery& query, GrowingSql& sql) {
  const SearchIndex& index = search_index(query.kind);
  sql.add(" WHERE ").add(query.all_states ? "1 = 1" : index.visible);
  if (query.within.empty()) return;
  sql.add(" AND ").add(index.within).add(" IN (");
  for (std::size_t i = 0; i < query.within.size(); ++i) sql.add(i == 0 ? "?" : ", ?", query.within[i]);
  sql.add(")");
}

}  // namespace

std::unique_ptr<Statement> GrowingSql::prepare(Transaction& tx) const {
  auto statement = tx.prepare(text_);
  int parameter = 0;
  for (const Value& value : values_) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(value.text.data());
    switch (value.type) {
      case Type::number:
        statement->bind(parameter, value.number);
        break;
      case Type::text:
        statement->bind(parameter, std::string_view(value.text));
        break;
      case Type::bytes:
        statement->bind(parameter, std::span(bytes, value.text.size()));
        break;
    }
    ++parameter;
  }
  return statement;
}

SoughtWords sought_words(Transaction& tx, const SearchQuery& query) {
  SoughtWords sought;
  std::vector<std::string> words = search_words(query.text);
  if (query.last_is_beginning && !words.empty() && characters_of(words.back()) >= shortest_beginning &&
      ends_within_word(query.text, words.size())) {
    sought.beginning = std::move(words.back());
    words.pop_back();
  }
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  if (words.size() > SearchStore::most_words) {
    throw Error(ErrorCode::invalid_argument,
                "search: at most " + std::to_string(SearchStore::most_words) + " different words", "text");
  }
  for (std::string& word : words) {
    const std::int64_t documents = count_documents(tx, query, word);
    sought.whole.push_back({std::move(word), documents, factor_of(documents)});
  }
  std::ranges::stable_sort(sought.whole, {}, &SoughtWord::documents);
  return sought;
}

void add_matches(const SearchQuery& query, const SoughtWords& words, GrowingSql& sql) {
  const bool filtered = !words.whole.empty() && words.beginning.has_value();
  if (filtered) sql.add("SELECT id, score + beginning * ? AS score FROM (", beginning_factor);
  sql.add("SELECT c.id AS id, c.weight * ?", words.whole.empty() ? beginning_factor : words.whole[0].factor);
  for (std::size_t i = 1; i < words.whole.size(); ++i) {
    sql.add(" + t" + std::to_string(i) + ".weight * ?", words.whole[i].factor);
  }
  sql.add(" AS score");
  if (filtered) add_beginning(query, *words.beginning, sql);
  sql.add(" FROM ");
  if (words.whole.empty()) {
    add_candidates(query, *words.beginning, sql);
  } else {
    add_candidates(query, words.whole[0], sql);
  }
  add_other_words(query, words, sql);
  sql.add(" ").add(search_index(query.kind).documents);
  add_scope(query, sql);
  // The limit takes nothing away. Without it MariaDB merges the two selections, and then a prepared statement that is
  // run a second time no longer knows what c is.
  if (filtered) sql.add(" LIMIT ?) m WHERE beginning IS NOT NULL", std::int64_t{SearchStore::most_candidates});
}

}  // namespace haven
