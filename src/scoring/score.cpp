#include "haven/scoring/score.hpp"

#include <algorithm>

#include "rules.hpp"

namespace haven::scoring {
namespace {

void check_selection(const ItemKey& key, const std::vector<Part>& asked, const Selection& selection) {
  const ItemType type = type_of(key);
  const std::string name(to_string(type));
  if (selection.size() != asked.size())
    refuse(name, "parts of the response must be " + std::to_string(asked.size()), static_cast<int>(selection.size()));
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const std::string where = place(type, i, asked[i].kind);
    const auto selected = static_cast<int>(selection[i].size());
    check_options(where, "selected option", selection[i], asked[i].options);
    if (selected > asked[i].limit)
      refuse(where, "selected options must be at most " + std::to_string(asked[i].limit), selected);
  }
  if (type == ItemType::drag_and_drop_cloze) check_distinct(name, "dragged word", joined(selection));
}

PartMark compare(const Part& part, const std::vector<int>& selected) {
  const auto is_correct = [&](int option) {
    return std::find(part.correct.begin(), part.correct.end(), option) != part.correct.end();
  };
  PartMark mark;
  mark.kind = part.kind;
  mark.selected = selected;
  mark.correct = part.correct;
  mark.right = static_cast<int>(std::count_if(mark.selected.begin(), mark.selected.end(), is_correct));
  mark.wrong = static_cast<int>(mark.selected.size()) - mark.right;
  mark.maximum = part.kind == PartKind::claim ? 0 : static_cast<int>(part.correct.size());
  return mark;
}

/// The points of a part, where `claim` says whether the claim of a rationale is right.
int points_of(const PartMark& mark, ScoringRule rule, bool claim) {
  switch (rule) {
    case ScoringRule::zero_one:
      return mark.right;
    case ScoringRule::plus_minus:
      return std::max(0, mark.right - mark.wrong);
    case ScoringRule::rationale:
      return claim && mark.kind == PartKind::reason ? mark.right : 0;
  }
  return 0;
}

std::vector<PartMark> mark_parts(const std::vector<Part>& asked, const Selection& selection, ScoringRule rule) {
  std::vector<PartMark> marks;
  marks.reserve(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    marks.push_back(compare(asked[i], selection[i]));
    marks[i].points = points_of(marks[i], rule, marks.front().right == 1);
  }
  return marks;
}

int category_of(int points, int maximum, const CategoryMap& categories) {
  if (categories.empty()) return points;
  validate(categories, maximum);
  return categories[static_cast<std::size_t>(points)];
}

}  // namespace

Score score(const ItemKey& key, const Selection& selection, const CategoryMap& categories) {
  validate(key);
  const std::vector<Part> asked = parts(key);
  Selection answered = selection;
  if (answered.empty()) answered.resize(asked.size());
  check_selection(key, asked, answered);
  Score score;
  score.type = type_of(key);
  score.rule = rule_of(key);
  score.marks = mark_parts(asked, answered, score.rule);
  for (const PartMark& mark : score.marks) {
    score.points += mark.points;
    score.maximum += mark.maximum;
  }
  score.category = category_of(score.points, score.maximum, categories);
  return score;
}

}  // namespace haven::scoring
