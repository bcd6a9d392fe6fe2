#include "points_by_hand.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>

using namespace haven::scoring;

namespace {

using Options = std::vector<int>;

std::uint64_t mask(const Options& options) {
  std::uint64_t bits = 0;
  for (const int option : options) bits |= std::uint64_t{1} << option;
  return bits;
}

int hits(const Options& selected, const Options& correct) { return std::popcount(mask(selected) & mask(correct)); }

int hits_less_misses(const Options& selected, const Options& correct) {
  const int misses = std::popcount(mask(selected) & ~mask(correct));
  const int difference = hits(selected, correct) - misses;
  return difference < 0 ? 0 : difference;
}

int hits(const Selection& selection, const std::vector<OneOf>& gaps) {
  int points = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i) points += hits(selection[i], {gaps[i].correct});
  return points;
}

struct Points {
  const Selection& selected;

  int operator()(const MultipleChoice& key) const { return selected[0] == Options{key.correct} ? 1 : 0; }
  int operator()(const SelectN& key) const { return hits(selected[0], key.correct); }
  int operator()(const SelectAll& key) const { return hits_less_misses(selected[0], key.correct); }
  int operator()(const MatrixMultipleChoice& key) const {
    int points = 0;
    for (std::size_t row = 0; row < key.correct.size(); ++row) points += selected[row] == Options{key.correct[row]};
    return points;
  }
  int operator()(const MatrixMultipleResponse& key) const {
    int points = 0;
    for (std::size_t column = 0; column < key.correct.size(); ++column)
      points += hits_less_misses(selected[column], key.correct[column]);
    return points;
  }
  int operator()(const GroupedMultipleResponse& key) const {
    int points = 0;
    for (std::size_t group = 0; group < key.groups.size(); ++group)
      points += hits_less_misses(selected[group], key.groups[group].correct);
    return points;
  }
  int operator()(const DropDownCloze& key) const { return hits(selected, key.gaps); }
  int operator()(const DragAndDropCloze& key) const {
    int points = 0;
    for (std::size_t gap = 0; gap < key.gaps.size(); ++gap) points += hits(selected[gap], key.gaps[gap]);
    return points;
  }
  int operator()(const DropDownTable& key) const { return hits(selected, key.gaps); }
  int operator()(const DropDownRationale& key) const {
    if (selected[0] != Options{key.claim.correct}) return 0;
    return hits({selected.begin() + 1, selected.end()}, key.reasons);
  }
  int operator()(const DragAndDropRationale& key) const {
    return selected[0] == Options{key.claim.correct} ? hits(selected[1], key.reasons.correct) : 0;
  }
  int operator()(const HighlightText& key) const { return hits_less_misses(selected[0], key.correct); }
  int operator()(const HighlightTable& key) const { return hits_less_misses(selected[0], key.correct); }
  int operator()(const BowTie& key) const {
    return hits(selected[0], {key.condition.correct}) + hits(selected[1], key.actions.correct) +
           hits(selected[2], key.parameters.correct);
  }
};

Selection one_each(const std::vector<OneOf>& gaps) {
  Selection selection;
  for (const OneOf& gap : gaps) selection.push_back({gap.correct});
  return selection;
}

struct AllCorrect {
  Selection operator()(const MultipleChoice& key) const { return {{key.correct}}; }
  Selection operator()(const MatrixMultipleChoice& key) const {
    Selection selection;
    for (const int column : key.correct) selection.push_back({column});
    return selection;
  }
  Selection operator()(const MatrixMultipleResponse& key) const { return key.correct; }
  Selection operator()(const GroupedMultipleResponse& key) const {
    Selection selection;
    for (const SomeOf& group : key.groups) selection.push_back(group.correct);
    return selection;
  }
  Selection operator()(const DropDownCloze& key) const { return one_each(key.gaps); }
  Selection operator()(const DragAndDropCloze& key) const { return key.gaps; }
  Selection operator()(const DropDownTable& key) const { return one_each(key.gaps); }
  Selection operator()(const DropDownRationale& key) const {
    Selection selection = one_each(key.reasons);
    selection.insert(selection.begin(), {key.claim.correct});
    return selection;
  }
  Selection operator()(const DragAndDropRationale& key) const { return {{key.claim.correct}, key.reasons.correct}; }
  Selection operator()(const BowTie& key) const {
    return {{key.condition.correct}, key.actions.correct, key.parameters.correct};
  }
  template <class OnePart>  // select-N, select-all and the highlights
  Selection operator()(const OnePart& key) const {
    return {key.correct};
  }
};

}  // namespace

int points_by_hand(const ItemKey& key, const Selection& selection) { return std::visit(Points{selection}, key); }

Selection all_correct(const ItemKey& key) { return std::visit(AllCorrect{}, key); }
