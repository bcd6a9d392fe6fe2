#pragma once

#include <vector>

#include "services/study_scope.hpp"

namespace haven {

/// Cards that a learner has answered, with the answers that count since their last reset. Place by place the same card.
struct StudiedCards {
  std::vector<Id<Flashcard>> ids;
  std::vector<srs::Card> cards;  ///< as they stand, under their own schedulers
  std::vector<ConfigHash> configs;
  std::vector<std::optional<double>> desired_retention;  ///< of single cards
  std::vector<srs::Card> fresh;                          ///< as they were made
  std::vector<std::vector<srs::Review>> answers;
};

/// Those of the scope that are neither suspended nor removed; of all groups, or of one. Throws
/// Error(invalid_argument, "cards") when there are more than `most`.
[[nodiscard]] StudiedCards studied_cards(Transaction& tx, Learner& learner, Id<User> user, const StudyScope& scope,
                                         std::optional<std::size_t> group, std::size_t most);

/// The cards under one scheduler: those of another are replayed.
[[nodiscard]] std::vector<srs::Card> under(const Regime& regime, const StudiedCards& studied);

}  // namespace haven
