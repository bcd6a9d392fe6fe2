#include "contract/schema/rows.hpp"

#include <cctype>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "storage/migrations.hpp"
#include "storage/sql.hpp"

namespace haven::test {
namespace {

std::string read_file(const std::string& name) {
  std::ifstream file(std::string(HAVEN_SOURCE_DIR) + "/tests/contract/schema/" + name);
  if (!file) throw std::runtime_error("cannot read " + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The literal for the digits that begin at `begin`, after one or two '#'.
std::string literal(std::string_view sql, std::size_t& begin) {
  const std::size_t length = sql.substr(begin, 2) == "##" ? 64 : 32;
  begin += length / 32;
  std::string digits;
  while (begin < sql.size() && std::isxdigit(static_cast<unsigned char>(sql[begin])) != 0) digits += sql[begin++];
  return "X'" + std::string(length - digits.size(), '0') + digits + "'";
}

}  // namespace

std::string expand_ids(std::string_view sql) {
  std::string result;
  bool quoted = false;
  for (std::size_t i = 0; i < sql.size();) {
    if (sql[i] == '\'') quoted = !quoted;
    if (sql[i] == '#' && !quoted) {
      result += literal(sql, i);
    } else {
      result += sql[i++];
    }
  }
  return result;
}

void fill(Database& database) {
  for (const std::string& statement : split_statements(read_file("rows.sql"))) {
    execute(database, expand_ids(statement));
  }
}

std::vector<Refusal> read_refusals() {
  std::vector<Refusal> refusals;
  std::istringstream lines(read_file("refusals.txt"));
  std::string table, where;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with("--")) continue;
    if (!line.starts_with("  ")) {
      table = line.substr(0, line.find(' '));
      where = line.substr(table.size());
      continue;
    }
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) throw std::runtime_error("refusals.txt: " + line);
    refusals.push_back({.table = table,
                        .rule = line.substr(2, colon - 2),
                        .sql = expand_ids("UPDATE " + table + " SET " + line.substr(colon + 2) + where)});
  }
  return refusals;
}

}  // namespace haven::test
