#include "storage/sqlite/error.hpp"

#include <string>

namespace haven::sqlite {
namespace {

struct Meaning {
  ErrorCode code;
  const char* reason;
};

Meaning meaning_of_constraint(int extended_result) {
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
      return {ErrorCode::conflict, "immutable"};
    default:
      return {ErrorCode::conflict, "check"};
  }
}

Meaning meaning_of(int result) {
  switch (result & 0xFF) {
    case SQLITE_CONSTRAINT:
      return meaning_of_constraint(result);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return {ErrorCode::unavailable, "busy"};
    case SQLITE_FULL:
      return {ErrorCode::unavailable, "full"};
    case SQLITE_READONLY:
      return {ErrorCode::unavailable, "read_only"};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
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
  const Meaning meaning = meaning_of(result);
  if (std::string_view(meaning.reason) == "busy") return busy_error();
  std::string message(where);
  message += ": ";
  message += db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(result);
  return {meaning.code, message, meaning.reason};
}

void check(sqlite3* db, int result, std::string_view where) {
  if (result != SQLITE_OK) throw error_of(db, result, where);
}

Error busy_error() {
  return {ErrorCode::unavailable, "sqlite: the database was busy for the whole time allowed to wait", "busy"};
}

}  // namespace haven::sqlite
