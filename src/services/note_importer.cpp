#include "services/note_importer.hpp"

#include <algorithm>
#include <utility>

#include "haven/codec/utf8.hpp"

#include "crypto/bytes.hpp"

namespace haven {
namespace {

constexpr std::size_t notes_at_once = 200;
constexpr std::size_t problems_at_most = 100;

std::string title_for(const std::string& deck) {
  const std::string title = codec::excerpt(deck, FlashcardLimits::title);
  return title.find_first_not_of(' ') == std::string::npos ? "Deck" : title;
}

/// The service's card of a note and ordinal; nullptr when it made none.
const Flashcard* find(const std::vector<Flashcard>& cards, const std::string& guid, int ordinal) {
  const auto found = std::find_if(cards.begin(), cards.end(), [&](const Flashcard& card) {
    return card.ordinal == ordinal && card.note_guid == guid;
  });
  return found == cards.end() ? nullptr : &*found;
}

bool was_studied(const PackagedCard& packaged) {
  return !packaged.reviews.empty() || packaged.card.type != anki::CardType::fresh || packaged.card.flag != 0 ||
         packaged.card.queue == anki::CardQueue::suspended;
}

}  // namespace

void ImportedFile::tell(const std::string& name, const std::string& message) {
  if (report.problems.size() < problems_at_most) report.problems.push_back({name, message});
}

void NoteImporter::skip(const std::string& name, const std::string& message) {
  ++file_.report.skipped_notes;
  file_.tell(name, message);
}

void NoteImporter::add(const std::string& title, const std::string& name, ImportedNote note,
                       std::vector<PackagedCard> cards) {
  std::size_t bytes = 0;
  try {
    bytes = check_imported(note.draft);
  } catch (const Error& error) {
    return skip(name, error.what());
  }
  count_text(bytes);
  if (pending_bytes_ + bytes > FlashcardLimits::rendered) flush();
  const Id<FlashcardSet> set = set_of(title);
  if (note.draft.guid.empty()) note.draft.guid = guid_for(set, note.draft);
  for (const std::string& medium : note.draft.media) file_.media[medium].insert(set);
  pending_.push_back({set, std::move(note), std::move(cards)});
  pending_bytes_ += bytes;
  if (pending_.size() >= notes_at_once) flush();
}

void NoteImporter::count_text(std::size_t bytes) {
  text_bytes_ += bytes;
  if (text_bytes_ <= options_.most.text_bytes) return;
  throw Error(ErrorCode::invalid_argument, "the cards of the file come to too much text", "too_large");
}

std::string NoteImporter::guid_for(Id<FlashcardSet> set, const NoteDraft& note) {
  const std::string name = to_string(set) + '/' + std::string(to_string(note.kind)) + '/' + note.front;
  const int number = ++unnamed_[crypto::sha256(name)];
  const crypto::Digest digest = crypto::sha256(name + '/' + std::to_string(number));
  return crypto::to_base64url(std::span(digest).first(16));
}

Id<FlashcardSet> NoteImporter::set_of(const std::string& title) {
  if (options_.set) return *options_.set;
  if (!listed_) list_own_sets();
  const std::string name = title_for(title);
  const auto found = sets_.find(name);
  if (found != sets_.end()) return found->second;
  file_.made.push_back(service_.create_set(caller_, {.title = name}).id);
  return sets_[name] = file_.made.back();
}

void NoteImporter::list_own_sets() {
  listed_ = true;
  for (ListSets query{.own = true, .limit = FlashcardLimits::page};;) {
    const SetPage found = service_.sets(caller_, query);
    for (const FlashcardSet& set : found.sets) sets_.emplace(set.title, set.id);
    if (!found.next) return;
    query.after = *found.next;
  }
}

void NoteImporter::flush() {
  std::map<Id<FlashcardSet>, std::vector<Pending*>> by_set;
  for (Pending& each : pending_) {
    by_set[each.set].push_back(&each);
    report_set(each.set);
  }
  for (const auto& [set, notes] : by_set) send(set, notes);
  pending_.clear();
  pending_bytes_ = 0;
}

/// In the order of the file, whatever the sets' ids are.
void NoteImporter::report_set(Id<FlashcardSet> set) {
  std::vector<Id<FlashcardSet>>& sets = file_.report.sets;
  if (std::find(sets.begin(), sets.end(), set) == sets.end()) sets.push_back(set);
}

void NoteImporter::send(Id<FlashcardSet> set, const std::vector<Pending*>& notes) {
  AddNotes command{.set = set, .from_file = true};
  for (const Pending* each : notes) command.notes.push_back(each->note.draft);
  const AddedNotes added = service_.add_notes(caller_, command);
  FlashcardImportReport& report = file_.report;
  report.notes += static_cast<int>(notes.size());
  report.inserted += added.inserted;
  report.updated += added.updated;
  report.unchanged += added.unchanged;
  report.removed += added.removed;
  if (!options_.study) return;
  for (Pending* each : notes) keep_study(set, *each, added.cards);
}

void NoteImporter::keep_study(Id<FlashcardSet> set, Pending& pending, const std::vector<Flashcard>& cards) {
  for (const ImportedNote::Part& part : pending.note.parts) {
    PackagedCard& packaged = pending.cards[part.card];
    const Flashcard* imported = find(cards, pending.note.draft.guid, part.ordinal);
    if (imported == nullptr) {
      file_.report.skipped_reviews += static_cast<int>(packaged.reviews.size());
    } else if (was_studied(packaged)) {
      file_.studied.push_back({imported->id, set, imported->guid, std::move(packaged)});
    }
  }
}

ImportedFile NoteImporter::finish() {
  flush();
  return std::move(file_);
}

}  // namespace haven
