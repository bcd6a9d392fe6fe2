#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "haven/core/error.hpp"
#include "haven/storage/database.hpp"

// Short forms for tests.
namespace haven::test {

inline void execute(Transaction& tx, std::string_view sql) { tx.prepare(sql)->step(); }

inline void execute(Database& database, std::string_view sql) {
  transact(database, [&](Transaction& tx) { execute(tx, sql); });
}

inline std::int64_t integer(Transaction& tx, std::string_view sql) {
  const auto query = tx.prepare(sql);
  query->step();
  return query->integer(0);
}

inline std::int64_t integer(Database& database, std::string_view sql) {
  return read(database, [&](Transaction& tx) { return integer(tx, sql); });
}

inline std::string text(Database& database, std::string_view sql) {
  return read(database, [&](Transaction& tx) {
    const auto query = tx.prepare(sql);
    query->step();
    return std::string(query->text(0));
  });
}

/// "code reason" of the Error that `work` throws, such as "conflict unique"; "" when it throws none.
template <class Work>
std::string error_of(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    const std::string code(to_string(error.code()));
    return error.reason().empty() ? code : code + ' ' + error.reason();
  }
  return "";
}

}  // namespace haven::test
