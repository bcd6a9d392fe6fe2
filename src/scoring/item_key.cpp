#include "haven/scoring/item_key.hpp"

#include <algorithm>

namespace haven::scoring {
namespace {

int count(const std::vector<int>& options) { return static_cast<int>(options.size()); }

Part one(PartKind kind, int options, int correct) { return {kind, options, {correct}, 1}; }
Part one(PartKind kind, const OneOf& key) { return one(kind, key.options, key.correct); }

/// As many may be selected as are correct.
Part as_many(PartKind kind, int options, const std::vector<int>& correct) {
  return {kind, options, correct, count(correct)};
}
Part as_many(PartKind kind, const SomeOf& key) { return as_many(kind, key.options, key.correct); }

Part any(PartKind kind, int options, const std::vector<int>& correct) { return {kind, options, correct, options}; }

/// A part for each element of `keys`, made by `part`.
template <class Keys, class Make>
std::vector<Part> each(const Keys& keys, Make part) {
  std::vector<Part> parts(keys.size());
  std::transform(keys.begin(), keys.end(), parts.begin(), part);
  return parts;
}

std::vector<Part> gaps(const std::vector<OneOf>& keys) {
  return each(keys, [](const OneOf& key) { return one(PartKind::gap, key); });
}

std::vector<Part> parts_of(const MultipleChoice& key) { return {one(PartKind::item, key.options, key.correct)}; }
std::vector<Part> parts_of(const SelectN& key) { return {{PartKind::item, key.options, key.correct, key.select}}; }
std::vector<Part> parts_of(const SelectAll& key) { return {any(PartKind::item, key.options, key.correct)}; }
std::vector<Part> parts_of(const MatrixMultipleChoice& key) {
  return each(key.correct, [&](int column) { return one(PartKind::row, key.columns, column); });
}
std::vector<Part> parts_of(const MatrixMultipleResponse& key) {
  return each(key.correct, [&](const std::vector<int>& rows) { return any(PartKind::column, key.rows, rows); });
}
std::vector<Part> parts_of(const GroupedMultipleResponse& key) {
  return each(key.groups, [](const SomeOf& group) { return any(PartKind::group, group.options, group.correct); });
}
std::vector<Part> parts_of(const DropDownCloze& key) { return gaps(key.gaps); }
std::vector<Part> parts_of(const DragAndDropCloze& key) {
  return each(key.gaps, [&](const std::vector<int>& words) { return as_many(PartKind::gap, key.words, words); });
}
std::vector<Part> parts_of(const DropDownTable& key) { return gaps(key.gaps); }
std::vector<Part> parts_of(const DropDownRationale& key) {
  std::vector<Part> parts(1 + key.reasons.size(), one(PartKind::claim, key.claim));
  std::transform(key.reasons.begin(), key.reasons.end(), parts.begin() + 1,
                 [](const OneOf& reason) { return one(PartKind::reason, reason); });
  return parts;
}
std::vector<Part> parts_of(const DragAndDropRationale& key) {
  return {one(PartKind::claim, key.claim), as_many(PartKind::reason, key.reasons)};
}
std::vector<Part> parts_of(const HighlightText& key) { return {any(PartKind::item, key.phrases, key.correct)}; }
std::vector<Part> parts_of(const HighlightTable& key) { return {any(PartKind::item, key.phrases, key.correct)}; }
std::vector<Part> parts_of(const BowTie& key) {
  return {one(PartKind::condition, key.condition), as_many(PartKind::action, key.actions),
          as_many(PartKind::parameter, key.parameters)};
}

}  // namespace

ItemType type_of(const ItemKey& key) noexcept {
  return std::visit([](const auto& of) { return of.type; }, key);
}

ScoringRule rule_of(const ItemKey& key) noexcept {
  return std::visit([](const auto& of) { return of.rule; }, key);
}

std::vector<Part> parts(const ItemKey& key) {
  return std::visit([](const auto& of) { return parts_of(of); }, key);
}

int maximum_points(const ItemKey& key) {
  int points = 0;
  for (const Part& part : parts(key))
    if (part.kind != PartKind::claim) points += count(part.correct);
  return points;
}

}  // namespace haven::scoring
