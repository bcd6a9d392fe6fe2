#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/learner.hpp"

namespace haven {

/// Sets that share the limits of a day: those without a preset of their own, or one that has one.
struct StudyGroup {
  const Regime* regime = nullptr;
  std::int64_t day = 0;         ///< the learner's today
  std::optional<int> new_left;  ///< what the limits leave for today; absent: no limit
  std::optional<int> reviews_left;
};

/// The sets that a question of a learner is about: one, or his own and those begun that he may still read.
class StudyScope {
 public:
  struct Member {
    FlashcardSet set;
    std::optional<Study> study;  ///< absent: not begun
    std::size_t group = 0;
  };

  /// Throws Error(not_found) for a set that the caller may not read.
  StudyScope(Transaction& tx, Learner& learner, const Caller& caller, std::optional<Id<FlashcardSet>> set,
             Timestamp at);

  /// By title, then id: the places stay when a set is begun, so that pages of new cards go on where they ended.
  [[nodiscard]] const std::vector<Member>& members() const noexcept { return members_; }
  [[nodiscard]] const std::vector<StudyGroup>& groups() const noexcept { return groups_; }
  /// The place among the members of the set with that number; nullopt: not of this scope.
  [[nodiscard]] std::optional<std::size_t> place(std::int32_t study) const noexcept;

 private:
  void add_all(Transaction& tx, Learner& learner, const Caller& caller);
  void number_places();
  void group_members(Transaction& tx, Learner& learner, Id<User> user, Timestamp at);
  void use_up(Transaction& tx, Id<User> user, const std::vector<Id<FlashcardSet>>& apart);

  std::vector<Member> members_;
  std::vector<StudyGroup> groups_;
  std::vector<std::int32_t> places_;  ///< by number; -1: none
};

}  // namespace haven
