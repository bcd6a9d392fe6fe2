#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/core/error.hpp"
#include "haven/model/flashcard.hpp"
#include "haven/model/quiz.hpp"
#include "haven/model/user.hpp"
#include "haven/srs/card.hpp"
#include "haven/srs/evaluation.hpp"
#include "haven/srs/exam_date.hpp"
#include "haven/srs/grading.hpp"
#include "haven/srs/memory_model.hpp"
#include "haven/srs/rating.hpp"
#include "haven/srs/reschedule.hpp"
#include "haven/srs/scheduler.hpp"
#include "haven/storage/database.hpp"

namespace haven {

/// What one call may bring; more is Error(invalid_argument). Lengths are bytes of UTF-8.
struct FlashcardLimits {
  static constexpr std::size_t title = 200, description = 4'000;
  static constexpr std::size_t text = 65'536;  ///< of each of front, back and extra
  static constexpr std::size_t guid = 100;
  static constexpr std::size_t tags = 50, tag = 100;      ///< of one card; of one tag
  static constexpr std::size_t media = 50, medium = 500;  ///< of one card; of one reference
  static constexpr std::size_t clozes = 100;              ///< cards of one note
  static constexpr std::size_t notes = 1'000;             ///< in one call
  static constexpr std::size_t rendered = 16 << 20;       ///< texts of all cards that the notes of one call make
  static constexpr std::size_t batch = 200;               ///< reviews, or cards to be changed, in one call
  static constexpr std::size_t sync = 1'000;              ///< reviews and undos in one call
  static constexpr std::size_t plan = 20'000;             ///< cards rescheduled in one call
  static constexpr int due_days = 36'500;                 ///< from a rescheduling to the due time that it lays down
  static constexpr int page = 200;                        ///< the most that `limit` may ask for
};

struct CreateSet {
  std::string title = {};
  std::string description = {};
  Visibility visibility = Visibility::private_set;
  std::optional<Uuid> cohort = std::nullopt;  ///< of a set for one, which the caller is in
  Tier tier_required = Tier::free;
};

/// What is absent stays. `row_version` is that of the set as the caller knows it.
struct UpdateSet {
  Id<FlashcardSet> set;
  std::optional<std::string> title = std::nullopt, description = std::nullopt;
  std::optional<Visibility> visibility = std::nullopt;
  std::optional<Uuid> cohort = std::nullopt;  ///< of a set for one; another visibility takes it away
  std::optional<Tier> tier_required = std::nullopt;
  std::int64_t row_version = 0;
};

struct ListSets {
  bool own = false;                           ///< only the caller's; else also those of his cohorts and the public ones
  std::optional<Uuid> cohort = std::nullopt;  ///< only those of a cohort that he is in
  int limit = 20;                             ///< 1..200
  int offset = 0;                             ///< 0..10000; each of them is passed over one by one
  std::string after = {};  ///< `next` of the page before, behind which sets are found at once however many come before
};

struct SetPage {
  std::vector<FlashcardSet> sets;   ///< by title, then id
  std::int64_t total = 0;           ///< counted up to 10,000
  bool total_is_capped = false;     ///< there are more than `total`
  std::optional<std::string> next;  ///< `after` of the next page; nullopt on the last
};

/// A note as an author writes it.
struct NoteDraft {
  CardKind kind = CardKind::basic;
  std::string front = {};  ///< of a cloze note: its text with {{c1::answer}} or {{c1::answer::hint}}
  std::string back = {};   ///< of a cloze note: what else is shown with the answer
  std::vector<std::string> tags = {};
  std::vector<std::string> media = {};  ///< an image note has one at least
  std::string extra = "{}";
  std::optional<Id<Question>> question = std::nullopt;  ///< a live one
  std::string guid = {};                                ///< empty: a new one. A known one brings that note up to date
  bool partial = false;  ///< a known note keeps its question, its extra, and media that its texts do not show
};

struct AddNotes {
  Id<FlashcardSet> set;
  std::vector<NoteDraft> notes = {};
  bool from_file =
      false;  ///< a question that is no live one is not refused: the note keeps the one it has, or has none
};

struct AddedNotes {
  std::vector<Flashcard> cards;                               ///< of all notes given, in their order
  int inserted = 0, updated = 0, unchanged = 0, removed = 0;  ///< cards
};

/// Changes the note of the card, hence its siblings too. What is absent stays.
struct UpdateCard {
  Id<Flashcard> card;
  std::optional<std::string> front = std::nullopt, back = std::nullopt,
                             extra =
                                 std::nullopt;  ///< of the note: front is the question of ordinal 0, or the cloze text
  std::optional<std::vector<std::string>> tags = std::nullopt, media = std::nullopt;
  std::int64_t row_version = 0;  ///< of the card
};

struct ListCards {
  Id<FlashcardSet> set;
  std::string tag = {};                              ///< empty: all
  int limit = 20;                                    ///< 1..200
  std::optional<std::int64_t> after = std::nullopt;  ///< position of the last card of the page before
};

struct CardPage {
  std::vector<Flashcard> cards;  ///< by position
  std::optional<std::int64_t> next;
  std::int64_t total = 0;
};

/// A question that the caller missed in an ended sitting, to be learned as a card.
struct CardFromQuestion {
  Id<QuizSession> session;
  int position = 0;  ///< 1-based
  std::optional<Id<FlashcardSet>> set =
      std::nullopt;  ///< absent: the caller's set "Missed questions", made when it is not there
};

/// What is known of an answer that nobody rated: it gets the rating that srs::grade() finds, by the buttons of the
/// preset. How long it took is its duration, judged against the learner's latest answers.
struct ReviewEvidence {
  double score = 0.0;                               ///< share of the points, 0 to 1
  std::optional<double> confidence = std::nullopt;  ///< the learner's own, 0 to 1
};

/// One answer, given now or (a client that sends several at once) lately. One of `expected_reviews` and `at` is needed:
/// of two answers that mean the same moment of a card only one is accepted.
struct SubmitReview {
  Uuid id;  ///< made by the client, once for each answer
  Id<Flashcard> card;
  srs::Rating rating = srs::Rating::good;
  std::optional<ReviewEvidence> evidence = std::nullopt;  ///< instead of the rating
  std::optional<int> expected_reviews = std::nullopt;     ///< how many answers of the card the client has seen
  std::optional<Timestamp> at = std::nullopt;  ///< absent: now. At most five minutes ahead of the server's clock
  Duration duration = {};                      ///< spent on the card, 0 to 24 hours
  std::string device = {};                     ///< up to 100 bytes
};

/// The reply to an accepted answer. The same answer sent again gives the same reply, whatever was undone, joined from
/// other devices or set since.
struct ReviewReceipt {
  Uuid id;
  Id<Flashcard> card;
  srs::Rating rating = srs::Rating::good;
  std::optional<srs::GradingReason> grading;  ///< why that rating, of one that was given by evidence
  srs::Card schedule;                         ///< after this answer
  srs::Explanation why;                       ///< of its due date
  bool leech = false;                         ///< this answer made it one, or reached the next half of the threshold
  std::int64_t sequence = 0;
};

/// What an operation on one of several items threw.
struct ItemError {
  ErrorCode code = ErrorCode::invalid_argument;
  std::string reason;
  std::string message;
};

struct ReviewResult {
  Uuid id;
  std::optional<ReviewReceipt> receipt;  ///< one of the two is there
  std::optional<ItemError> error;
};

struct UndoReview {
  Uuid id;                                    ///< of the undo, made by the client
  std::optional<Uuid> review = std::nullopt;  ///< a row of the log; absent: the caller's latest answer, by its time
};

struct UndoReceipt {
  Uuid id;
  FlashcardReview review;  ///< what was taken back
  CardProgress progress;   ///< after that
};

/// What another device has done meanwhile, and how far it knows the log.
struct SyncFlashcards {
  std::vector<srs::SchedulerOptions> configs =
      {};                                     ///< named by the reviews; those that the server knows may be left out
  std::vector<FlashcardReview> reviews = {};  ///< `sequence` is ignored
  std::vector<FlashcardUndo> undos = {};      ///< `sequence` is ignored; may precede their reviews
  std::int64_t cursor = 0;                    ///< 0 for the beginning, else as the last reply gave it
  int limit = 1'000;                          ///< sequence numbers to pull, 1..10,000
};

enum class SyncOutcome { accepted, known, refused };

struct SyncItem {
  Uuid id;
  SyncOutcome outcome = SyncOutcome::accepted;
  std::optional<ItemError> error;  ///< of a refused one
};

struct SyncResult {
  std::vector<SyncItem> reviews, undos;      ///< in the order given
  std::vector<FlashcardReview> new_reviews;  ///< since the cursor, by sequence; also those just pushed
  std::vector<FlashcardUndo> new_undos;
  std::vector<CardProgress> changed;           ///< cards whose progress changed since the cursor
  std::vector<srs::SchedulerOptions> configs;  ///< named by the rows above
  std::int64_t cursor = 0;
  bool more = false;  ///< call again with the new cursor
};

/// What a learner says of cards; what is absent stays.
struct MarkCards {
  std::vector<Id<Flashcard>> cards = {};
  std::optional<bool> suspended = std::nullopt;
  std::optional<bool> buried = std::nullopt;  ///< until the learner's next day
  std::optional<int> flag = std::nullopt;     ///< 0..7
  std::optional<bool> leech = std::nullopt;
  std::optional<double> desired_retention = std::nullopt;  ///< of these cards, from their next answers on; 0: the
                                                           ///< scheduler's again
  std::optional<Uuid> id = std::nullopt;  ///< made by the client, so that the same again is known; the rows' ids follow
                                          ///< from it and the card
};

/// In which order reviews come. Ties go by card id.
enum class QueueOrder {
  due,
  retrievability_ascending,
  retrievability_descending,
  relative_overdueness,  ///< days overdue over the interval, most first
  difficulty_ascending,
  difficulty_descending,
  random,     ///< the same all day
  exam_gain,  ///< by what an answer now adds to recall at an exam, for each minute it takes, most first
};

struct QueueQuery {
  std::optional<Id<FlashcardSet>> set = std::nullopt;  ///< absent: the caller's own and those begun
  QueueOrder order = QueueOrder::due;
  int limit = 20;                                ///< 1..200
  std::string after = {};                        ///< `next` of the page before; empty: the first
  bool preview = true;                           ///< with what the answers would come to
  std::optional<Timestamp> exam = std::nullopt;  ///< of the order by exam gain: ahead
};

/// What an answer would come to.
struct AnswerPreview {
  srs::Rating rating = srs::Rating::good;
  srs::Outcome outcome;
};

/// Queues come in this order.
enum class QueueSection { learning, review, new_card, learn_ahead };

struct QueuedCard {
  Flashcard card;
  CardProgress progress;  ///< of a card never touched: that of a new one
  QueueSection section = QueueSection::review;
  double retrievability = 0.0;
  std::vector<AnswerPreview> answers;  ///< as preview() gives them; empty without preview
};

struct QueuePage {
  std::vector<QueuedCard> cards;
  std::string next;  ///< empty: this is the last page
  Timestamp at;      ///< the moment that all pages of this queue hold for
  std::int64_t day = 0;
  /// Cards in the whole queue, limits counted in and waiting siblings left out. From 2,000 new cards on, new ones that
  /// wait for each other are counted too.
  int new_left = 0, reviews_left = 0, learning_left = 0;
};

/// Why a card is due when it is: what its last answer came to, and the plan that has moved it since.
struct DueReason {
  struct Answer {
    Uuid review;
    Timestamp at;
    srs::Rating rating = srs::Rating::good;
    srs::Explanation why;  ///< of the time from the answer to `due`
    Timestamp due;
  };
  Timestamp due;                 ///< of the answer, plus `moved`
  std::optional<Answer> answer;  ///< absent: a new card, due since it was made
  std::optional<Uuid> plan;      ///< the row of the log that has laid down another due time
  Duration moved;                ///< by it
};

struct ScopeQuery {
  std::optional<Id<FlashcardSet>> set = std::nullopt;  ///< absent: all that the caller studies
};

struct CardCounts {
  int new_cards = 0;  ///< marked or reset, but not answered since; cards never touched are not counted
  int learning = 0, relearning = 0, young = 0, mature = 0;  ///< mature: interval of 21 days or more
  int suspended = 0, buried = 0, leeches = 0;               ///< also counted above
  int due = 0;                                              ///< in review, due now
};

struct ForecastDay {
  std::int64_t day = 0;
  int reviews = 0, learning = 0;
};

struct Forecast {
  int overdue = 0;                ///< due before the first day
  std::vector<ForecastDay> days;  ///< from the learner's today, every day
};

struct ForecastQuery {
  std::optional<Id<FlashcardSet>> set = std::nullopt;
  int days = 30;  ///< 1..365
};

/// Answers of the learner's local days `first_day` to `last_day`.
struct HistoryQuery {
  std::optional<Id<FlashcardSet>> set = std::nullopt;
  std::optional<std::int64_t> first_day = std::nullopt, last_day = std::nullopt;
};

/// First answers of a day to cards in review.
struct TrueRetention {
  int young_passed = 0, young_failed = 0;
  int mature_passed = 0, mature_failed = 0;  ///< interval of 21 days or more before the answer
};

/// How well predictions held, of answers on a later day than the card's last one, as its present scheduler makes them.
struct MemoryCalibration {
  std::vector<srs::CalibrationBin> bins;  ///< 20 of equal width; empty ones left out
  int answers = 0;
  double log_loss = 0.0;   ///< mean; 0 without answers
  double rmse_bins = 0.0;  ///< see srs::Metrics
};

struct TagKnowledge {
  std::string tag;
  double retrievability = 0.0;  ///< mean now, of the answered cards
  int answered = 0;
  int cards = 0;
};

/// A card that was forgotten more often than its predictions allow, whatever the threshold; see srs::test_leech().
struct UnlikelyCard {
  Id<Flashcard> card;
  int reviews = 0, lapses = 0;  ///< on later days than the answer before, up to when it was found
  double expected = 0.0;        ///< lapses expected up to then
  double p_value = 1.0;
};

/// An exam to be prepared for; see srs::plan_for_exam().
struct ExamQuery {
  std::optional<Id<FlashcardSet>> set = std::nullopt;
  Timestamp exam = {};            ///< after now, at most 400 days ahead
  double minutes_per_day = 30.0;  ///< less on the reduced days and days off of the preset
  /// What is left of today; absent: the minutes of the day less what was studied on it.
  std::optional<double> minutes_today = std::nullopt;
  /// What is left of all days together. The plan then chooses the days, `minutes_per_day` at most on each, and knows
  /// more than one that has to study alike every day (docs/exam_date.md).
  std::optional<double> minutes_in_all = std::nullopt;
  double target = 0.0;    ///< share of the cards to be known; 0: as many as possible
  int new_cards = 1'000;  ///< of those never answered, so many at most, by position; 0 to 5,000
  int limit = 50;         ///< of today's cards, so many are given; 1 to 200
};

struct ExamQueueCard {
  Flashcard card;
  srs::ExamCard why;
};

/// What to study today, and what that is expected to come to.
struct ExamStudyPlan {
  std::vector<ExamQueueCard> today;  ///< the worthiest first; without cards that are gone by the time of the reply
  int worth_today = 0;               ///< cards worth meeting today, given or not
  int fitting = 0;                   ///< how many of them what is left of today's minutes is expected to be enough for
  int cards = 0;                     ///< planned for
  std::vector<srs::ExamDay> days;
  srs::ExamOutlook outlook;
};

struct SetPreset {
  std::optional<Id<FlashcardSet>> set = std::nullopt;  ///< absent: for all sets without one of their own
  StudyPreset preset;
};

struct PlannedDue {
  Id<Flashcard> card;
  Timestamp due;
};

/// Due days laid down by a plan, each as a row of the log; taken back as any row, or all of them by their `batch`.
struct ApplySchedule {
  Uuid batch;  ///< made by the client; the rows' ids follow from it and the card
  std::vector<PlannedDue> plan;
};

/// What a plan of new due days is for; see srs/reschedule.hpp.
enum class RescheduleKind {
  replay,   ///< as the present scheduler would have had it: after new weights or another retention
  spread,   ///< the same memory, a backlog or too full days spread over the days ahead
  advance,  ///< `count` cards due now that would be due later
};

struct RescheduleQuery {
  std::optional<Id<FlashcardSet>> set = std::nullopt;  ///< absent: all sets without a preset of their own
  RescheduleKind kind = RescheduleKind::replay;
  std::optional<int> cards_per_day = std::nullopt;  ///< at most, cards of other sets counted in
  std::optional<double> minutes_per_day = std::nullopt;
  int longest_delay = 365;  ///< days that a card may wait
  int count = 0;            ///< of advance
};

/// What a plan would change; nothing has changed yet. Give the moves to apply_schedule().
struct RescheduleDryRun {
  struct Move {
    PlannedDue to;
    Timestamp from;
  };
  std::vector<Move> moves;
  std::vector<srs::DayChange> days;
  int earlier = 0, later = 0, above_limit = 0;
  double recall_lost = 0.0;
};

struct RebuildReport {
  int cards = 0;
  int different_cards = 0;  ///< stored otherwise than the log says; now mended
  int different_counts = 0;
  int different_pages = 0;
};

/// Flashcards and their study. Thread-safe. The log of a learner is the truth: all of a card's progress is a pure
/// function of the rows that count (those not taken back, by time then id), under the scheduler named by the last of
/// them; progress rows and daily counts are caches of it, kept in the same transaction. What a learner says of a card
/// is in the log too: of each thing the latest word holds, also when devices are merged.
///
/// A set that the caller may not read is not_found, as is each of its cards; one that he may read but not change is
/// forbidden (reason "not_owner"). Owners change their sets, admins also public ones and those without an owner;
/// students cannot make a set public (forbidden, "public_set"). A set that asks for a subscription is not_found for
/// students other than its owner, as long as there are none. Texts too long and numbers out of range are
/// invalid_argument, with the field as reason; a `row_version` that is not the present one is conflict
/// ("row_version").
class FlashcardService {
 public:
  virtual ~FlashcardService() = default;

  virtual FlashcardSet create_set(const Caller& caller, const CreateSet& command) = 0;
  virtual FlashcardSet set(const Caller& caller, Id<FlashcardSet> id) = 0;
  /// The same for what the caller is about to change of it elsewhere, as its media: throws as a change of it would.
  virtual FlashcardSet set_to_change(const Caller& caller, Id<FlashcardSet> id) = 0;
  virtual SetPage sets(const Caller& caller, const ListSets& query) = 0;
  virtual FlashcardSet update_set(const Caller& caller, const UpdateSet& command) = 0;
  /// Nobody sees the set any more; the logs of those who studied it remain. With a `row_version`, only that version of
  /// it is removed.
  virtual void remove_set(const Caller& caller, Id<FlashcardSet> id,
                          std::optional<std::int64_t> row_version = std::nullopt) = 0;

  /// All notes or none. Throws invalid_argument that names the note for one that gives no card.
  virtual AddedNotes add_notes(const Caller& caller, const AddNotes& command) = 0;
  virtual CardPage cards(const Caller& caller, const ListCards& query) = 0;
  virtual Flashcard card(const Caller& caller, Id<Flashcard> id) = 0;
  /// Every card of the note, as it is now.
  virtual std::vector<Flashcard> update_card(const Caller& caller, const UpdateCard& command) = 0;
  /// Removes the card's note, siblings included. With a `row_version`, only that version of the card.
  virtual void remove_card(const Caller& caller, Id<Flashcard> id,
                           std::optional<std::int64_t> row_version = std::nullopt) = 0;
  /// Front: stem and options; back: key and rationale. The same question again gives the card that is there. Throws
  /// conflict (reason "session_in_progress") before the sitting's end and ("not_missed") for a question that was
  /// answered correctly, not_found for another's sitting.
  virtual Flashcard add_missed_question(const Caller& caller, const CardFromQuestion& command) = 0;

  /// The caller's own for the set, else his own for all, else the default.
  virtual StudyPreset preset(const Caller& caller, std::optional<Id<FlashcardSet>> set) = 0;
  /// Cards keep their due days and their state until their next answer, which replays them under the new scheduler; see
  /// apply_schedule() for more. Throws invalid_argument.
  virtual StudyPreset set_preset(const Caller& caller, const SetPreset& command) = 0;
  virtual void remove_preset(const Caller& caller, Id<FlashcardSet> set) = 0;

  /// Cards to study now: learning cards due, reviews due in the order asked, new cards by position, learning cards due
  /// soon; what is suspended or buried left out, limits of the day counted in. Every page holds for the moment of the
  /// first. A set with a preset of its own has limits of its own. Throws invalid_argument for a bad `after` ("after").
  virtual QueuePage queue(const Caller& caller, const QueueQuery& query) = 0;

  /// Accepts an answer, durable before it returns. Throws conflict when the id stands for another answer
  /// ("review_differs"), or the card has another number of reviews than expected or was answered at the very moment
  /// that is given ("card_changed"); invalid_argument for an answer before the card's last ("clock_backwards"), in the
  /// future ("in_future"), with neither expectation nor moment ("expected_reviews"), and for Hard and Easy of a learner
  /// with two buttons ("two_buttons").
  virtual ReviewReceipt review(const Caller& caller, const SubmitReview& command) = 0;
  /// The same for several in their order, in one transaction: each is accepted whole or refused with its reason.
  virtual std::vector<ReviewResult> review_batch(const Caller& caller, const std::vector<SubmitReview>& commands) = 0;
  /// Makes a card new again, as a row of the log. Repeatable by id.
  virtual CardProgress reset(const Caller& caller, Uuid id, Id<Flashcard> card) = 0;
  /// Takes back a row of the log: schedule and counts become what they are without it. The same undo again takes
  /// nothing back, and names the same row with the card's progress as it is now. Throws not_found when there is none,
  /// conflict for an undo id used before on another row
  /// ("undo_differs") and for a row taken back already ("undone").
  virtual UndoReceipt undo(const Caller& caller, const UndoReview& command) = 0;
  /// Takes back every row of apply_schedule(batch) that still counts. Returns how many. Repeatable.
  virtual int undo_schedule(const Caller& caller, Uuid batch) = 0;
  /// What Again, Hard, Good and Easy, or with two buttons Again and Good, would come to now; the answer then given
  /// comes to just that.
  virtual std::vector<AnswerPreview> preview(const Caller& caller, Id<Flashcard> card) = 0;
  /// From the log, under the scheduler that it names.
  virtual DueReason why_due(const Caller& caller, Id<Flashcard> card) = 0;
  virtual CardProgress progress(const Caller& caller, Id<Flashcard> card) = 0;
  /// Every row of the card's log, by time then id; those taken back left out.
  virtual std::vector<FlashcardReview> history(const Caller& caller, Id<Flashcard> card) = 0;
  /// Adds a row to the log of each card, if anything is said. Returns the progress of the cards, in their order. Throws
  /// conflict for an id used before to say something else ("review_differs").
  virtual std::vector<CardProgress> mark(const Caller& caller, const MarkCards& command) = 0;

  /// Joins the log of another device with the stored one and replays what changed; the result depends neither on the
  /// order of calls nor on repetition; a row laid down for a time before the card's last answer makes it due then. An
  /// item that cannot be accepted is refused with its reason ("review_differs", "undo_differs", "unknown_config",
  /// "in_future", not_found, invalid_argument); the others are not kept back.
  virtual SyncResult sync(const Caller& caller, const SyncFlashcards& command) = 0;

  virtual CardCounts counts(const Caller& caller, const ScopeQuery& query) = 0;
  virtual Forecast forecast(const Caller& caller, const ForecastQuery& query) = 0;
  virtual std::vector<DailyCount> daily_counts(const Caller& caller, const HistoryQuery& query) = 0;
  virtual TrueRetention true_retention(const Caller& caller, const HistoryQuery& query) = 0;
  virtual MemoryCalibration calibration(const Caller& caller, const HistoryQuery& query) = 0;
  /// Of the cards that the caller has answered or could; by tag.
  virtual std::vector<TagKnowledge> knowledge(const Caller& caller, const ScopeQuery& query) = 0;

  /// The statistical leeches among the cards, marked or not, the least likely first.
  virtual std::vector<UnlikelyCard> leeches(const Caller& caller, const ScopeQuery& query) = 0;

  /// Plans for an exam under the scheduler of the set's preset, with answer times and buttons as the caller's log shows
  /// them; what was studied today is taken off today's minutes. Throws invalid_argument for more than 5,000 cards
  /// ("cards"), and as srs::plan_for_exam(). About 0.2 s for 500 cards and 30 days, outside of any transaction.
  virtual ExamStudyPlan plan_for_exam(const Caller& caller, const ExamQuery& query) = 0;

  /// The caller's log for training: rows that count, by card, then time.
  virtual std::vector<FlashcardReview> log(const Caller& caller, const ScopeQuery& query) = 0;
  /// Works out new due days, as a dry run. Throws invalid_argument for more than 20,000 cards ("cards").
  virtual RescheduleDryRun plan_reschedule(const Caller& caller, const RescheduleQuery& query) = 0;
  /// Lays down due days, under the scheduler of the caller's present preset: all or none. Repeatable. Throws
  /// invalid_argument for a card that was never answered ("new_card") or a due time before its last answer or too far
  /// away ("due"), and conflict for a batch whose rows say otherwise ("review_differs") or were taken back ("undone").
  virtual int apply_schedule(const Caller& caller, const ApplySchedule& command) = 0;
  /// The scheduler that a hash names. Throws not_found.
  virtual srs::SchedulerOptions config(const ConfigHash& hash) = 0;

  /// For operators: works out every cache of a learner from the log again, and mends what differs.
  virtual RebuildReport rebuild(Id<User> user) = 0;

  /// Several calls as one: what `work` does with the service that it is given happens in one transaction, or not at
  /// all. An exception of `work` passes on; one that it caught makes this throw conflict ("part_failed"). It may run
  /// twice, and others wait for their turn to write as long as it runs.
  virtual void together(const std::function<void(FlashcardService&)>& work) = 0;
};

[[nodiscard]] std::unique_ptr<FlashcardService> make_flashcard_service(Database& database, const Clock& clock);

}  // namespace haven
