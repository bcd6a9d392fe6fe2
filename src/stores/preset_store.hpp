#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "haven/model/flashcard.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// How users study: one preset for each user, and one for each set that is to be studied otherwise.
class PresetStore {
 public:
  explicit PresetStore(Transaction& tx) : tx_(tx) {}

  /// Just that one; no set: the one for all others.
  [[nodiscard]] std::optional<StudyPreset> find(Id<User> user, std::optional<Id<FlashcardSet>> set);
  /// All of the user's that are for one set.
  [[nodiscard]] std::vector<std::pair<Id<FlashcardSet>, StudyPreset>> of_sets(Id<User> user);
  void put(Id<User> user, std::optional<Id<FlashcardSet>> set, const StudyPreset& preset, Timestamp now);
  void remove(Id<User> user, Id<FlashcardSet> set);

 private:
  Transaction& tx_;
};

}  // namespace haven
