#pragma once

#include <cstddef>
#include <cstdint>
#include <mysql.h>
#include <string>
#include <string_view>
#include <vector>

namespace haven::mariadb {

/// What a column of the present row holds, in the words of Statement.
enum class Kind : std::uint8_t {
  null,
  integer,
  real,
  text,
  bytes,
  other,  ///< nothing that a Statement can give: an unsigned number beyond 63 bits
};

/// A copy of one row of a result.
class Row {
 public:
  /// Takes the row that `statement` has just fetched.
  void read(MYSQL_STMT* statement);

  [[nodiscard]] std::size_t size() const noexcept { return cells_.size(); }
  [[nodiscard]] Kind kind(std::size_t column) const noexcept { return cells_[column].kind; }
  /// Of a column of that kind.
  [[nodiscard]] std::int64_t integer(std::size_t column) const noexcept { return cells_[column].integer; }
  [[nodiscard]] double real(std::size_t column) const noexcept { return cells_[column].real; }
  [[nodiscard]] std::string_view string(std::size_t column) const noexcept {
    return std::string_view(bytes_).substr(cells_[column].begin, cells_[column].size);
  }

 private:
  friend class RowBuffer;

  struct Cell {
    std::int64_t integer;
    double real;
    std::size_t begin;  ///< of its string in bytes_
    std::size_t size;
    Kind kind;
  };

  [[nodiscard]] Cell read_cell(MYSQL_STMT* statement, unsigned column, const MYSQL_FIELD& field);
  [[nodiscard]] Cell read_string(MYSQL_STMT* statement, unsigned column, Kind kind);

  std::vector<Cell> cells_;
  std::string bytes_;
};

}  // namespace haven::mariadb
