#pragma once

#include <optional>
#include <string_view>

namespace haven::srs {

/// How well a card was recalled. Learners with two buttons use again and good.
enum class Rating { again = 1, hard = 2, good = 3, easy = 4 };

inline constexpr int rating_count = 4;

/// "again", "hard", "good", "easy".
[[nodiscard]] std::string_view to_string(Rating rating) noexcept;
[[nodiscard]] std::optional<Rating> parse_rating(std::string_view text) noexcept;
/// 1 to 4 as a rating. Throws Error(invalid_argument) for any other number: "`where`: rating must be 1..4, got 7".
[[nodiscard]] Rating to_rating(long long number, std::string_view where);

}  // namespace haven::srs
