#include "codec/time_text.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace haven::codec {

std::string time_text(Timestamp time) {
  using namespace std::chrono;
  const sys_time<microseconds> moment{microseconds(time.microseconds)};
  const auto day = floor<days>(moment);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(moment - day)};
  std::array<char, 40> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(date.year()),
                    unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                    int(clock.minutes().count()), int(clock.seconds().count()), int(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

namespace {

bool has_form(std::string_view text) noexcept {
  constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '0' ? !digit : text[i] != form[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t begin, std::size_t digits) noexcept {
  int number = 0;
  for (const char c : text.substr(begin, digits)) number = 10 * number + (c - '0');
  return number;
}

}  // namespace

std::optional<Timestamp> parse_time_text(std::string_view text) noexcept {
  using namespace std::chrono;
  if (!has_form(text)) return std::nullopt;
  const year_month_day date{year(number_at(text, 0, 4)), month(static_cast<unsigned>(number_at(text, 5, 2))),
                            day(static_cast<unsigned>(number_at(text, 8, 2)))};
  const int hour = number_at(text, 11, 2), minute = number_at(text, 14, 2), second = number_at(text, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto clock = hours(hour) + minutes(minute) + seconds(second) + milliseconds(number_at(text, 20, 3));
  return Timestamp{duration_cast<microseconds>((sys_days(date) + clock).time_since_epoch()).count()};
}

bool is_time_text(std::string_view text) noexcept { return parse_time_text(text).has_value(); }

}  // namespace haven::codec
