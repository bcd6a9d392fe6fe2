#include "services/flashcard_access.hpp"

#include <utility>

#include "haven/core/error.hpp"

#include "stores/cohort_store.hpp"
#include "stores/flashcard_set_store.hpp"
#include "stores/progress_store.hpp"

namespace haven {
namespace {

Error no_set() { return {ErrorCode::not_found, "there is no such set"}; }
Error no_card() { return {ErrorCode::not_found, "there is no such card"}; }

bool is_readable(Transaction& tx, const Caller& caller, const StoredCard& card) {
  if (card.removed) return false;
  const auto set = FlashcardSetStore(tx).find(card.card.set);
  return set && may_read(tx, caller, *set);
}

}  // namespace

bool may_read(Transaction& tx, const Caller& caller, const FlashcardSet& set) {
  if (may_change(caller, set)) return true;
  if (set.tier_required != Tier::free && caller.role == Role::student) return false;
  switch (set.visibility) {
    case Visibility::private_set:
      break;
    case Visibility::cohort_set:
      return set.cohort && CohortStore(tx).includes(*set.cohort, caller.user);
    case Visibility::public_set:
      return true;
  }
  return false;
}

bool may_change(const Caller& caller, const FlashcardSet& set) noexcept {
  if (set.owner == caller.user) return true;
  return caller.role == Role::admin && (!set.owner || set.visibility == Visibility::public_set);
}

FlashcardSet readable_set(Transaction& tx, const Caller& caller, Id<FlashcardSet> id) {
  auto set = FlashcardSetStore(tx).find(id);
  if (!set || !may_read(tx, caller, *set)) throw no_set();
  return std::move(*set);
}

FlashcardSet changeable_set(Transaction& tx, const Caller& caller, Id<FlashcardSet> id) {
  FlashcardSet set = readable_set(tx, caller, id);
  if (!may_change(caller, set)) throw Error(ErrorCode::forbidden, "this set is somebody else's", "not_owner");
  return set;
}

StoredCard readable_card(Transaction& tx, const Caller& caller, Id<Flashcard> id) {
  auto card = FlashcardStore(tx).find(id);
  if (!card || !is_readable(tx, caller, *card)) throw no_card();
  return std::move(*card);
}

StoredCard studied_card(Transaction& tx, const Caller& caller, Id<Flashcard> id) {
  auto card = FlashcardStore(tx).find(id);
  if (!card) throw no_card();
  if (!is_readable(tx, caller, *card) && !ProgressStore(tx).find(caller.user, id)) throw no_card();
  return std::move(*card);
}

}  // namespace haven
