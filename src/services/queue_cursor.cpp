#include "services/queue_cursor.hpp"

#include <bit>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace haven {
namespace {

/// Takes a number and the point behind it off the text.
template <class Number>
bool read_number(std::string_view& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.empty() || text.front() != '.') return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string to_string(const QueueCursor& cursor) {
  const QueueOccasion& of = cursor.occasion;
  return std::to_string(of.at.microseconds) + "." + std::to_string(static_cast<int>(of.order)) + "." +
         std::to_string(of.exam.value_or(Timestamp{}).microseconds) + "." +
         std::to_string(static_cast<int>(cursor.after.section)) + "." +
         std::to_string(std::bit_cast<std::uint64_t>(cursor.after.key)) + "." + to_string(cursor.after.card);
}

std::optional<QueueCursor> parse_queue_cursor(const std::string& text) {
  std::string_view rest = text;
  QueueCursor cursor;
  QueueOccasion& of = cursor.occasion;
  Timestamp exam;
  int order = 0, section = 0;
  std::uint64_t key = 0;
  if (!read_number(rest, of.at.microseconds) || !read_number(rest, order) || !read_number(rest, exam.microseconds) ||
      !read_number(rest, section) || !read_number(rest, key)) {
    return std::nullopt;
  }
  const auto card = parse_uuid(rest);
  const bool known = order >= 0 && order <= static_cast<int>(QueueOrder::exam_gain) && section >= 0 &&
                     section <= static_cast<int>(QueueSection::learn_ahead);
  if (!card || !known) return std::nullopt;
  of.order = static_cast<QueueOrder>(order);
  if (of.order == QueueOrder::exam_gain) of.exam = exam;
  cursor.after = {static_cast<QueueSection>(section), std::bit_cast<double>(key), *card};
  if (cursor.after.key != cursor.after.key) return std::nullopt;  // no number
  return cursor;
}

}  // namespace haven
