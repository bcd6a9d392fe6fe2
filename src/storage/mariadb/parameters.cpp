#include "storage/mariadb/parameters.hpp"

namespace haven::mariadb {

std::size_t Parameters::bytes() const noexcept {
  constexpr std::size_t beside_a_string = 16;
  std::size_t sum = 0;
  for (const Value& value : values_) sum += value.string.size() + beside_a_string;
  return sum;
}

void Parameters::clear() noexcept {
  constexpr std::size_t worth_keeping = 4096;
  for (Value& value : values_) {
    value.type = MYSQL_TYPE_NULL;
    if (value.string.capacity() > worth_keeping) value.string = {};
    value.string.clear();
  }
}

void Parameters::set(std::size_t place, std::int64_t value) noexcept {
  values_[place].type = MYSQL_TYPE_LONGLONG;
  values_[place].integer = value;
}

void Parameters::set(std::size_t place, double value) noexcept {
  values_[place].type = MYSQL_TYPE_DOUBLE;
  values_[place].real = value;
}

void Parameters::set_string(std::size_t place, enum_field_types type, std::string_view content) {
  values_[place].string.assign(content);
  values_[place].type = type;
}

MYSQL_BIND* Parameters::binds() noexcept {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    Value& value = values_[i];
    MYSQL_BIND bind{};
    bind.buffer_type = value.type;
    if (value.type == MYSQL_TYPE_LONGLONG) bind.buffer = &value.integer;
    if (value.type == MYSQL_TYPE_DOUBLE) bind.buffer = &value.real;
    if (value.type == MYSQL_TYPE_STRING || value.type == MYSQL_TYPE_BLOB) {
      bind.buffer = value.string.data();
      bind.buffer_length = value.string.size();
    }
    binds_[i] = bind;
  }
  return binds_.data();
}

}  // namespace haven::mariadb
