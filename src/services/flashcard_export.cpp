#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "haven/anki/template.hpp"
#include "haven/services/flashcard_files.hpp"

#include "services/exported_card.hpp"
#include "services/note_cards.hpp"
#include "services/own_note_types.hpp"
#include "services/portable_note.hpp"

namespace haven {
namespace {

constexpr std::int64_t deck_id = 2;

/// Calls `take(card)` for every card of a set, by position.
template <class Take>
void for_each_card(FlashcardService& service, const Caller& caller, Id<FlashcardSet> set, Take take) {
  ListCards query{.set = set, .limit = FlashcardLimits::page};
  for (;;) {
    const CardPage page = service.cards(caller, query);
    for (const Flashcard& card : page.cards) take(card);
    if (!page.next) return;
    query.after = page.next;
  }
}

/// Passes on what is read, and counts it.
class BoundedSource final : public anki::ByteSource {
 public:
  BoundedSource(anki::ByteSource& source, std::uint64_t& bytes, std::uint64_t most)
      : source_(source), bytes_(bytes), most_(most) {}

  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
    const std::size_t count = source_.read(into);
    bytes_ += count;
    if (bytes_ <= most_) return count;
    throw Error(ErrorCode::invalid_argument, "the media of the set are too large for one package", "too_large");
  }

 private:
  anki::ByteSource& source_;
  std::uint64_t& bytes_;
  std::uint64_t most_;
};

class PackageExport {
 public:
  PackageExport(FlashcardService& service, const Caller& caller, const FlashcardSet& set,
                const std::filesystem::path& package, const FlashcardExportOptions& options)
      : service_(service),
        caller_(caller),
        set_(set),
        options_(options),
        days_(service.preset(caller, set.id).calendar),
        first_day_(days_.day(set.created_at)),
        writer_(package, {.format = options.format,
                          .scratch_folder = options.scratch_folder,
                          .created = days_.start_of(first_day_)}) {}

  FlashcardExportReport run() {
    writer_.add(anki::Deck{.id = deck_id, .name = set_.title, .description = set_.description});
    for (const anki::NoteType& type : own_note_types()) writer_.add(type);
    for_each_card(service_, caller_, set_.id, [this](const Flashcard& card) { add(card); });
    if (options_.media != nullptr) add_media();
    writer_.finish();
    return report_;
  }

 private:
  void add(const Flashcard& card) {
    const auto [known, fresh] = notes_.try_emplace(card.note_guid, 0);
    if (fresh) known->second = add_note(card);
    anki::Card exported;
    exported.id = next_id(card.created_at);
    exported.note = known->second;
    exported.ordinal = card.ordinal;
    exported.deck = deck_id;
    exported.modified = card.updated_at;
    exported.due = card.position;
    std::vector<anki::ReviewLogEntry> reviews;
    if (options_.study) reviews = study(card, exported);
    writer_.add(exported);
    for (const anki::ReviewLogEntry& review : reviews) writer_.add(review);
    ++report_.cards;
    report_.reviews += static_cast<int>(reviews.size());
  }

  std::int64_t add_note(const Flashcard& card) {
    const NoteDraft draft = draft_of(card);
    const PortableNote portable = to_portable(draft);
    anki::Note note;
    note.id = next_id(card.created_at);
    note.guid = card.note_guid;
    note.note_type = own_note_type(card.kind).id;
    note.modified = card.updated_at;
    note.fields = {portable.front, portable.back, portable.data};
    note.tags = portable.tags;
    writer_.add(note);
    media_.insert(draft.media.begin(), draft.media.end());
    for (const std::string& name : anki::media_names(draft.front + draft.back)) media_.insert(name);
    ++report_.notes;
    return note.id;
  }

  std::vector<anki::ReviewLogEntry> study(const Flashcard& card, anki::Card& exported) {
    const CardProgress progress = service_.progress(caller_, card.id);
    const SchedulerOf scheduler_of = [this](const ConfigHash& hash) -> const srs::Scheduler& {
      return scheduler(hash);
    };
    set_schedule(progress, days_, first_day_, scheduler_of, exported);
    if (progress.sequence == 0) return {};  // never touched
    auto reviews = exported_log(service_.history(caller_, card.id), progress.schedule.key, scheduler_of);
    for (anki::ReviewLogEntry& review : reviews) {
      review.card = exported.id;
      while (!times_.insert(review.at.microseconds / 1'000).second) review.at = review.at + Duration{1'000};
    }
    return reviews;
  }

  const srs::Scheduler& scheduler(const ConfigHash& hash) {
    const auto known = schedulers_.find(hash);
    return known != schedulers_.end() ? known->second
                                      : schedulers_.try_emplace(hash, service_.config(hash)).first->second;
  }

  /// Ids in packages are moments in milliseconds, each once.
  std::int64_t next_id(Timestamp at) { return last_id_ = std::max(last_id_ + 1, at.microseconds / 1'000); }

  void add_media() {
    std::uint64_t bytes = 0;
    for (const std::string& name : media_) {
      const auto content = open_medium(name);
      if (content) {
        BoundedSource bounded(*content, bytes, options_.media_bytes);
        writer_.add_media(name, bounded);
      }
      ++(content ? report_.media : report_.missing_media);
    }
  }

  /// Cards may refer to what is no name of a file, such as an address.
  std::unique_ptr<anki::ByteSource> open_medium(const std::string& name) {
    try {
      return options_.media->open(set_.id, name);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::invalid_argument) throw;
      return nullptr;
    }
  }

  FlashcardService& service_;
  const Caller& caller_;
  const FlashcardSet& set_;
  const FlashcardExportOptions& options_;
  srs::DayCounter days_;    ///< the learner's days: due days are counted by them
  std::int64_t first_day_;  ///< from this one
  anki::PackageWriter writer_;
  std::map<std::string, std::int64_t> notes_;  ///< ids by guid
  std::map<ConfigHash, srs::Scheduler> schedulers_;
  std::set<std::int64_t> times_;  ///< of reviews, in milliseconds
  std::set<std::string> media_;
  std::int64_t last_id_ = 0;
  FlashcardExportReport report_;
};

std::string type_name(CardKind kind) {
  return kind == CardKind::reversed ? "Basic (and reversed card)" : (kind == CardKind::cloze ? "Cloze" : "Basic");
}

}  // namespace

FlashcardExportReport export_package(FlashcardService& service, const Caller& caller, Id<FlashcardSet> set,
                                     const std::filesystem::path& package, const FlashcardExportOptions& options) {
  const FlashcardSet exported = service.set(caller, set);
  return PackageExport(service, caller, exported, package, options).run();
}

std::string export_text(FlashcardService& service, const Caller& caller, Id<FlashcardSet> set,
                        anki::TextLayout layout) {
  const std::string title = service.set(caller, set).title;
  std::vector<anki::TextNote> notes;
  std::set<std::string> seen;
  for_each_card(service, caller, set, [&](const Flashcard& card) {
    if (!seen.insert(card.note_guid).second) return;
    const PortableNote portable = to_portable(draft_of(card));
    anki::TextNote note;
    note.guid = card.note_guid;
    note.note_type = type_name(card.kind);
    note.deck = title;
    note.fields = {portable.front, portable.back};
    note.tags = portable.tags;
    note.data = portable.data;
    notes.push_back(std::move(note));
  });
  const bool plain =
      std::all_of(notes.begin(), notes.end(), [](const anki::TextNote& note) { return note.data->empty(); });
  if (plain) std::for_each(notes.begin(), notes.end(), [](anki::TextNote& note) { note.data.reset(); });
  return anki::notes_to_text(notes, layout);
}

}  // namespace haven
