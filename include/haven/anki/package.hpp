#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "haven/core/clock.hpp"

namespace haven::anki {

// What an Anki package (.apkg: some decks; .colpkg: a whole collection) holds, as values of our own. Ids are those of
// the package: by custom the moment of making, in milliseconds, but any number may occur. Texts are UTF-8 without NUL;
// fields and templates are HTML and are never changed.

/// What is said once of a package.
struct Collection {
  int schema = 11;    ///< of its database: 11 or 18
  Timestamp created;  ///< start of the day that due days are counted from

  bool operator==(const Collection&) const = default;
};

/// A deck. The name holds those of its parents: "NCLEX::Cardiac".
struct Deck {
  std::int64_t id = 0;
  std::string name;
  std::string description;
  bool filtered = false;  ///< made of a search; its cards are given as in their home decks

  bool operator==(const Deck&) const = default;
};

struct Template {
  std::string name;
  std::string question;
  std::string answer;

  bool operator==(const Template&) const = default;
};

enum class NoteKind {
  basic,  ///< one card for each template
  cloze,  ///< one card for each number among the deletions {{c1::...}}, all from the first template
};

struct NoteType {
  std::int64_t id = 0;
  std::string name;
  NoteKind kind = NoteKind::basic;
  std::vector<std::string> fields;  ///< their names, at least one
  std::vector<Template> templates;  ///< at least one
  std::string css;

  bool operator==(const NoteType&) const = default;
};

struct Note {
  std::int64_t id = 0;
  std::string guid;  ///< says which note it is, also in other collections
  std::int64_t note_type = 0;
  Timestamp modified;               ///< whole seconds
  std::vector<std::string> fields;  ///< as many as the note type has
  std::vector<std::string> tags;    ///< "ekg::basic"; no spaces within

  bool operator==(const Note&) const = default;
};

enum class CardType { fresh = 0, learning = 1, review = 2, relearning = 3 };

/// Where a card waits, or why it does not.
enum class CardQueue {
  manually_buried = -3,
  sibling_buried = -2,
  suspended = -1,
  fresh = 0,
  learning = 1,
  review = 2,
  day_learning = 3,  ///< learning, with a step of a day or more
  preview = 4,
};

/// What FSRS knows of a card; see srs::Fsrs6State. Anki keeps four decimals of stability and three of difficulty.
struct FsrsMemory {
  double stability = 0.0;
  double difficulty = 0.0;

  bool operator==(const FsrsMemory&) const = default;
};

struct Card {
  std::int64_t id = 0;
  std::int64_t note = 0;
  int ordinal = 0;  ///< of the template; of a cloze note the number of the deletion, less one
  std::int64_t deck = 0;
  Timestamp modified;  ///< whole seconds
  CardType type = CardType::fresh;
  CardQueue queue = CardQueue::fresh;
  std::int64_t due = 0;  ///< of a fresh card its place among them; else see due_at()
  int interval = 0;      ///< days
  int ease = 0;          ///< factor of SM-2 in thousandths; 0 for none
  int reviews = 0;
  int lapses = 0;
  int steps_left = 0;                       ///< of learning; thousands: that can be done today
  int flag = 0;                             ///< colour, 1 to 7; 0 for none
  std::optional<FsrsMemory> memory;         ///< where FSRS was on
  std::optional<double> desired_retention;  ///< what the last interval aimed at
  std::optional<double> decay;              ///< of the forgetting curve: weight 20 of FSRS-6
  std::optional<Timestamp> last_review;     ///< whole seconds
  std::optional<std::int64_t> position;     ///< `due` as it was when the card was fresh
  std::string custom_data;                  ///< of add-ons: a JSON object, or nothing

  bool operator==(const Card&) const = default;
};

/// When a card falls due; nullopt for a fresh card. Learning cards have a moment, others the start of a day.
[[nodiscard]] std::optional<Timestamp> due_at(const Collection& collection, const Card& card);

enum class ReviewKind {
  learning = 0,
  review = 1,
  relearning = 2,
  filtered = 3,  ///< in a filtered deck, ahead of time
  manual = 4,    ///< the learner set the due day or reset the card
  rescheduled = 5,
};

/// One line of the review log.
struct ReviewLogEntry {
  Timestamp at;           ///< whole milliseconds, and different for every entry: also its id
  std::int64_t card = 0;  ///< Card::id
  int rating = 0;         ///< 1 Again to 4 Easy; 0 where nothing was answered
  ReviewKind kind = ReviewKind::learning;
  int interval = 0;       ///< days; negative: seconds
  int last_interval = 0;  ///< the one before, likewise
  int ease = 0;           ///< factor of SM-2 in thousandths; under FSRS the difficulty on a scale from 100 to 1100
  Duration duration;      ///< whole milliseconds

  bool operator==(const ReviewLogEntry&) const = default;
};

/// Bytes, read once from the beginning to the end. One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills `into` from its start with what comes next and says how much that was; 0 at the end.
  [[nodiscard]] virtual std::size_t read(std::span<std::uint8_t> into) = 0;
};

}  // namespace haven::anki
