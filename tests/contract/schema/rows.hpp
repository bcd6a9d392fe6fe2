#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "haven/storage/database.hpp"

// The files rows.sql and refusals.txt beside this header.
namespace haven::test {

/// `#a1` and `##a1` outside of quotes as the id and the hash that end in these hexadecimal digits.
[[nodiscard]] std::string expand_ids(std::string_view sql);

/// Puts the rows of rows.sql into a migrated database.
void fill(Database& database);

/// A change of one row that breaks one rule.
struct Refusal {
  std::string table;
  std::string rule;  ///< name of the constraint, the column for a column's check, PRIMARY for the primary key
  std::string sql;   ///< the whole UPDATE
};
[[nodiscard]] std::vector<Refusal> read_refusals();

}  // namespace haven::test
