#include "storage/mariadb/settings.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "storage/mariadb/error.hpp"

namespace haven::mariadb {
namespace {

/// The first with innodb_snapshot_isolation.
constexpr unsigned long oldest_version = 101108;

struct Setting {
  std::string name;
  std::string value;  ///< as SQL
  std::string read;   ///< what the server says then
};

// Strict, and as close to other engines as it gets: "" for names, '' for text without backslashes, || for joining,
// every assignment of an UPDATE from the row as it was.
constexpr std::string_view sql_mode =
    "PIPES_AS_CONCAT,ANSI_QUOTES,NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES,STRICT_ALL_TABLES,"
    "NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,SIMULTANEOUS_ASSIGNMENT";

std::string quoted(std::string_view text) { return '\'' + std::string(text) + '\''; }

Setting text(const char* name, std::string_view value) { return {name, quoted(value), std::string(value)}; }

Setting number(const char* name, long long value) { return {name, std::to_string(value), std::to_string(value)}; }

long long seconds(Duration duration) { return std::max<long long>(1, duration.microseconds / 1'000'000); }

std::vector<Setting> session_settings(const MariadbOptions& options) {
  // How long a reader may take over the rows of a result, which the server sends as they are fetched.
  constexpr long long patience_with_readers = 3600;
  constexpr long long beyond_lifetime = 3600;
  return {text("sql_mode", sql_mode), text("time_zone", "+00:00"), text("character_set_client", "utf8mb4"),
          text("character_set_results", "utf8mb4"), text("collation_connection", "utf8mb4_nopad_bin"),
          // A transaction begins with its first statement: that saves a round trip for each.
          number("autocommit", 0), text("tx_isolation", "REPEATABLE-READ"), number("innodb_snapshot_isolation", 1),
          number("foreign_key_checks", 1), number("unique_checks", 1), number("check_constraint_checks", 1),
          number("sql_safe_updates", 0), number("innodb_lock_wait_timeout", seconds(options.lock_timeout)),
          number("lock_wait_timeout", seconds(options.lock_timeout)),
          number("net_write_timeout", patience_with_readers),
          number("wait_timeout", seconds(options.lifetime) + beyond_lifetime)};
}

[[noreturn]] void refuse_settings(const std::string& what) {
  throw Error(ErrorCode::unavailable, "mariadb: " + what, "settings");
}

void run(MYSQL* connection, const std::string& sql) {
  if (mysql_real_query(connection, sql.data(), sql.size()) == 0) return;
  throw error_of(mysql_errno(connection), mysql_error(connection), "settings");
}

std::vector<std::string> read_one_row(MYSQL* connection, const std::string& sql) {
  run(connection, sql);
  const ResultHandle result(mysql_store_result(connection));
  MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
  if (row == nullptr) refuse_settings("the settings cannot be read back");
  std::vector<std::string> values;
  for (unsigned i = 0; i < mysql_num_fields(result.get()); ++i) values.emplace_back(row[i] != nullptr ? row[i] : "");
  return values;
}

void check_version(MYSQL* connection) {
  const unsigned long version = mysql_get_server_version(connection);
  if (mariadb_connection(connection) != 0 && version >= oldest_version) return;
  refuse_settings(std::string("the server must be MariaDB 10.11.8 or newer, got ") + mysql_get_server_info(connection));
}

void make(MYSQL* connection, const std::vector<Setting>& settings) {
  std::string sql = "SET SESSION ";
  for (const Setting& setting : settings) {
    if (&setting != &settings.front()) sql += ", ";
    sql += setting.name + " = " + setting.value;
  }
  run(connection, sql);
}

void read_back(MYSQL* connection, const std::vector<Setting>& settings) {
  std::string sql = "SELECT ";
  for (const Setting& setting : settings) {
    if (&setting != &settings.front()) sql += ", ";
    sql += "@@session." + setting.name;
  }
  const auto found = read_one_row(connection, sql);
  for (std::size_t i = 0; i < settings.size(); ++i) {
    if (found[i] != settings[i].read) {
      refuse_settings(settings[i].name + " must be " + settings[i].read + ", got " + found[i]);
    }
  }
}

void check_durability(MYSQL* connection) {
  const auto found = read_one_row(connection, "SELECT @@global.innodb_flush_log_at_trx_commit").front();
  if (found == "1" || found == "3") return;
  refuse_settings("innodb_flush_log_at_trx_commit must be 1 for full durability, got " + found);
}

}  // namespace

void make_settings(MYSQL* connection, const MariadbOptions& options) {
  check_version(connection);
  const auto settings = session_settings(options);
  make(connection, settings);
  read_back(connection, settings);
  if (options.durability == Durability::full) check_durability(connection);
}

std::size_t longest_message(MYSQL* connection) {
  const std::string found = read_one_row(connection, "SELECT @@max_allowed_packet").front();
  std::size_t bytes = 0;
  std::from_chars(found.data(), found.data() + found.size(), bytes);
  return bytes;
}

}  // namespace haven::mariadb
