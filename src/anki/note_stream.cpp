#include "anki/note_stream.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "anki/card_data.hpp"
#include "anki/cloze_text.hpp"
#include "anki/layout_18.hpp"
#include "anki/refusal.hpp"

namespace haven::anki {
namespace {

constexpr const char* notes_sql = "SELECT id, mid, guid, mod, tags, flds FROM notes ORDER BY id";
// A card of a filtered deck has its home in odid, and there the due day odue.
constexpr const char* cards_sql =
    "SELECT id, nid, ord, CASE WHEN odid <> 0 THEN odid ELSE did END AS did, mod, type, queue,"
    " CASE WHEN odid <> 0 AND odue <> 0 THEN odue ELSE due END AS due, ivl, factor, reps, lapses, [left], flags, data"
    " FROM cards ORDER BY nid, ord, id";
// In the order of the cards above; those of no card come with NULLs, and so first.
constexpr const char* reviews_sql =
    "SELECT r.id, r.cid, r.ease, r.ivl, r.lastIvl, r.factor, r.time, r.type, c.id IS NULL"
    " FROM revlog AS r LEFT JOIN cards AS c ON c.id = r.cid ORDER BY c.nid, c.ord, c.id, r.id";

constexpr std::int64_t due_at_most = std::int64_t{1} << 38;

Timestamp at_second(std::int64_t second) { return Timestamp{} + Duration::seconds(second); }

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

std::vector<std::string> split_tags(std::string_view text) {
  std::vector<std::string> tags = split(text, ' ');
  std::erase(tags, std::string());
  return tags;
}

template <class Enum>
Enum enumerator(std::int64_t value, Enum first, Enum last, const char* what) {
  const bool known = value >= static_cast<std::int64_t>(first) && value <= static_cast<std::int64_t>(last);
  if (!known) refuse(std::string("unknown ") + what + ": " + std::to_string(value));
  return static_cast<Enum>(value);
}

}  // namespace

NoteStream::NoteStream(const CollectionFile& file, const Catalogue& catalogue, PackageSink& sink, ReadReport& report)
    : sink_(sink),
      report_(report),
      notes_(file.rows(notes_sql)),
      cards_(file.rows(cards_sql)),
      reviews_(file.rows(reviews_sql)) {
  for (const NoteType& type : catalogue.note_types) types_.emplace(type.id, &type);
  for (const Deck& deck : catalogue.decks) decks_.insert(deck.id);
}

void NoteStream::run(const std::function<void()>& noted) {
  next_review();
  while (has_review_ && reviews_.integer(8) != 0) {
    ++report_.skipped_reviews;
    next_review();
  }
  next_card();
  while (notes_.next()) {
    take_note();
    noted();
  }
  take_cards(std::numeric_limits<std::int64_t>::max(), NoteType{});
}

void NoteStream::take_note() {
  const auto type = types_.find(notes_.integer(1));
  if (type == types_.end()) refuse("note " + std::to_string(notes_.integer(0)) + " has an unknown note type");
  Note note = read_note(*type->second);
  const std::int64_t id = note.id;
  sink_.on_note(std::move(note));
  ++report_.notes;
  take_cards(id, *type->second);
}

// Cards of notes before this one belong to none.
void NoteStream::take_cards(std::int64_t note, const NoteType& type) {
  const auto ordinals = type.kind == NoteKind::cloze ? std::int64_t{cloze_number_at_most}
                                                     : static_cast<std::int64_t>(type.templates.size());
  for (; has_card_ && cards_.integer(1) <= note; next_card()) {
    const std::int64_t ordinal = cards_.integer(2);
    const bool wanted = cards_.integer(1) == note && ordinal >= 0 && ordinal < ordinals;
    if (wanted) sink_.on_card(read_card());
    ++(wanted ? report_.cards : report_.skipped_cards);
    take_reviews(cards_.integer(0), wanted);
  }
}

void NoteStream::take_reviews(std::int64_t card, bool wanted) {
  for (; has_review_ && reviews_.integer(1) == card; next_review()) {
    if (wanted) sink_.on_review(read_review());
    ++(wanted ? report_.reviews : report_.skipped_reviews);
  }
}

void NoteStream::next_card() { has_card_ = cards_.next(); }
void NoteStream::next_review() { has_review_ = reviews_.next(); }

Note NoteStream::read_note(const NoteType& type) const {
  Note note;
  note.id = notes_.integer(0);
  note.note_type = type.id;
  note.guid = notes_.text(2);
  note.modified = at_second(notes_.integer(3, 0, latest_second));
  note.tags = split_tags(notes_.text(4));
  note.fields = split(notes_.text(5), layout::separator);
  if (note.fields.size() != type.fields.size()) {
    refuse("note " + std::to_string(note.id) + " has " + std::to_string(note.fields.size()) + " fields, its type " +
           std::to_string(type.fields.size()));
  }
  return note;
}

Card NoteStream::read_card() const {
  Card card;
  card.id = cards_.integer(0);
  card.note = cards_.integer(1);
  card.ordinal = cards_.small(2);
  card.deck = decks_.contains(cards_.integer(3)) ? cards_.integer(3) : 1;
  card.modified = at_second(cards_.integer(4, 0, latest_second));
  card.type = enumerator(cards_.integer(5), CardType::fresh, CardType::relearning, "type of card");
  card.queue = enumerator(cards_.integer(6), CardQueue::manually_buried, CardQueue::preview, "queue");
  card.due = cards_.integer(7, -due_at_most, due_at_most);
  card.interval = cards_.small(8);
  card.ease = cards_.small(9);
  card.reviews = cards_.small(10);
  card.lapses = cards_.small(11);
  card.steps_left = cards_.small(12);
  card.flag = cards_.small(13) & 7;
  read_card_data(cards_.text(14), card);
  return card;
}

ReviewLogEntry NoteStream::read_review() const {
  constexpr std::int64_t latest_millisecond = latest_second * 1000;
  ReviewLogEntry review;
  review.at = {reviews_.integer(0, 0, latest_millisecond) * 1000};
  review.card = reviews_.integer(1);
  review.rating = reviews_.small(2);
  if (review.rating < 0 || review.rating > 4) refuse("unknown rating: " + std::to_string(review.rating));
  review.interval = reviews_.small(3);
  review.last_interval = reviews_.small(4);
  review.ease = reviews_.small(5);
  review.duration = {reviews_.integer(6, 0, latest_millisecond) * 1000};
  review.kind = enumerator(reviews_.integer(7), ReviewKind::learning, ReviewKind::rescheduled, "kind of review");
  return review;
}

}  // namespace haven::anki
