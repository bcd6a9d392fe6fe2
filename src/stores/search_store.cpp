#include "stores/search_store.hpp"

#include <algorithm>

#include "haven/core/error.hpp"

#include "stores/search_index.hpp"
#include "stores/search_query.hpp"
#include "stores/sql.hpp"

namespace haven {
namespace {

constexpr std::size_t rows_at_once = 16;

/// INSERT of `rows` rows into the table of words of a kind.
std::string insert_of(const SearchIndex& index, std::size_t rows) {
  const std::string row = index.owned ? "(?, ?, ?, ?)" : "(?, ?, ?)";
  std::string sql = "INSERT INTO " + std::string(index.terms) + " (" + (index.owned ? "user_id, " : "") + "term, " +
                    std::string(index.id) + ", weight) VALUES ";
  for (std::size_t i = 0; i < rows; ++i) sql += (i == 0 ? "" : ", ") + row;
  return sql;
}

void insert_terms(Transaction& tx, const SearchIndex& index, const Uuid& id, const SearchDocument& document,
                  std::size_t begin, std::size_t rows) {
  const auto insert = tx.prepare(insert_of(index, rows));
  int parameter = 0;
  for (std::size_t i = begin; i < begin + rows; ++i) {
    if (index.owned) insert->bind(parameter++, std::span<const std::uint8_t>(document.owner->bytes));
    insert->bind(parameter++, std::string_view(document.terms[i].word));
    insert->bind(parameter++, std::span<const std::uint8_t>(id.bytes));
    insert->bind(parameter++, document.terms[i].weight);
  }
  insert->step();
}

void insert_terms(Transaction& tx, const SearchIndex& index, const Uuid& id, const SearchDocument& document) {
  std::size_t begin = 0;
  while (begin < document.terms.size()) {
    const std::size_t left = document.terms.size() - begin;
    const std::size_t rows = left >= rows_at_once ? rows_at_once : 1;
    insert_terms(tx, index, id, document, begin, rows);
    begin += rows;
  }
}

bool finds_nothing(const SoughtWords& words) {
  if (words.whole.empty()) return !words.beginning;
  return words.whole.front().documents == 0;
}

}  // namespace

SearchPage SearchStore::search(const SearchQuery& query, int limit, int offset) {
  if (query.kind == SearchKind::note && !query.owner) {
    throw Error(ErrorCode::invalid_argument, "search: whose notes?", "owner");
  }
  const SoughtWords words = sought_words(tx_, query);
  SearchPage page;
  if (finds_nothing(words)) return page;
  page.capped = !words.whole.empty() && words.whole.front().documents > most_candidates;

  GrowingSql hits;
  hits.add("SELECT id, score FROM (");
  add_matches(query, words, hits);
  hits.add(") s ORDER BY score DESC, id DESC LIMIT ?", std::int64_t{limit}).add(" OFFSET ?", std::int64_t{offset});
  const auto rows = hits.prepare(tx_);
  while (rows->step()) {
    SearchHit& hit = page.hits.emplace_back();
    const auto id = rows->blob(0);
    std::copy(id.begin(), id.end(), hit.id.bytes.begin());
    hit.score = rows->integer(1);
  }

  GrowingSql total;
  total.add("SELECT COUNT(*) FROM (");
  add_matches(query, words, total);
  total.add(") s");
  const auto count = total.prepare(tx_);
  count->step();
  page.total = count->integer(0);
  return page;
}

void SearchStore::refresh(SearchKind kind, const Uuid& id) {
  Sql taken(tx_, "DELETE FROM search_stale WHERE kind = ? AND object_id = ?");
  // Whoever removes the mark writes the words; another one waits here, and then finds nothing to do.
  if (taken.with(search_index(kind).name, id).run() == 1) write_terms(kind, id);
}

int SearchStore::refresh_stale(int limit) {
  struct Stale {
    SearchKind kind;
    Uuid id;
  };
  std::vector<Stale> stale;
  {
    Sql sql(tx_, "SELECT kind, object_id FROM search_stale ORDER BY kind, object_id LIMIT ?");
    sql.with(limit);
    while (sql.next()) {
      if (const auto kind = parse_search_kind(sql.text(0))) stale.push_back({*kind, sql.uuid(1)});
    }
  }
  for (const Stale& entry : stale) refresh(entry.kind, entry.id);
  return static_cast<int>(stale.size());
}

void SearchStore::write_terms(SearchKind kind, const Uuid& id) {
  const SearchIndex& index = search_index(kind);
  Sql(tx_, "DELETE FROM " + std::string(index.terms) + " WHERE " + std::string(index.id) + " = ?").with(id).run();
  if (const auto document = read_search_document(tx_, kind, id)) insert_terms(tx_, index, id, *document);
}

}  // namespace haven
