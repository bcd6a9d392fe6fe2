#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/core/error.hpp"
#include "haven/core/id.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// For a row that another transaction changed after this one read it: makes transact() run the work again.
[[nodiscard]] Error lost_race(const std::string& what);

/// One statement with our own types as parameters and columns. Lives no longer than its transaction.
class Sql {
 public:
  Sql(Transaction& tx, std::string_view text) : statement_(tx.prepare(text)) {}

  /// Binds every parameter in order; a statement that has run is made ready again first.
  template <class... Values>
  Sql& with(const Values&... values) {
    statement_->reset();
    int parameter = 0;
    (bind(parameter++, values), ...);
    return *this;
  }

  /// Moves to the next row; false when there is none.
  bool next() { return statement_->step(); }
  /// Runs a statement that gives no rows; returns how many rows it changed.
  std::int64_t run() {
    statement_->step();
    return statement_->changes();
  }

  [[nodiscard]] bool is_null(int column) const { return statement_->is_null(column); }
  [[nodiscard]] std::int64_t integer(int column) const { return statement_->integer(column); }
  [[nodiscard]] int small(int column) const { return static_cast<int>(statement_->integer(column)); }
  [[nodiscard]] std::uint64_t word(int column) const { return static_cast<std::uint64_t>(statement_->integer(column)); }
  [[nodiscard]] double real(int column) const { return statement_->real(column); }
  [[nodiscard]] std::string text(int column) const { return std::string(statement_->text(column)); }
  [[nodiscard]] Timestamp time(int column) const { return {statement_->integer(column)}; }
  [[nodiscard]] std::optional<Timestamp> maybe_time(int column) const;
  [[nodiscard]] std::vector<std::uint8_t> bytes(int column) const;
  /// The same without a copy; valid until the next row.
  [[nodiscard]] std::span<const std::uint8_t> blob(int column) const { return statement_->blob(column); }
  /// Throw Error(corrupt_data) for another length.
  [[nodiscard]] Uuid uuid(int column) const;
  [[nodiscard]] std::array<std::uint8_t, 32> digest(int column) const;

  template <class Record>
  [[nodiscard]] Id<Record> id(int column) const {
    return {uuid(column)};
  }

 private:
  void bind(int parameter, std::nullopt_t) { statement_->bind_null(parameter); }
  void bind(int parameter, bool value) { statement_->bind(parameter, std::int64_t{value}); }
  void bind(int parameter, int value) { statement_->bind(parameter, std::int64_t{value}); }
  void bind(int parameter, std::int64_t value) { statement_->bind(parameter, value); }
  /// Unsigned words are stored by their bit pattern.
  void bind(int parameter, std::uint64_t value) { statement_->bind(parameter, static_cast<std::int64_t>(value)); }
  void bind(int parameter, double value) { statement_->bind(parameter, value); }
  void bind(int parameter, std::string_view value) { statement_->bind(parameter, value); }
  void bind(int parameter, const std::string& value) { statement_->bind(parameter, std::string_view(value)); }
  void bind(int parameter, const char* value) { statement_->bind(parameter, std::string_view(value)); }
  void bind(int parameter, std::span<const std::uint8_t> value) { statement_->bind(parameter, value); }
  void bind(int parameter, Timestamp value) { statement_->bind(parameter, value.microseconds); }
  void bind(int parameter, const Uuid& value) {
    statement_->bind(parameter, std::span<const std::uint8_t>(value.bytes));
  }
  template <std::size_t size>
  void bind(int parameter, const std::array<std::uint8_t, size>& value) {
    statement_->bind(parameter, std::span<const std::uint8_t>(value));
  }
  template <class Record>
  void bind(int parameter, const Id<Record>& value) {
    bind(parameter, value.uuid);
  }
  template <class Value>
  void bind(int parameter, const std::optional<Value>& value) {
    if (value) {
      bind(parameter, *value);
    } else {
      statement_->bind_null(parameter);
    }
  }

  std::unique_ptr<Statement> statement_;
};

}  // namespace haven
