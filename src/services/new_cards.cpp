#include "services/new_cards.hpp"

#include <algorithm>

namespace haven {
namespace {

constexpr std::int64_t first_piece = 50, largest_piece = 2'000;

}  // namespace

NewCards::NewCards(LearnerStore& learners, Id<User> user, const StudyScope& scope,
                   const std::vector<std::vector<NewCard>>& touched, const NoteSet& seen)
    : learners_(learners), user_(user), scope_(scope), touched_(touched), seen_(seen), used_(scope.groups().size()) {
  enter_set();
}

void NewCards::begin_after(std::size_t place, std::int64_t position) {
  start_place_ = place;
  start_after_ = position;
  enter_set();
}

void NewCards::enter_set() {
  untouched_.clear();
  next_untouched_ = next_touched_ = 0;
  piece_ = first_piece;
  after_ = -1;
  if (place_ >= scope_.members().size()) return;
  more_ = true;
  if (counts_from_the_first() || place_ > start_place_) return;
  more_ = place_ == start_place_;  // else all of it is passed over
  after_ = start_after_;
  const auto& touched = touched_[place_];
  while (next_touched_ < touched.size() && (!more_ || touched[next_touched_].position <= after_)) ++next_touched_;
}

bool NewCards::has_room() {
  const auto left = group().new_left;
  return !left || used_[scope_.members()[place_].group] < *left;
}

std::optional<NewCard> NewCards::next() {
  for (; place_ < scope_.members().size(); ++place_, enter_set()) {
    while (has_room()) {
      const auto card = next_of_set();
      if (!card) break;
      if (siblings_wait() && (seen_.contains(card->note_key) || !given_.insert(card->note_key))) continue;
      ++used_[scope_.members()[place_].group];
      return card;
    }
  }
  return std::nullopt;
}

std::optional<NewCard> NewCards::next_of_set() {
  if (next_untouched_ == untouched_.size() && more_) read_more();
  const auto& touched = touched_[place_];
  const bool any_untouched = next_untouched_ < untouched_.size(), any_touched = next_touched_ < touched.size();
  if (any_touched && (!any_untouched || touched[next_touched_].position < untouched_[next_untouched_].position)) {
    return touched[next_touched_++];
  }
  if (any_untouched) return untouched_[next_untouched_++];
  return std::nullopt;
}

void NewCards::read_more() {
  const StudyScope::Member& member = scope_.members()[place_];
  const std::int64_t from = member.study ? member.study->new_from : 0;
  untouched_.clear();
  next_untouched_ = 0;
  for (const LearnerStore::Untouched& card : learners_.untouched(user_, member.set.id, from, after_, piece_)) {
    untouched_.push_back({place_, card.position, card.card.uuid, card.note_key});
  }
  more_ = std::ssize(untouched_) == piece_;
  if (!untouched_.empty()) after_ = untouched_.back().position;
  piece_ = std::min(2 * piece_, largest_piece);
}

}  // namespace haven
