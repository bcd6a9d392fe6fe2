#include "anki/collection_file.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "haven/codec/utf8.hpp"

#include "anki/refusal.hpp"
#include "anki/unicase.hpp"

namespace haven::anki {
namespace {

constexpr int steps_between_questions = 50'000;  // some milliseconds
constexpr int cache_kibibytes = 8 << 10;

[[noreturn]] void refuse_database(sqlite3* db, int result) {
  const std::string message = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(result);
  switch (result & 0xFF) {
    case SQLITE_INTERRUPT:
      throw Error(ErrorCode::unavailable, "anki package: reading was cancelled", "cancelled");
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
      fail("the database: " + message);
    case SQLITE_TOOBIG:
      refuse_size("a value of the database is too large");
    default:
      refuse("the database: " + message);
  }
}

void check(sqlite3* db, int result) {
  if (result != SQLITE_OK) refuse_database(db, result);
}

/// "file:..." with everything escaped that could mean something in a URI.
std::string uri_of(const std::filesystem::path& file) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string uri = "file:";
  for (const char c : file.string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                       c == '/' || c == '-' || c == '_' || c == '.';
    if (plain) uri += c;
    if (!plain) uri += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return uri + "?immutable=1";
}

sqlite3* open(const std::filesystem::path& file) {
  sqlite3* db = nullptr;
  constexpr int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(uri_of(file).c_str(), &db, flags, nullptr);
  if (result == SQLITE_OK) return db;
  sqlite3_close_v2(db);
  refuse_database(nullptr, result);
}

/// Nothing may be thrown through SQLite, so what the question throws is an answer too.
int ask(void* keep_on) noexcept {
  try {
    return (*static_cast<const std::function<bool()>*>(keep_on))() ? 0 : 1;
  } catch (...) {
    return 1;
  }
}

}  // namespace

Rows::Rows(sqlite3* db, const std::string& sql) : db_(db) {
  sqlite3_stmt* raw = nullptr;
  const int result = sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr);
  statement_.reset(raw);
  check(db, result);
}

bool Rows::next() {
  const int result = sqlite3_step(statement_.get());
  if (result != SQLITE_ROW && result != SQLITE_DONE) refuse_database(db_, result);
  return result == SQLITE_ROW;
}

std::int64_t Rows::integer(int column) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_INTEGER) {
    refuse(std::string(sqlite3_column_name(statement_.get(), column)) + " is no integer");
  }
  return sqlite3_column_int64(statement_.get(), column);
}

std::int64_t Rows::integer(int column, std::int64_t low, std::int64_t high) const {
  return std::clamp(integer(column), low, high);
}

int Rows::small(int column) const {
  using Ends = std::numeric_limits<int>;
  return static_cast<int>(integer(column, Ends::min(), Ends::max()));
}

std::string_view Rows::bytes_of(int column, int type) const {
  if (sqlite3_column_type(statement_.get(), column) != type) {
    refuse(std::string(sqlite3_column_name(statement_.get(), column)) + " has a wrong type");
  }
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string_view Rows::text(int column) const {
  const std::string_view text = bytes_of(column, SQLITE_TEXT);
  const bool good = codec::is_utf8(text) && text.find('\0') == std::string_view::npos;
  if (!good) refuse(std::string(sqlite3_column_name(statement_.get(), column)) + " is not UTF-8");
  return text;
}

std::string_view Rows::bytes(int column) const { return bytes_of(column, SQLITE_BLOB); }

CollectionFile::CollectionFile(const std::filesystem::path& file, int value_bytes, std::function<bool()> keep_on)
    : keep_on_(std::move(keep_on)), db_(open(file)) {
  configure(value_bytes);
  sqlite3_progress_handler(db_.get(), steps_between_questions, ask, &keep_on_);
}

void CollectionFile::configure(int value_bytes) {
  sqlite3* const db = db_.get();
  check(db, sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr));
  check(db, sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr));
  check(db, sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr));
  check(db, sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr));
  check(db, sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr));
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, value_bytes);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  register_unicase(db);
  const std::string cache = "PRAGMA cache_size = -" + std::to_string(cache_kibibytes);
  for (const char* sql : {"PRAGMA cell_size_check = ON", "PRAGMA ignore_check_constraints = ON", cache.c_str()}) {
    check(db, sqlite3_exec(db, sql, nullptr, nullptr, nullptr));
  }
}

std::int64_t CollectionFile::count(const std::string& sql) const {
  Rows rows = this->rows(sql);
  return rows.next() ? rows.integer(0) : 0;
}

// Two catalogue entries of one name could only be forged. Computed columns would run expressions of the package.
void CollectionFile::check_table(const std::string& table) const {
  const std::string entry = "FROM sqlite_schema WHERE name = '" + table + "' COLLATE NOCASE";
  const bool alone = count("SELECT count(*) " + entry) == 1;
  const bool plain = alone && count("SELECT count(*) " + entry + " AND type = 'table' AND rootpage > 0") == 1;
  if (!plain || count("SELECT count(*) FROM pragma_table_xinfo('" + table + "') WHERE hidden <> 0") != 0) {
    refuse("the database has no plain table " + table);
  }
  Rows rows = this->rows("PRAGMA quick_check('" + table + "')");
  if (!rows.next() || rows.text(0) != "ok") refuse("the database is damaged in table " + table);
}

}  // namespace haven::anki
