#pragma once

#include <cstddef>
#include <cstdint>
#include <mysql.h>
#include <string>
#include <string_view>
#include <vector>

namespace haven::mariadb {

/// The values bound to a statement; NULL where there is none.
class Parameters {
 public:
  explicit Parameters(std::size_t count) : values_(count), binds_(count) {}

  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  /// About what they take on the wire.
  [[nodiscard]] std::size_t bytes() const noexcept;

  void clear() noexcept;
  void set_null(std::size_t place) noexcept { values_[place].type = MYSQL_TYPE_NULL; }
  void set(std::size_t place, std::int64_t value) noexcept;
  void set(std::size_t place, double value) noexcept;
  void set_text(std::size_t place, std::string_view text) { set_string(place, MYSQL_TYPE_STRING, text); }
  /// Bytes of no character set.
  void set_bytes(std::size_t place, std::string_view bytes) { set_string(place, MYSQL_TYPE_BLOB, bytes); }

  /// As Connector/C takes them; valid until the next change.
  [[nodiscard]] MYSQL_BIND* binds() noexcept;

 private:
  struct Value {
    enum_field_types type = MYSQL_TYPE_NULL;
    std::int64_t integer = 0;
    double real = 0.0;
    std::string string;
  };

  void set_string(std::size_t place, enum_field_types type, std::string_view content);

  std::vector<Value> values_;
  std::vector<MYSQL_BIND> binds_;
};

}  // namespace haven::mariadb
