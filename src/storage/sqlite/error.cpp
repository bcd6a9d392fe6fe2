#include "storage/sqlite/error.hpp"

#include <string>

namespace haven::sqlite {
namespace {

struct Meaning {
  ErrorCode code;
  const char* reason;
};

// SQLite carries out ON DELETE RESTRICT by a trigger of its own, which only the text tells from one of the schema.
bool says_foreign_key(const char* message) { return std::string_view(message) == "FOREIGN KEY constraint failed"; }

Meaning meaning_of_constraint(int extended_result, const char* message) {
  switch (extended_result) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return {ErrorCode::conflict, "unique"};
    case SQLITE_CONSTRAINT_NOTNULL:
      return {ErrorCode::conflict, "not_null"};
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return {ErrorCode::conflict, "foreign_key"};
    case SQLITE_CONSTRAINT_TRIGGER:
      return {ErrorCode::conflict, says_foreign_key(message) ? "foreign_key" : "immutable"};
    default:
      return {ErrorCode::conflict, "check"};
  }
}

Meaning meaning_of(int result, const char* message) {
  switch (result & 0xFF) {
    case SQLITE_CONSTRAINT:
      return meaning_of_constraint(result, message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return {ErrorCode::unavailable, "busy"};
    case SQLITE_FULL:
      return {ErrorCode::unavailable, "full"};
    case SQLITE_READONLY:
      return {ErrorCode::unavailable, "read_only"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {ErrorCode::unavailable, "cannot_open"};
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
      return {ErrorCode::unavailable, "lost"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return {ErrorCode::corrupt_data, ""};
    default:
      return {ErrorCode::invalid_argument, ""};
  }
}

}  // namespace

Error error_of(sqlite3* db, int result, std::string_view where) {
  const char* message = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(result);
  const Meaning meaning = meaning_of(result, message);
  if (std::string_view(meaning.reason) == "busy") return busy_error();
  return {meaning.code, std::string(where) + ": " + message, meaning.reason};
}

void check(sqlite3* db, int result, std::string_view where) {
  if (result != SQLITE_OK) throw error_of(db, result, where);
}

Error busy_error() {
  return {ErrorCode::unavailable, "sqlite: the database was busy for the whole time allowed to wait", "busy"};
}

}  // namespace haven::sqlite
