#include "stores/sql.hpp"

#include <algorithm>

#include "haven/core/error.hpp"

namespace haven {
namespace {

template <std::size_t size>
std::array<std::uint8_t, size> exactly(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != size) throw Error(ErrorCode::corrupt_data, "a stored id or hash has the wrong length");
  std::array<std::uint8_t, size> copy{};
  std::copy(bytes.begin(), bytes.end(), copy.begin());
  return copy;
}

}  // namespace

Error lost_race(const std::string& what) {
  return {ErrorCode::unavailable, "the " + what + " changed meanwhile; try again", "deadlock"};
}

std::optional<Timestamp> Sql::maybe_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

std::vector<std::uint8_t> Sql::bytes(int column) const {
  const auto blob = statement_->blob(column);
  return {blob.begin(), blob.end()};
}

Uuid Sql::uuid(int column) const { return {exactly<16>(statement_->blob(column))}; }

std::array<std::uint8_t, 32> Sql::digest(int column) const { return exactly<32>(statement_->blob(column)); }

}  // namespace haven
