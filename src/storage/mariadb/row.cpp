#include "storage/mariadb/row.hpp"

#include <array>
#include <charconv>

namespace haven::mariadb {
namespace {

constexpr unsigned binary_character_set = 63;

/// Of one value of the row that was fetched; `length` is its full length afterwards. False for NULL.
bool fetch(MYSQL_STMT* statement, unsigned column, enum_field_types type, void* buffer, unsigned long size,
           bool is_unsigned, unsigned long& length) {
  MYSQL_BIND bind{};
  my_bool null = 0;
  bind.buffer_type = type;
  bind.buffer = buffer;
  bind.buffer_length = size;
  bind.is_unsigned = is_unsigned ? 1 : 0;
  bind.is_null = &null;
  bind.length = &length;
  return mysql_stmt_fetch_column(statement, &bind, column, 0) == 0 && null == 0;
}

enum class Form { integer, real, decimal, moment, string };

Form form_of(const MYSQL_FIELD& field) noexcept {
  switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
      return Form::integer;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      return Form::real;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return Form::decimal;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
      return Form::moment;
    default:
      return Form::string;
  }
}

Kind kind_of_string(const MYSQL_FIELD& field) noexcept {
  return field.charsetnr == binary_character_set ? Kind::bytes : Kind::text;
}

}  // namespace

void Row::read(MYSQL_STMT* statement) {
  const unsigned count = mysql_stmt_field_count(statement);
  const MYSQL_FIELD* const fields = mariadb_stmt_fetch_fields(statement);
  bytes_.clear();
  cells_.resize(count);
  for (unsigned i = 0; i < count; ++i) cells_[i] = read_cell(statement, i, fields[i]);
}

Row::Cell Row::read_cell(MYSQL_STMT* statement, unsigned column, const MYSQL_FIELD& field) {
  Cell cell{0, 0.0, 0, 0, Kind::null};
  unsigned long length = 0;
  const bool is_unsigned = (field.flags & UNSIGNED_FLAG) != 0;
  switch (form_of(field)) {
    case Form::integer:
      if (!fetch(statement, column, MYSQL_TYPE_LONGLONG, &cell.integer, sizeof cell.integer, is_unsigned, length))
        break;
      cell.kind = is_unsigned && cell.integer < 0 ? Kind::other : Kind::integer;
      break;
    case Form::real:
      if (!fetch(statement, column, MYSQL_TYPE_DOUBLE, &cell.real, sizeof cell.real, false, length)) break;
      cell.kind = Kind::real;
      break;
    case Form::decimal: {
      // The sum of integers is a decimal here, and an integer in other engines.
      std::array<char, 96> digits{};
      if (!fetch(statement, column, MYSQL_TYPE_STRING, digits.data(), digits.size() - 1, false, length)) break;
      const char* const end = digits.data() + std::char_traits<char>::length(digits.data());
      const auto [rest, error] = std::from_chars(digits.data(), end, cell.integer);
      const bool whole = error == std::errc() && rest == end;
      if (!whole) std::from_chars(digits.data(), end, cell.real);
      cell.kind = whole ? Kind::integer : Kind::real;
      break;
    }
    case Form::moment: {
      std::array<char, 64> text{};
      if (!fetch(statement, column, MYSQL_TYPE_STRING, text.data(), text.size() - 1, false, length)) break;
      cell.begin = bytes_.size();
      bytes_ += text.data();
      cell.size = bytes_.size() - cell.begin;
      cell.kind = Kind::text;
      break;
    }
    case Form::string:
      return read_string(statement, column, kind_of_string(field));
  }
  return cell;
}

Row::Cell Row::read_string(MYSQL_STMT* statement, unsigned column, Kind kind) {
  Cell cell{0, 0.0, bytes_.size(), 0, Kind::null};
  unsigned long length = 0;
  if (!fetch(statement, column, MYSQL_TYPE_BLOB, nullptr, 0, false, length)) return cell;
  bytes_.resize(cell.begin + length);
  if (length > 0 && !fetch(statement, column, MYSQL_TYPE_BLOB, bytes_.data() + cell.begin, length, false, length)) {
    return cell;
  }
  cell.size = length;
  cell.kind = kind;
  return cell;
}

}  // namespace haven::mariadb
