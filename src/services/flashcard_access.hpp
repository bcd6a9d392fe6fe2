#pragma once

#include "haven/model/flashcard.hpp"
#include "haven/model/user.hpp"
#include "haven/storage/database.hpp"

#include "stores/flashcard_store.hpp"

// Who may do what with sets and cards. All throw Error(not_found) for what the caller may not read.

namespace haven {

[[nodiscard]] bool may_read(Transaction& tx, const Caller& caller, const FlashcardSet& set);
[[nodiscard]] bool may_change(const Caller& caller, const FlashcardSet& set) noexcept;

[[nodiscard]] FlashcardSet readable_set(Transaction& tx, const Caller& caller, Id<FlashcardSet> id);
/// Throws Error(forbidden, "not_owner") for a set that the caller may only read.
[[nodiscard]] FlashcardSet changeable_set(Transaction& tx, const Caller& caller, Id<FlashcardSet> id);
/// A card that the caller may study now.
[[nodiscard]] StoredCard readable_card(Transaction& tx, const Caller& caller, Id<Flashcard> id);
/// The same, or one that the caller has studied; it may be gone for others.
[[nodiscard]] StoredCard studied_card(Transaction& tx, const Caller& caller, Id<Flashcard> id);

}  // namespace haven
