#include "storage/mariadb/sql_kind.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace haven::mariadb {
namespace {

struct Word {
  std::string_view text;
  SqlKind kind;
};

// EXECUTE IMMEDIATE could hide a COMMIT, CALL a procedure with one: so this lists what is allowed.
constexpr std::array words = {
    Word{"SELECT", SqlKind::read},   Word{"WITH", SqlKind::read},       Word{"VALUES", SqlKind::read},
    Word{"SHOW", SqlKind::read},     Word{"EXPLAIN", SqlKind::read},    Word{"DESCRIBE", SqlKind::read},
    Word{"CHECKSUM", SqlKind::read}, Word{"INSERT", SqlKind::write},    Word{"REPLACE", SqlKind::write},
    Word{"UPDATE", SqlKind::write},  Word{"DELETE", SqlKind::write},    Word{"CREATE", SqlKind::schema},
    Word{"ALTER", SqlKind::schema},  Word{"DROP", SqlKind::schema},     Word{"TRUNCATE", SqlKind::schema},
    Word{"RENAME", SqlKind::schema}, Word{"OPTIMIZE", SqlKind::schema}, Word{"ANALYZE", SqlKind::schema},
    Word{"CHECK", SqlKind::schema},
};

constexpr std::string_view blanks = " \t\r\n\f\v";

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_letter(char c) noexcept { return upper(c) >= 'A' && upper(c) <= 'Z'; }

bool equal_words(std::string_view text, std::string_view upper_case) noexcept {
  return std::equal(text.begin(), text.end(), upper_case.begin(), upper_case.end(),
                    [](char a, char b) { return upper(a) == b; });
}

/// Behind `end`, or at the end of the text when it is not there.
std::string_view behind(std::string_view sql, std::string_view end) noexcept {
  const std::size_t found = sql.find(end);
  return found == std::string_view::npos ? std::string_view() : sql.substr(found + end.size());
}

std::string_view without_blanks_and_comments(std::string_view sql) noexcept {
  for (;;) {
    sql.remove_prefix(std::min(sql.find_first_not_of(blanks), sql.size()));
    const bool runs = sql.starts_with("/*!") || sql.starts_with("/*M!");
    if (sql.starts_with("/*") && !runs) {
      sql = behind(sql.substr(2), "*/");
    } else if (sql.starts_with('#') || sql.starts_with("-- ") || sql.starts_with("--\n")) {
      sql = behind(sql, "\n");
    } else {
      return sql;
    }
  }
}

}  // namespace

SqlKind kind_of(std::string_view sql) noexcept {
  sql = without_blanks_and_comments(sql);
  const auto end = std::find_if_not(sql.begin(), sql.end(), is_letter);
  const std::string_view first = sql.substr(0, static_cast<std::size_t>(end - sql.begin()));
  const auto word =
      std::find_if(words.begin(), words.end(), [&](const Word& known) { return equal_words(first, known.text); });
  return word == words.end() ? SqlKind::other : word->kind;
}

}  // namespace haven::mariadb
