#include "stores/search_index.hpp"

#include <array>
#include <initializer_list>

#include "haven/core/error.hpp"

#include "stores/sql.hpp"

#include <nlohmann/json.hpp>

namespace haven {
namespace {

constexpr std::array<SearchIndex, 5> indexes = {{
    {"question", "question_terms", "question_id", false, "CROSS JOIN questions d ON d.id = c.id", "d.status = 'live'",
     "d.category_id"},
    {"chapter", "chapter_terms", "chapter_id", false,
     "CROSS JOIN book_chapters d ON d.id = c.id CROSS JOIN books b ON b.id = d.book_id", "b.status = 'published'",
     "d.book_id"},
    {"post", "post_terms", "post_id", false, "CROSS JOIN forum_posts d ON d.id = c.id", "d.status = 'visible'",
     "d.category_id"},
    {"reply", "reply_terms", "reply_id", false,
     "CROSS JOIN forum_replies d ON d.id = c.id CROSS JOIN forum_posts p ON p.id = d.post_id",
     "d.status = 'visible' AND p.status = 'visible'", "p.category_id"},
    {"note", "note_terms", "note_id", true, "CROSS JOIN highlights_bookmarks d ON d.id = c.id", "1 = 1",
     "d.chapter_id"},
}};

constexpr int title_importance = 8, tag_importance = 4;

void collect_texts(const nlohmann::json& value, std::string& text) {
  if (value.is_string()) text.append(value.get_ref<const std::string&>()).append("\n");
  if (value.is_array()) {
    for (const auto& element : value) collect_texts(element, text);
  }
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      if (name != "id") collect_texts(member, text);
    }
  }
}

/// Every text in a JSON column but ids.
std::string texts_of(const std::string& column) {
  std::string text;
  const auto value = nlohmann::json::parse(column, nullptr, false);
  if (value.is_discarded()) throw Error(ErrorCode::corrupt_data, "a stored question is no JSON");
  collect_texts(value, text);
  return text;
}

SearchDocument document_of(std::initializer_list<SearchField> fields) {
  return {.terms = search_terms({fields.begin(), fields.size()}), .owner = std::nullopt};
}

SearchDocument question_document(const Sql& row) {
  const std::string code = row.text(0), body = texts_of(row.text(1)), tags = texts_of(row.text(2));
  return document_of({{code, tag_importance}, {body, 1}, {tags, tag_importance}});
}

SearchDocument titled_document(const Sql& row) {
  const std::string title = row.text(0), text = row.text(1);
  return document_of({{title, title_importance}, {text, 1}});
}

SearchDocument plain_document(const Sql& row) {
  const std::string text = row.text(0);
  return document_of({{text, 1}});
}

SearchDocument note_document(const Sql& row) {
  const std::string note = row.text(0), quote = row.text(1);
  SearchDocument document = document_of({{note, 1}, {quote, 1}});
  document.owner = row.uuid(2);
  return document;
}

/// How to read a document of each kind.
struct Source {
  std::string_view sql;
  SearchDocument (*document)(const Sql& row);
};
constexpr std::array<Source, 5> sources = {{
    {"SELECT code, body, tags FROM questions WHERE id = ?", question_document},
    {"SELECT title, content FROM book_chapters WHERE id = ?", titled_document},
    {"SELECT title, body_md FROM forum_posts WHERE id = ?", titled_document},
    {"SELECT body_md FROM forum_replies WHERE id = ?", plain_document},
    {"SELECT note, quote, user_id FROM highlights_bookmarks WHERE id = ?", note_document},
}};

}  // namespace

const SearchIndex& search_index(SearchKind kind) { return indexes.at(static_cast<std::size_t>(kind)); }

std::optional<SearchKind> parse_search_kind(std::string_view name) {
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    if (indexes[i].name == name) return static_cast<SearchKind>(i);
  }
  return std::nullopt;
}

std::optional<SearchDocument> read_search_document(Transaction& tx, SearchKind kind, const Uuid& id) {
  const Source& source = sources.at(static_cast<std::size_t>(kind));
  Sql sql(tx, source.sql);
  if (!sql.with(id).next()) return std::nullopt;
  return source.document(sql);
}

}  // namespace haven
