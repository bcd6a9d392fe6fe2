#include <utility>

#include "haven/codec/utf8.hpp"
#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"
#include "services/flashcard_access.hpp"
#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"
#include "services/paging.hpp"
#include "stores/audit_store.hpp"
#include "stores/cohort_store.hpp"
#include "stores/flashcard_set_store.hpp"
#include "stores/preset_store.hpp"

namespace haven {
namespace {

constexpr std::size_t uuid_length = 36;

void check_publication(const Caller& caller, Visibility visibility) {
  if (visibility != Visibility::public_set || caller.role != Role::student) return;
  throw Error(ErrorCode::forbidden, "a public set needs an instructor", "public_set");
}

AuditEvent event(const Caller& caller, Id<FlashcardSet> set, Timestamp at, const char* action) {
  return {.at = at, .actor = caller.user, .action = action, .object_type = "flashcard_set", .object = set.uuid};
}

std::string text_of(const SetPlace& place) { return to_string(place.id) + place.title; }

/// Throws unless it is the text of a place.
SetPlace place_of(const std::string& text) {
  if (text.empty()) return {};
  const auto id = parse_id<FlashcardSet>(std::string_view(text).substr(0, uuid_length));
  if (!id || !codec::is_utf8(text)) {
    throw Error(ErrorCode::invalid_argument, "after: must be the \"next\" of a page", "after");
  }
  return {text.substr(uuid_length), *id};
}

void check_version(const FlashcardSet& set, std::optional<std::int64_t> row_version) {
  if (set.row_version == row_version.value_or(set.row_version)) return;
  throw Error(ErrorCode::conflict, "the set has changed meanwhile", "row_version");
}

void apply(const UpdateSet& command, FlashcardSet& set) {
  if (command.title) set.title = *command.title;
  if (command.description) set.description = *command.description;
  if (command.tier_required) set.tier_required = *command.tier_required;
  if (command.visibility) set.visibility = *command.visibility;
  if (set.visibility != Visibility::cohort_set) set.cohort.reset();
  if (command.cohort) set.cohort = command.cohort;
}

void check(const FlashcardSet& set) {
  check_title(set.title);
  check_text(set.description, FlashcardLimits::description, "description");
  if (set.cohort.has_value() == (set.visibility == Visibility::cohort_set)) return;
  throw Error(ErrorCode::invalid_argument, "cohort: a set for a cohort names it, no other one does", "cohort");
}

/// Whoever gives a set to a cohort is in it; of others nobody learns that they are there.
void check_cohort(Transaction& tx, const Caller& caller, const std::optional<Uuid>& cohort) {
  if (!cohort || CohortStore(tx).includes(*cohort, caller.user)) return;
  throw Error(ErrorCode::invalid_argument, "cohort: there is no " + to_string(*cohort) + " that you are in", "cohort");
}

}  // namespace

FlashcardSet Flashcards::create_set(const Caller& caller, const CreateSet& command) {
  check_publication(caller, command.visibility);
  const Timestamp now = clock_.now();
  FlashcardSet set;
  set.id = crypto::new_id<FlashcardSet>(now);
  set.owner = caller.user;
  set.title = command.title;
  set.description = command.description;
  set.visibility = command.visibility;
  set.cohort = command.cohort;
  set.tier_required = command.tier_required;
  set.created_at = set.updated_at = now;
  check(set);
  transact(database_, [&](Transaction& tx) {
    check_cohort(tx, caller, set.cohort);
    FlashcardSetStore(tx).insert(set);
    AuditStore(tx).append(event(caller, set.id, now, "flashcard_set.create"));
  });
  return set;
}

FlashcardSet Flashcards::set(const Caller& caller, Id<FlashcardSet> id) {
  return read(database_, [&](Transaction& tx) { return readable_set(tx, caller, id); });
}

FlashcardSet Flashcards::set_to_change(const Caller& caller, Id<FlashcardSet> id) {
  return read(database_, [&](Transaction& tx) { return changeable_set(tx, caller, id); });
}

SetPage Flashcards::sets(const Caller& caller, const ListSets& query) {
  check_range(query.limit, 1, FlashcardLimits::page, "limit");
  check_range(query.offset, 0, largest_offset, "offset");
  const SetPlace after = place_of(query.after);
  const SetFilter filter{caller.user, query.own, caller.role == Role::student, query.cohort};
  return read(database_, [&](Transaction& tx) {
    if (query.cohort && !CohortStore(tx).includes(*query.cohort, caller.user)) {
      throw Error(ErrorCode::not_found, "there is no such cohort");
    }
    FlashcardSetStore store(tx);
    SetPage page;
    page.sets = store.list(filter, after, query.limit + 1, query.offset);
    set_total(page, store.count(filter, most_counted + 1));
    if (static_cast<int>(page.sets.size()) <= query.limit) return page;
    page.sets.pop_back();
    page.next = text_of({page.sets.back().title, page.sets.back().id});
    return page;
  });
}

FlashcardSet Flashcards::update_set(const Caller& caller, const UpdateSet& command) {
  if (command.visibility) check_publication(caller, *command.visibility);
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    FlashcardSet set = changeable_set(tx, caller, command.set);
    check_version(set, command.row_version);
    apply(command, set);
    check(set);
    check_cohort(tx, caller, command.cohort);
    FlashcardSetStore(tx).update(set, now);
    AuditStore(tx).append(event(caller, set.id, now, "flashcard_set.update"));
    return set;
  });
}

void Flashcards::remove_set(const Caller& caller, Id<FlashcardSet> id, std::optional<std::int64_t> row_version) {
  const Timestamp now = clock_.now();
  transact(database_, [&](Transaction& tx) {
    check_version(changeable_set(tx, caller, id), row_version);
    FlashcardSetStore(tx).remove(id, now);
    AuditStore(tx).append(event(caller, id, now, "flashcard_set.remove"));
  });
}

StudyPreset Flashcards::preset(const Caller& caller, std::optional<Id<FlashcardSet>> set) {
  return read(database_, [&](Transaction& tx) {
    if (set) static_cast<void>(readable_set(tx, caller, *set));
    return learner(tx, caller.user, clock_.now()).regime(set).preset;
  });
}

StudyPreset Flashcards::set_preset(const Caller& caller, const SetPreset& command) {
  check_preset(command.preset);
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    if (command.set) static_cast<void>(readable_set(tx, caller, *command.set));
    PresetStore(tx).put(caller.user, command.set, command.preset, now);
    return learner(tx, caller.user, now).regime(command.set).preset;
  });
}

void Flashcards::remove_preset(const Caller& caller, Id<FlashcardSet> set) {
  transact(database_, [&](Transaction& tx) { PresetStore(tx).remove(caller.user, set); });
}

std::unique_ptr<FlashcardService> make_flashcard_service(Database& database, const Clock& clock) {
  return std::make_unique<Flashcards>(database, clock);
}

}  // namespace haven
