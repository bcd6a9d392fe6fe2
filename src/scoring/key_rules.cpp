#include "rules.hpp"

namespace haven::scoring {
namespace {

void check_count(const std::string& where, const std::string& what, std::size_t found, std::size_t low,
                 std::size_t high) {
  if (found >= low && found <= high) return;
  const std::string rule = low == high ? std::to_string(low) : std::to_string(low) + " or " + std::to_string(high);
  refuse(where, what + " must be " + rule, static_cast<int>(found));
}

void check_part(const std::string& where, const Part& part) {
  if (part.options < 2) refuse(where, "options must be at least 2", part.options);
  if (part.correct.empty()) refuse(where, "correct options must be at least 1", 0);
  check_options(where, "correct option", part.correct, part.options);
}

/// What the parts of a key cannot tell: by default nothing.
template <class Key>
void check_shape(const std::string&, const Key&) {}

void check_shape(const std::string& where, const SelectN& key) {
  if (key.select < 1 || key.select > key.options)
    refuse(where, "select must be in 1.." + std::to_string(key.options), key.select);
  const auto correct = static_cast<int>(key.correct.size());
  if (correct != key.select)
    refuse(where, "correct options must be as many as select, " + std::to_string(key.select), correct);
}

void check_shape(const std::string& where, const DragAndDropCloze& key) {
  check_distinct(where, "correct word", joined(key.gaps));
}

void check_shape(const std::string& where, const DropDownRationale& key) {
  check_count(where, "reasons", key.reasons.size(), 1, 2);
}

void check_shape(const std::string& where, const DragAndDropRationale& key) {
  check_count(where, "correct reasons", key.reasons.correct.size(), 1, 2);
}

void check_shape(const std::string& where, const BowTie& key) {
  check_count(where, "correct actions", key.actions.correct.size(), 2, 2);
  check_count(where, "correct parameters", key.parameters.correct.size(), 2, 2);
}

}  // namespace

void validate(const ItemKey& key) {
  const ItemType type = type_of(key);
  const std::string name(to_string(type));
  const std::vector<Part> asked = parts(key);
  if (asked.empty()) refuse(name, "parts must be at least 1", 0);
  for (std::size_t i = 0; i < asked.size(); ++i) check_part(place(type, i, asked[i].kind), asked[i]);
  std::visit([&](const auto& of) { check_shape(name, of); }, key);
  const int points = maximum_points(key);
  if (points > points_limit) refuse(name, "points must be at most " + std::to_string(points_limit), points);
}

}  // namespace haven::scoring
