// Items larger than those that can be enumerated, and responses that make no sense at all.

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"
#include "haven/scoring/score.hpp"

#include "points_by_hand.hpp"

#include <doctest/doctest.h>

using namespace haven::scoring;
using haven::Rng;

namespace {

int between(Rng& rng, int low, int high) {
  return low + static_cast<int>(rng.below(static_cast<unsigned>(high - low + 1)));
}

template <class Value>
void shuffle(Rng& rng, std::vector<Value>& values) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[rng.below(i)]);
}

/// `count` different options of `options`, in any order.
std::vector<int> some(Rng& rng, int options, int count) {
  std::vector<int> chosen(static_cast<std::size_t>(options));
  std::iota(chosen.begin(), chosen.end(), 0);
  shuffle(rng, chosen);
  chosen.resize(static_cast<std::size_t>(count));
  return chosen;
}

OneOf one_of(Rng& rng) {
  const int options = between(rng, 2, 20);
  return {options, between(rng, 0, options - 1)};
}

SomeOf some_of(Rng& rng, int correct) {
  const int options = between(rng, std::max(2, correct), 20);
  return {options, some(rng, options, correct)};
}

template <class Make>
auto several(Rng& rng, int most, Make make) {
  std::vector<decltype(make())> made;
  for (int count = between(rng, 1, most); count > 0; --count) made.push_back(make());
  return made;
}

DragAndDropCloze random_drag_and_drop_cloze(Rng& rng) {
  DragAndDropCloze key{.words = between(rng, 6, 20), .gaps = {}};
  const auto words = some(rng, key.words, 6);
  for (auto word = words.begin(); word != words.end();) {
    const auto end = word + std::min<std::ptrdiff_t>(between(rng, 1, 3), words.end() - word);
    key.gaps.emplace_back(word, end);
    word = end;
  }
  return key;
}

ItemKey random_key(Rng& rng, ItemType type) {
  const auto one = [&] { return one_of(rng); };
  const auto any = [&] { return some_of(rng, between(rng, 1, 6)); };
  const OneOf single = one();
  const SomeOf multiple = any();
  switch (type) {
    case ItemType::multiple_choice:
      return MultipleChoice{single.options, single.correct};
    case ItemType::select_n:
      return SelectN{multiple.options, static_cast<int>(multiple.correct.size()), multiple.correct};
    case ItemType::select_all:
      return SelectAll{multiple.options, multiple.correct};
    case ItemType::matrix_multiple_choice:
      return MatrixMultipleChoice{7, several(rng, 10, [&] { return between(rng, 0, 6); })};
    case ItemType::matrix_multiple_response:
      return MatrixMultipleResponse{12, several(rng, 5, [&] { return some(rng, 12, between(rng, 1, 6)); })};
    case ItemType::grouped_multiple_response:
      return GroupedMultipleResponse{several(rng, 5, any)};
    case ItemType::drop_down_cloze:
      return DropDownCloze{several(rng, 10, one)};
    case ItemType::drag_and_drop_cloze:
      return random_drag_and_drop_cloze(rng);
    case ItemType::drop_down_table:
      return DropDownTable{several(rng, 10, one)};
    case ItemType::drop_down_rationale:
      return DropDownRationale{single, several(rng, 2, one)};
    case ItemType::drag_and_drop_rationale:
      return DragAndDropRationale{single, some_of(rng, between(rng, 1, 2))};
    case ItemType::highlight_text:
      return HighlightText{multiple.options, multiple.correct};
    case ItemType::highlight_table:
      return HighlightTable{multiple.options, multiple.correct};
    case ItemType::bow_tie:
      return BowTie{single, some_of(rng, 2), some_of(rng, 2)};
  }
  return MultipleChoice{};
}

ItemKey random_key(Rng& rng) { return random_key(rng, static_cast<ItemType>(between(rng, 0, 13))); }

/// A response that the format allows, of any options.
Selection random_selection(Rng& rng, const ItemKey& key) {
  Selection selection;
  std::vector<int> used;  // words dragged so far, wherever: no other pool is shared
  const bool shared = type_of(key) == ItemType::drag_and_drop_cloze;
  for (const Part& part : parts(key)) {
    auto options = some(rng, part.options, part.options);
    const auto is_used = [&](int option) { return std::find(used.begin(), used.end(), option) != used.end(); };
    if (shared) options.erase(std::remove_if(options.begin(), options.end(), is_used), options.end());
    const int most = std::min(part.limit, static_cast<int>(options.size()));
    options.resize(static_cast<std::size_t>(between(rng, 0, most)));
    used.insert(used.end(), options.begin(), options.end());
    selection.push_back(std::move(options));
  }
  return selection;
}

bool is_full(const PartMark& mark) { return mark.wrong == 0 && mark.selected.size() == mark.correct.size(); }

/// Whether `score` refuses the response; anything but Error(invalid_argument) fails the test.
bool is_refused(const ItemKey& key, const Selection& selection) {
  try {
    const Score found = score(key, selection);
    CHECK(found.points >= 0);
    CHECK(found.points <= found.maximum);
    return false;
  } catch (const haven::Error& error) {
    CHECK(error.code() == haven::ErrorCode::invalid_argument);
    return true;
  }
}

}  // namespace

TEST_CASE("score: random items and responses earn what the rules say, in whatever order options are named") {
  Rng rng(20230401);
  for (int i = 0; i < 20'000; ++i) {
    const ItemKey key = random_key(rng);
    Selection selection = random_selection(rng, key);
    CAPTURE(to_string(type_of(key)));
    const Score found = score(key, selection);
    CHECK(found.points == points_by_hand(key, selection));
    CHECK(found.points <= found.maximum);
    CHECK((found.points == found.maximum) == std::all_of(found.marks.begin(), found.marks.end(), is_full));
    for (auto& part : selection) shuffle(rng, part);
    CHECK(score(key, selection).points == found.points);
  }
}

TEST_CASE("score: in random items a correct selection more never costs, a wrong one more never pays") {
  Rng rng(7);
  int compared = 0;
  for (int i = 0; i < 20'000; ++i) {
    const ItemKey key = random_key(rng);
    const Selection fewer = random_selection(rng, key);
    const auto asked = parts(key);
    const auto place = rng.below(asked.size());
    const int option = between(rng, 0, asked[place].options - 1);
    Selection more = fewer;
    more[place].push_back(option);
    if (is_refused(key, more)) continue;
    const auto correct = all_correct(key)[place];
    const int gain = score(key, more).points - score(key, fewer).points;
    const bool is_correct = std::find(correct.begin(), correct.end(), option) != correct.end();
    CHECK((is_correct ? gain >= 0 : gain <= 0));
    ++compared;
  }
  CHECK(compared > 5'000);
}

TEST_CASE("score: a response that makes no sense is refused or scored within bounds") {
  Rng rng(11);
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    const ItemKey key = random_key(rng);
    const auto wild = [&] { return rng.below(8) == 0 ? static_cast<int>(rng.next()) : between(rng, -1, 8); };
    const auto selection = several(rng, 4, [&] { return several(rng, 4, wild); });
    refused += is_refused(key, selection) ? 1 : 0;
  }
  CHECK(refused > 10'000);
  CHECK(refused < 20'000);
}
