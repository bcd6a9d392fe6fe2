#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/note_set.hpp"
#include "services/study_scope.hpp"

namespace haven {

/// A card that was never answered, or not since its reset.
struct NewCard {
  std::size_t place = 0;  ///< of its set in the scope
  std::int64_t position = 0;
  Uuid card;
  std::int64_t note_key = 0;
};

/// The new cards of a scope in the order in which they come: sets by place, cards by position. Of siblings that wait
/// for each other only the first comes, and none whose note is among those `seen`; limits of the day are kept. Reads
/// cards in pieces as they are asked for. One use.
class NewCards {
 public:
  /// `touched`: by place, those that have a row of progress; the others are looked up. What is given must outlive it.
  NewCards(LearnerStore& learners, Id<User> user, const StudyScope& scope,
           const std::vector<std::vector<NewCard>>& touched, const NoteSet& seen);

  /// Where cards before this one are of no use, and do not count for a limit or for siblings, they are passed over.
  void begin_after(std::size_t place, std::int64_t position);
  [[nodiscard]] std::optional<NewCard> next();

 private:
  [[nodiscard]] const StudyGroup& group() const { return scope_.groups()[scope_.members()[place_].group]; }
  [[nodiscard]] bool siblings_wait() const { return group().regime->preset.bury_new_siblings; }
  [[nodiscard]] bool counts_from_the_first() const { return group().new_left || siblings_wait(); }
  void enter_set();
  [[nodiscard]] bool has_room();
  [[nodiscard]] std::optional<NewCard> next_of_set();
  void read_more();

  LearnerStore& learners_;
  Id<User> user_;
  const StudyScope& scope_;
  const std::vector<std::vector<NewCard>>& touched_;
  const NoteSet& seen_;
  NoteSet given_;                ///< notes of cards that came
  std::vector<int> used_;        ///< of the limits, by group
  std::size_t start_place_ = 0;  ///< see begin_after()
  std::int64_t start_after_ = -1;
  std::size_t place_ = 0;
  std::int64_t after_ = -1;         ///< position of the last untouched card that was read
  std::vector<NewCard> untouched_;  ///< a piece of them
  std::size_t next_untouched_ = 0, next_touched_ = 0;
  std::int64_t piece_ = 0;  ///< how many to read next
  bool more_ = false;
};

}  // namespace haven
