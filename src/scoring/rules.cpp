#include "rules.hpp"

#include <algorithm>

#include "haven/core/error.hpp"

namespace haven::scoring {

void refuse(const std::string& where, const std::string& rule, int found) {
  throw Error(ErrorCode::invalid_argument, where + ": " + rule + ", got " + std::to_string(found));
}

std::string place(ItemType type, std::size_t index, PartKind kind) {
  const std::string name(to_string(type));
  if (kind == PartKind::item) return name;
  return name + ", part " + std::to_string(index) + " (" + std::string(to_string(kind)) + ")";
}

void check_distinct(const std::string& where, const std::string& what, std::vector<int> values) {
  std::sort(values.begin(), values.end());
  const auto twice = std::adjacent_find(values.begin(), values.end());
  if (twice != values.end()) refuse(where, what + " must be named once", *twice);
}

void check_options(const std::string& where, const std::string& what, const std::vector<int>& values, int options) {
  for (const int value : values)
    if (value < 0 || value >= options) refuse(where, what + " must be in 0.." + std::to_string(options - 1), value);
  check_distinct(where, what, values);
}

std::vector<int> joined(const std::vector<std::vector<int>>& gaps) {
  std::vector<int> words;
  for (const auto& gap : gaps) words.insert(words.end(), gap.begin(), gap.end());
  return words;
}

}  // namespace haven::scoring
