#pragma once

#include <string>

#include "haven/storage/migrate.hpp"

#include "contract/schema/rows.hpp"
#include "storage/sql.hpp"

namespace haven::test {

/// An engine with the whole schema and the rows of rows.sql.
template <class Engine>
struct Filled : Engine {
  Filled() {
    migrate(this->database());
    fill(this->database());
  }
  /// "conflict unique" or the like; "" when the statement is not refused. Ids are written as in rows.sql.
  std::string refusal(const std::string& sql) {
    return error_of([&] { execute(this->database(), expand_ids(sql)); });
  }
  std::int64_t count(const std::string& table) {
    return integer(this->database(), expand_ids("SELECT count(*) FROM " + table));
  }
};

}  // namespace haven::test
