#include "storage/mariadb/error.hpp"

#include <algorithm>
#include <array>
#include <errmsg.h>
#include <iterator>
#include <mysqld_error.h>
#include <string>

namespace haven::mariadb {
namespace {

struct Meaning {
  ErrorCode code;
  const char* reason;
};

struct KnownError {
  unsigned number;
  Meaning meaning;
};

constexpr KnownError known[] = {
    {ER_DUP_ENTRY, {ErrorCode::conflict, "unique"}},
    {ER_DUP_KEY, {ErrorCode::conflict, "unique"}},
    {ER_DUP_UNIQUE, {ErrorCode::conflict, "unique"}},
    {ER_DUP_ENTRY_WITH_KEY_NAME, {ErrorCode::conflict, "unique"}},
    {ER_NO_REFERENCED_ROW, {ErrorCode::conflict, "foreign_key"}},
    {ER_NO_REFERENCED_ROW_2, {ErrorCode::conflict, "foreign_key"}},
    {ER_ROW_IS_REFERENCED, {ErrorCode::conflict, "foreign_key"}},
    {ER_ROW_IS_REFERENCED_2, {ErrorCode::conflict, "foreign_key"}},
    {ER_BAD_NULL_ERROR, {ErrorCode::conflict, "not_null"}},
    {ER_NO_DEFAULT_FOR_FIELD, {ErrorCode::conflict, "not_null"}},
    {ER_CONSTRAINT_FAILED, {ErrorCode::conflict, "check"}},
    {ER_DATA_TOO_LONG, {ErrorCode::conflict, "check"}},  // other engines keep lengths by a CHECK
    {ER_SIGNAL_EXCEPTION, {ErrorCode::conflict, "immutable"}},

    {ER_LOCK_DEADLOCK, {ErrorCode::unavailable, "deadlock"}},
    {ER_CHECKREAD, {ErrorCode::unavailable, "deadlock"}},  // a row that was changed since the snapshot was taken
    {ER_LOCK_WAIT_TIMEOUT, {ErrorCode::unavailable, "lock_timeout"}},
    {ER_QUERY_INTERRUPTED, {ErrorCode::unavailable, "interrupted"}},
    {ER_STATEMENT_TIMEOUT, {ErrorCode::unavailable, "interrupted"}},
    {ER_OPTION_PREVENTS_STATEMENT, {ErrorCode::unavailable, "read_only"}},
    {ER_OPEN_AS_READONLY, {ErrorCode::unavailable, "read_only"}},
    {ER_READ_ONLY_MODE, {ErrorCode::unavailable, "read_only"}},
    {ER_DISK_FULL, {ErrorCode::unavailable, "full"}},
    {ER_RECORD_FILE_FULL, {ErrorCode::unavailable, "full"}},
    {ER_LOCK_TABLE_FULL, {ErrorCode::unavailable, "full"}},
    {ER_OUTOFMEMORY, {ErrorCode::unavailable, "full"}},
    {ER_OUT_OF_SORTMEMORY, {ErrorCode::unavailable, "full"}},
    {ER_OUT_OF_RESOURCES, {ErrorCode::unavailable, "full"}},
    {ER_GET_ERRNO, {ErrorCode::unavailable, "lost"}},
    {ER_ERROR_ON_READ, {ErrorCode::unavailable, "lost"}},
    {ER_ERROR_ON_WRITE, {ErrorCode::unavailable, "lost"}},
    {ER_ERROR_DURING_COMMIT, {ErrorCode::unavailable, "lost"}},

    {ER_CON_COUNT_ERROR, {ErrorCode::unavailable, "busy"}},
    {ER_TOO_MANY_USER_CONNECTIONS, {ErrorCode::unavailable, "busy"}},
    {ER_USER_LIMIT_REACHED, {ErrorCode::unavailable, "busy"}},
    {ER_MAX_PREPARED_STMT_COUNT_REACHED, {ErrorCode::unavailable, "busy"}},
    {ER_HOST_IS_BLOCKED, {ErrorCode::unavailable, "cannot_connect"}},
    {CR_CONNECTION_ERROR, {ErrorCode::unavailable, "cannot_connect"}},
    {CR_CONN_HOST_ERROR, {ErrorCode::unavailable, "cannot_connect"}},
    {CR_UNKNOWN_HOST, {ErrorCode::unavailable, "cannot_connect"}},
    {CR_SSL_CONNECTION_ERROR, {ErrorCode::unavailable, "tls"}},
    {ER_ACCESS_DENIED_ERROR, {ErrorCode::unavailable, "access_denied"}},
    {ER_ACCESS_DENIED_NO_PASSWORD_ERROR, {ErrorCode::unavailable, "access_denied"}},
    {ER_DBACCESS_DENIED_ERROR, {ErrorCode::unavailable, "access_denied"}},
    {ER_HOST_NOT_PRIVILEGED, {ErrorCode::unavailable, "access_denied"}},
    {ER_TABLEACCESS_DENIED_ERROR, {ErrorCode::unavailable, "access_denied"}},
    {ER_COLUMNACCESS_DENIED_ERROR, {ErrorCode::unavailable, "access_denied"}},
    {ER_SPECIFIC_ACCESS_DENIED_ERROR, {ErrorCode::unavailable, "access_denied"}},
    {ER_ACCOUNT_HAS_BEEN_LOCKED, {ErrorCode::unavailable, "access_denied"}},
    {CR_PLUGIN_NOT_ALLOWED, {ErrorCode::unavailable, "access_denied"}},
    {CR_AUTH_PLUGIN_CANNOT_LOAD, {ErrorCode::unavailable, "access_denied"}},
    {ER_BAD_DB_ERROR, {ErrorCode::unavailable, "no_database"}},

    {ER_SERVER_SHUTDOWN, {ErrorCode::unavailable, "connection_lost"}},
    {ER_CONNECTION_KILLED, {ErrorCode::unavailable, "connection_lost"}},
    {ER_ABORTING_CONNECTION, {ErrorCode::unavailable, "connection_lost"}},
    {ER_NEW_ABORTING_CONNECTION, {ErrorCode::unavailable, "connection_lost"}},
    {ER_NET_READ_ERROR, {ErrorCode::unavailable, "connection_lost"}},
    {ER_NET_READ_INTERRUPTED, {ErrorCode::unavailable, "connection_lost"}},
    {ER_NET_ERROR_ON_WRITE, {ErrorCode::unavailable, "connection_lost"}},
    {ER_NET_WRITE_INTERRUPTED, {ErrorCode::unavailable, "connection_lost"}},

    {ER_NOT_KEYFILE, {ErrorCode::corrupt_data, ""}},
    {ER_CRASHED_ON_USAGE, {ErrorCode::corrupt_data, ""}},
    {ER_CRASHED_ON_REPAIR, {ErrorCode::corrupt_data, ""}},
    {ER_INDEX_CORRUPT, {ErrorCode::corrupt_data, ""}},

    // A schema change that finds its work done; what resumes a migration must know.
    {ER_TABLE_EXISTS_ERROR, {ErrorCode::invalid_argument, "exists"}},
    {ER_DUP_FIELDNAME, {ErrorCode::invalid_argument, "exists"}},
    {ER_DUP_KEYNAME, {ErrorCode::invalid_argument, "exists"}},
    {ER_DUP_CONSTRAINT_NAME, {ErrorCode::invalid_argument, "exists"}},
    {ER_TRG_ALREADY_EXISTS, {ErrorCode::invalid_argument, "exists"}},
    {ER_BAD_TABLE_ERROR, {ErrorCode::invalid_argument, "gone"}},
    {ER_CANT_DROP_FIELD_OR_KEY, {ErrorCode::invalid_argument, "gone"}},
    {ER_TRG_DOES_NOT_EXIST, {ErrorCode::invalid_argument, "gone"}},

    {ER_NET_PACKET_TOO_LARGE, {ErrorCode::invalid_argument, "too_large"}},
    {CR_NET_PACKET_TOO_LARGE, {ErrorCode::invalid_argument, "too_large"}},
};

constexpr bool is_of_client(unsigned number) {
  return (number >= CR_MIN_ERROR && number <= CR_MAX_ERROR) ||
         (number >= CR_EVENT_CREATE_FAILED && number <= CR_MARIADB_LAST_ERROR);
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Meaning meaning_of(unsigned number, std::string_view message) {
  // A full disk hides behind several numbers; so does a node that lost its cluster behind "unknown command".
  if (has(message, "No space left on device") || has(message, "error 28 ")) return {ErrorCode::unavailable, "full"};
  if (number == ER_UNKNOWN_COM_ERROR && has(message, "WSREP")) return {ErrorCode::unavailable, "not_primary"};
  const auto* const row =
      std::find_if(std::begin(known), std::end(known), [&](const KnownError& r) { return r.number == number; });
  if (row != std::end(known)) return row->meaning;
  if (is_of_client(number)) return {ErrorCode::unavailable, "connection_lost"};
  return {ErrorCode::invalid_argument, ""};
}

// "Duplicate entry 'ada@example.org' for key 'email'" must not reach a log or another user with the address in it.
std::string without_value(unsigned number, std::string_view message) {
  constexpr std::array telling = {unsigned{ER_DUP_ENTRY},
                                  unsigned{ER_DUP_ENTRY_WITH_KEY_NAME},
                                  unsigned{ER_TRUNCATED_WRONG_VALUE},
                                  unsigned{WARN_DATA_TRUNCATED},
                                  unsigned{ER_TRUNCATED_WRONG_VALUE_FOR_FIELD},
                                  unsigned{ER_DATA_OUT_OF_RANGE},
                                  unsigned{ER_INVALID_CHARACTER_STRING}};
  const auto begin = message.find('\'');
  const bool tells = std::find(telling.begin(), telling.end(), number) != telling.end();
  if (!tells || begin == std::string_view::npos) return std::string(message);
  const auto end = message.rfind("' for ");
  std::string text(message.substr(0, begin));
  text += "(value)";
  if (end != std::string_view::npos && end > begin) text += message.substr(end + 1);
  return text;
}

bool kept_nothing(const Error& error) {
  constexpr std::array<std::string_view, 4> reasons = {"deadlock", "lock_timeout", "not_primary", "read_only"};
  return error.code() == ErrorCode::conflict ||
         std::find(reasons.begin(), reasons.end(), error.reason()) != reasons.end();
}

}  // namespace

Error error_of(unsigned number, std::string_view message, std::string_view where) {
  const Meaning meaning = meaning_of(number, message);
  std::string text = "mariadb: ";
  text.append(where).append(": ").append(without_value(number, message));
  text.append(" (error ").append(std::to_string(number)).append(")");
  return {meaning.code, text, meaning.reason};
}

Error commit_error_of(unsigned number, std::string_view message) {
  Error error = error_of(number, message, "COMMIT");
  if (kept_nothing(error)) return error;
  return {ErrorCode::unavailable, std::string(error.what()) + ": whether it was committed is not known",
          "outcome_unknown"};
}

bool ends_connection(unsigned number) noexcept {
  const Meaning meaning = meaning_of(number, {});
  return is_of_client(number) || number == ER_NET_PACKET_TOO_LARGE ||
         std::string_view(meaning.reason) == "connection_lost";
}

Error lost_error(std::string_view where) {
  return {ErrorCode::unavailable, "mariadb: " + std::string(where) + ": the connection is lost", "connection_lost"};
}

}  // namespace haven::mariadb
