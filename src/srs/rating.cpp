#include "haven/srs/rating.hpp"

#include <array>
#include <string>

#include "haven/core/error.hpp"

#include "srs/names.hpp"

namespace haven::srs {
namespace {

constexpr std::array<std::string_view, rating_count> rating_names = {"again", "hard", "good", "easy"};

}  // namespace

std::string_view to_string(Rating rating) noexcept {
  return detail::name_at(static_cast<std::size_t>(rating) - 1, rating_names);
}

std::optional<Rating> parse_rating(std::string_view text) noexcept {
  const auto place = detail::place_of(text, rating_names);
  if (!place) return std::nullopt;
  return static_cast<Rating>(*place + 1);
}

Rating to_rating(long long number, std::string_view where) {
  if (number >= 1 && number <= rating_count) return static_cast<Rating>(number);
  throw Error(ErrorCode::invalid_argument, std::string(where) + ": rating must be 1..4, got " + std::to_string(number));
}

}  // namespace haven::srs
