#include "haven/srs/card.hpp"

#include <array>

#include "srs/names.hpp"

namespace haven::srs {
namespace {

constexpr std::array<std::string_view, 3> state_names = {"learning", "review", "relearning"};

}  // namespace

std::string_view to_string(CardState state) noexcept {
  return detail::name_at(static_cast<std::size_t>(state) - 1, state_names);
}

std::optional<CardState> parse_card_state(std::string_view text) noexcept {
  const auto place = detail::place_of(text, state_names);
  if (!place) return std::nullopt;
  return static_cast<CardState>(*place + 1);
}

}  // namespace haven::srs
