#include "services/study_scope.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "services/flashcard_access.hpp"
#include "stores/daily_count_store.hpp"
#include "stores/flashcard_set_store.hpp"
#include "stores/preset_store.hpp"

namespace haven {
namespace {

void use(std::optional<int>& left, int done) {
  if (left) *left = std::max(0, *left - done);
}

}  // namespace

StudyScope::StudyScope(Transaction& tx, Learner& learner, const Caller& caller, std::optional<Id<FlashcardSet>> set,
                       Timestamp at) {
  if (set) {
    members_.push_back({readable_set(tx, caller, *set), learner.counters().find(caller.user, *set), 0});
  } else {
    add_all(tx, learner, caller);
  }
  number_places();
  group_members(tx, learner, caller.user, at);
}

void StudyScope::add_all(Transaction& tx, Learner& learner, const Caller& caller) {
  FlashcardSetStore sets(tx);
  for (const Study& study : learner.counters().studies(caller.user)) {
    auto begun = sets.find(study.set);
    if (begun && may_read(tx, caller, *begun)) members_.push_back({std::move(*begun), study, 0});
  }
  for (FlashcardSet& own : sets.owned(caller.user)) {
    if (!learner.counters().find(caller.user, own.id)) members_.push_back({std::move(own), std::nullopt, 0});
  }
  std::sort(members_.begin(), members_.end(), [](const Member& a, const Member& b) {
    return std::tie(a.set.title, a.set.id) < std::tie(b.set.title, b.set.id);
  });
}

void StudyScope::number_places() {
  for (std::size_t place = 0; place < members_.size(); ++place) {
    if (!members_[place].study) continue;
    const auto number = static_cast<std::size_t>(members_[place].study->number);
    if (number >= places_.size()) places_.resize(number + 1, -1);
    places_[number] = static_cast<std::int32_t>(place);
  }
}

std::optional<std::size_t> StudyScope::place(std::int32_t study) const noexcept {
  const auto number = static_cast<std::size_t>(study);
  if (number >= places_.size() || places_[number] < 0) return std::nullopt;
  return static_cast<std::size_t>(places_[number]);
}

void StudyScope::group_members(Transaction& tx, Learner& learner, Id<User> user, Timestamp at) {
  const auto begin = [&](std::optional<Id<FlashcardSet>> set) {
    const Regime& regime = learner.regime(set);
    groups_.push_back({&regime, regime.calendar.day(at), regime.preset.new_per_day, regime.preset.reviews_per_day});
  };
  begin(std::nullopt);
  std::vector<Id<FlashcardSet>> apart;
  for (const auto& [set, preset] : PresetStore(tx).of_sets(user)) apart.push_back(set);
  for (Member& member : members_) {
    if (std::find(apart.begin(), apart.end(), member.set.id) == apart.end()) continue;
    begin(member.set.id);
    member.group = groups_.size() - 1;
  }
  use_up(tx, user, apart);
}

/// Takes off what was done today: sets that are not apart share the first group, also those out of this scope.
void StudyScope::use_up(Transaction& tx, Id<User> user, const std::vector<Id<FlashcardSet>>& apart) {
  DailyCountStore counts(tx);
  for (const DailyCount& count : counts.list(user, groups_[0].day, groups_[0].day)) {
    if (std::find(apart.begin(), apart.end(), count.set) != apart.end()) continue;
    use(groups_[0].new_left, count.new_cards);
    use(groups_[0].reviews_left, count.reviews);
  }
  for (const Member& member : members_) {
    if (member.group == 0) continue;
    StudyGroup& group = groups_[member.group];
    for (const DailyCount& count : counts.list(user, group.day, group.day)) {
      if (count.set != member.set.id) continue;
      use(group.new_left, count.new_cards);
      use(group.reviews_left, count.reviews);
    }
  }
}

}  // namespace haven
