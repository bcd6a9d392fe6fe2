#include "services/note_importer.hpp"

#include <algorithm>
#include <utility>

#include "haven/codec/utf8.hpp"

#include "crypto/bytes.hpp"

namespace haven {
namespace {

constexpr std::size_t notes_at_once = 200;
constexpr std::size_t problems_at_most = 100;
constexpr int page = 200, last_page = 10'000;

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

}  // namespace

NoteImporter::~NoteImporter() {
  if (finished_) return;
  for (const Id<FlashcardSet>& set : made_) {
    try {
      service_.remove_set(caller_, set);
    } catch (const std::exception&) {  // what made the import fail may make this fail too
    }
  }
}

void NoteImporter::skip(const std::string& name, const std::string& message) {
  ++report_.skipped_notes;
  tell(name, message);
}

void NoteImporter::tell(const std::string& name, const std::string& message) {
  if (report_.problems.size() < problems_at_most) report_.problems.push_back({name, message});
}

void NoteImporter::add(const std::string& title, const std::string& name, ImportedNote note,
                       std::vector<PackagedCard> cards) {
  std::size_t bytes = 0;
  try {
    bytes = check_imported(note.draft);
  } catch (const Error& error) {
    return skip(name, error.what());
  }
  if (pending_bytes_ + bytes > FlashcardLimits::rendered) flush();
  const Id<FlashcardSet> set = set_of(title);
  if (note.draft.guid.empty()) note.draft.guid = guid_for(set, note.draft);
  for (const std::string& medium : note.draft.media) media_[medium].insert(set);
  pending_.push_back({set, std::move(note), std::move(cards)});
  pending_bytes_ += bytes;
  if (pending_.size() >= notes_at_once) flush();
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
  made_.push_back(service_.create_set(caller_, {.title = name}).id);
  return sets_[name] = made_.back();
}

void NoteImporter::list_own_sets() {
  listed_ = true;
  for (int offset = 0; offset <= last_page; offset += page) {
    const SetPage found = service_.sets(caller_, {.own = true, .limit = page, .offset = offset});
    for (const FlashcardSet& set : found.sets) sets_.emplace(set.title, set.id);
    if (found.sets.size() < page) return;
  }
}

void NoteImporter::flush() {
  std::map<Id<FlashcardSet>, std::vector<const Pending*>> by_set;
  for (const Pending& each : pending_) by_set[each.set].push_back(&each);
  for (const auto& [set, notes] : by_set) send(set, notes);
  pending_.clear();
  pending_bytes_ = 0;
}

void NoteImporter::send(Id<FlashcardSet> set, const std::vector<const Pending*>& notes) {
  AddNotes command{.set = set, .from_file = true};
  for (const Pending* each : notes) command.notes.push_back(each->note.draft);
  const AddedNotes added = service_.add_notes(caller_, command);
  report_.notes += static_cast<int>(notes.size());
  report_.inserted += added.inserted;
  report_.updated += added.updated;
  report_.unchanged += added.unchanged;
  report_.removed += added.removed;
  if (std::find(report_.sets.begin(), report_.sets.end(), set) == report_.sets.end()) report_.sets.push_back(set);
  if (options_.study) study(set, notes, added.cards);
}

void NoteImporter::study(Id<FlashcardSet> set, const std::vector<const Pending*>& notes,
                         const std::vector<Flashcard>& cards) {
  const srs::CalendarDays calendar = service_.preset(caller_, set).calendar;
  std::vector<FlashcardReview> rows;
  std::map<std::pair<bool, int>, std::vector<Id<Flashcard>>> marks;
  for (const Pending* each : notes) {
    for (const ImportedNote::Part& part : each->note.parts) {
      const PackagedCard& packaged = each->cards[part.card];
      const Flashcard* imported = find(cards, each->note.draft.guid, part.ordinal);
      if (imported == nullptr) {
        report_.skipped_reviews += static_cast<int>(packaged.reviews.size());
        continue;
      }
      for (auto& row : rows_of(packaged, *imported, collection_, calendar, report_.skipped_reviews)) {
        rows.push_back(std::move(row));
      }
      const bool suspended = packaged.card.queue == anki::CardQueue::suspended;
      if (suspended || packaged.card.flag != 0) marks[{suspended, packaged.card.flag}].push_back(imported->id);
    }
  }
  send(rows);
  mark(marks);
}

void NoteImporter::send(std::vector<FlashcardReview>& rows) {
  for (std::size_t begin = 0; begin < rows.size(); begin += FlashcardLimits::sync) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto count = std::min(FlashcardLimits::sync, rows.size() - begin);
    SyncFlashcards command{.reviews = {first, first + static_cast<std::ptrdiff_t>(count)}, .limit = 1};
    for (const SyncItem& item : service_.sync(caller_, command).reviews) {
      ++(item.outcome == SyncOutcome::known
             ? report_.known_reviews
             : (item.outcome == SyncOutcome::accepted ? report_.reviews : report_.skipped_reviews));
    }
  }
}

void NoteImporter::mark(const std::map<std::pair<bool, int>, std::vector<Id<Flashcard>>>& marks) {
  for (const auto& [what, cards] : marks) {
    for (std::size_t begin = 0; begin < cards.size(); begin += FlashcardLimits::batch) {
      const auto first = cards.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto count = std::min(FlashcardLimits::batch, cards.size() - begin);
      MarkCards command{.cards = {first, first + static_cast<std::ptrdiff_t>(count)}};
      if (what.first) command.suspended = true;
      if (what.second != 0) command.flag = what.second;
      static_cast<void>(service_.mark(caller_, command));
    }
  }
}

void NoteImporter::add_media(const std::string& name, anki::ByteSource& content) {
  flush();  // the service refuses the notes of a set that the caller may not change: nothing is put there then
  const auto found = media_.find(name);
  if (options_.media == nullptr || found == media_.end()) return;
  try {
    put_media(name, content, found->second);
    ++report_.media;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_argument && error.code() != ErrorCode::conflict) throw;
    ++report_.skipped_media;
    tell(name, error.what());
  }
}

void NoteImporter::put_media(const std::string& name, anki::ByteSource& content,
                             const std::set<Id<FlashcardSet>>& sets) {
  std::optional<Id<FlashcardSet>> kept;
  for (const Id<FlashcardSet>& set : sets) {
    const auto copy = kept ? options_.media->open(*kept, name) : nullptr;
    options_.media->put(set, name, copy ? *copy : content);
    kept = set;
  }
}

FlashcardImportReport NoteImporter::finish() {
  flush();
  finished_ = true;
  return std::move(report_);
}

}  // namespace haven
