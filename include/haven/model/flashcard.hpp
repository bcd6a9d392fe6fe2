#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/core/id.hpp"
#include "haven/model/question.hpp"
#include "haven/model/user.hpp"
#include "haven/srs/card.hpp"
#include "haven/srs/grading.hpp"
#include "haven/srs/rating.hpp"
#include "haven/srs/scheduler.hpp"
#include "haven/srs/workload.hpp"

namespace haven {

/// Who may read and study a set. The texts are "private", "cohort" and "public".
enum class Visibility {
  private_set,  ///< its owner
  cohort_set,   ///< its owner, and who owns, teaches or attends its cohort
  public_set,   ///< everybody
};

/// The subscription that a set asks for.
enum class Tier { free, pro, premium };

/// A set of cards, made by a user, or by the operator (no owner).
struct FlashcardSet {
  Id<FlashcardSet> id;
  std::optional<Id<User>> owner;
  std::string title;
  std::string description;
  Visibility visibility = Visibility::private_set;
  std::optional<Uuid> cohort;
  Tier tier_required = Tier::free;
  int cards = 0;
  Timestamp created_at;
  Timestamp updated_at;
  std::int64_t row_version = 1;
};

/// How a note makes cards.
enum class CardKind {
  basic,     ///< one card: front, back
  reversed,  ///< two cards: front to back (ordinal 0) and back to front (ordinal 1)
  cloze,     ///< one card for each cN of the text (ordinal N - 1)
  image,     ///< one card, whose `media` are shown on its front
};

/// One card. Cards made from one note are siblings: they share `note_guid`, and differ in `ordinal`.
struct Flashcard {
  Id<Flashcard> id;
  Id<FlashcardSet> set;
  std::string guid;       ///< unique in the set: that of the note, from ordinal 1 with "#ordinal" added
  std::string note_guid;  ///< the name by which the note is imported again
  CardKind kind = CardKind::basic;
  int ordinal = 0;
  std::string front;
  std::string back;
  std::string source;        ///< of a cloze card: the note's text with its {{cN::...}}
  std::string extra = "{}";  ///< JSON object of the client's own, not read by us
  std::vector<std::string> tags;
  std::optional<Id<Question>> question;  ///< the question it was made from
  std::vector<std::string> media;        ///< references: names or URLs
  std::int64_t position = 0;             ///< order in the set, in which new cards come
  Timestamp created_at;
  Timestamp updated_at;
  std::int64_t row_version = 1;
};

/// Why a card is out of the queues.
enum class Suspension { none, learner, leech };

/// SHA-256 of the canonical JSON of the scheduler's options: names them in states and reviews.
using ConfigHash = std::array<std::uint8_t, 32>;

/// Where one learner is with one card: a cache of the learner's log.
struct CardProgress {
  Id<User> user;
  Id<Flashcard> card;
  Id<FlashcardSet> set;
  srs::Card schedule;
  ConfigHash config{};  ///< of the scheduler under which `schedule` holds
  Suspension suspension = Suspension::none;
  std::optional<Timestamp> buried_until;
  int flag = 0;                             ///< 0 none, 1..7
  bool leech = false;                       ///< forgotten again and again; see LeechRule
  std::optional<double> desired_retention;  ///< of this card, instead of the scheduler's
  std::int64_t sequence = 0;
  std::int64_t row_version = 1;

  bool operator==(const CardProgress&) const = default;
};

/// What happens to a card that became a leech. The texts are "tag" and "suspend".
enum class LeechAction { tag, suspend };

/// When a card is forgotten so often that it is a leech.
struct LeechRule {
  int threshold = 8;      ///< lapses, 0 to 1,000; 0: never. Again after each half of it, rounded up
  bool unlikely = false;  ///< also a card with more lapses than its predictions allow; see srs::test_leech()
  LeechAction action = LeechAction::tag;

  bool operator==(const LeechRule&) const = default;
};

/// What a learner says of a card. What is absent stays as it was said before.
struct CardMark {
  std::optional<bool> suspended = std::nullopt;
  std::optional<Timestamp> buried_until = std::nullopt;  ///< a time that is not after the mark's own ends it
  std::optional<int> flag = std::nullopt;                ///< 0 to 7
  std::optional<bool> leech = std::nullopt;
  std::optional<double> desired_retention = std::nullopt;  ///< of this card; 0: the scheduler's again

  bool operator==(const CardMark&) const = default;
};

/// What the rating of an answer came from that nobody rated; see srs::grade().
struct AnswerGrading {
  double score = 0.0;                               ///< share of the points, 0 to 1
  std::optional<double> confidence = std::nullopt;  ///< the learner's own, 0 to 1
  srs::GradingReason reason = srs::GradingReason::plain;

  bool operator==(const AnswerGrading&) const = default;
};

/// What a row of the log says.
enum class ReviewKind {
  answer,      ///< the card was answered
  reset,       ///< the card is new again: answers before it no longer count for its schedule
  reschedule,  ///< the card falls due at `due`, until its next answer
  mark,        ///< the learner said something of the card: of each thing the latest word holds
};

/// One row of a learner's log; it is never changed.
struct FlashcardReview {
  Uuid id;  ///< given by the client; unique among the learner's
  Id<Flashcard> card;
  ReviewKind kind = ReviewKind::answer;
  std::optional<srs::Rating> rating;  ///< of an answer
  Timestamp at;
  std::int64_t day = 0;  ///< the learner's local day
  std::string zone;      ///< the zone of that day
  ConfigHash config{};   ///< the scheduler in force; zeros for a mark
  int balanced = 0;      ///< days that balancing moved the due day
  Duration duration;     ///< spent on the card; 0 if unknown
  std::string device;
  std::optional<Timestamp> due;         ///< of a reschedule
  std::optional<LeechRule> leech_rule;  ///< in force, of an answer
  std::optional<AnswerGrading> grading;
  std::optional<CardMark> mark;  ///< of a mark
  std::int64_t sequence = 0;     ///< of its acceptance, in the learner's log

  bool operator==(const FlashcardReview&) const = default;
};

/// A row of the log taken back. May be known before the row itself, when devices are merged.
struct FlashcardUndo {
  Uuid id;  ///< given by the client
  Uuid review;
  Timestamp at;
  std::int64_t sequence = 0;

  bool operator==(const FlashcardUndo&) const = default;
};

/// How a learner studies: everything, or one set. The scheduler keeps Hard < Good < Easy and counts days by the
/// learner's calendar, unless said otherwise.
struct StudyPreset {
  StudyPreset();

  srs::SchedulerOptions scheduler;
  srs::CalendarDays calendar;  ///< the learner's day: for limits, counters, burying, forecasts; a calendar rule
                               ///< of the scheduler takes zone and rollover from here
  std::optional<int> new_per_day = 20;  ///< 0 to 9,999; absent: no limit
  std::optional<int> reviews_per_day = 200;
  Duration learn_ahead = Duration::minutes(20);  ///< learning cards due so soon come when nothing else is left
  srs::DayPreferences days;
  bool balance_load = false;
  bool two_buttons = false;       ///< Again and Good are all that is asked for
  bool bury_new_siblings = true;  ///< a new card waits when a sibling comes before it, or was answered today
  bool bury_review_siblings = true;
  bool bury_learning_siblings = false;  ///< only those whose last answer was on an earlier day
  LeechRule leech_rule;                 ///< for the answers to come
};

/// What a learner did in a set on one local day; counted from the log.
struct DailyCount {
  Id<FlashcardSet> set;
  std::int64_t day = 0;
  int new_cards = 0;  ///< answers that were a card's first, ever or since its reset
  int reviews = 0;    ///< other cards, each once, unless another day came in between
  int answers = 0;    ///< all presses
  Duration duration;

  bool operator==(const DailyCount&) const = default;
};

[[nodiscard]] std::string_view to_string(Visibility visibility) noexcept;
[[nodiscard]] std::optional<Visibility> parse_visibility(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(Tier tier) noexcept;
[[nodiscard]] std::optional<Tier> parse_tier(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(CardKind kind) noexcept;
[[nodiscard]] std::optional<CardKind> parse_card_kind(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(Suspension suspension) noexcept;
[[nodiscard]] std::optional<Suspension> parse_suspension(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(ReviewKind kind) noexcept;
[[nodiscard]] std::optional<ReviewKind> parse_review_kind(std::string_view text) noexcept;
[[nodiscard]] std::optional<srs::GradingReason> parse_grading_reason(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(LeechAction action) noexcept;
[[nodiscard]] std::optional<LeechAction> parse_leech_action(std::string_view text) noexcept;
/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string to_string(const ConfigHash& hash);
[[nodiscard]] std::optional<ConfigHash> parse_config_hash(std::string_view text) noexcept;

}  // namespace haven
