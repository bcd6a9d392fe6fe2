#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

namespace haven::anki {

inline constexpr std::int64_t latest_second = std::int64_t{1} << 38;  ///< of a moment in a file: some 8,000 years

/// The rows of one query over a collection. A value is read as the type that it must have; every other type, NULL
/// among them, is Error(corrupt_data). Views are valid until the next row.
class Rows {
 public:
  Rows(sqlite3* db, const std::string& sql);

  [[nodiscard]] bool next();
  [[nodiscard]] std::int64_t integer(int column) const;
  /// An integer, brought to the nearest value within the ends.
  [[nodiscard]] std::int64_t integer(int column, std::int64_t low, std::int64_t high) const;
  [[nodiscard]] int small(int column) const;
  /// UTF-8 without NUL.
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::string_view bytes(int column) const;
  [[nodiscard]] sqlite3_stmt* statement() const noexcept { return statement_.get(); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  [[nodiscard]] std::string_view bytes_of(int column, int type) const;

  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A collection's database of unknown origin, opened for reading only: as a file that does not change, with an
/// untrusted schema, without extensions, other files or values above a limit.
class CollectionFile {
 public:
  /// `keep_on` is asked now and then while a query runs; false ends it with Error(unavailable), reason "cancelled".
  CollectionFile(const std::filesystem::path& file, int value_bytes, std::function<bool()> keep_on);
  CollectionFile(const CollectionFile&) = delete;
  CollectionFile& operator=(const CollectionFile&) = delete;

  [[nodiscard]] Rows rows(const std::string& sql) const { return {db_.get(), sql}; }
  /// Refuses a table that is missing, is no plain table, or is damaged.
  void check_table(const std::string& table) const;

 private:
  struct Close {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
  };
  void configure(int value_bytes);
  [[nodiscard]] std::int64_t count(const std::string& sql) const;

  std::function<bool()> keep_on_;
  std::unique_ptr<sqlite3, Close> db_;
};

}  // namespace haven::anki
