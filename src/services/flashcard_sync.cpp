#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "haven/core/error.hpp"

#include "services/flashcard_access.hpp"
#include "services/flashcard_checks.hpp"
#include "services/flashcards.hpp"
#include "stores/scheduler_config_store.hpp"

namespace haven {
namespace {

constexpr int most_configs = 100, most_pulled = 10'000;

/// Is what was pushed the row that is known? One without a scheduler, or without a rule for leeches, was given those in
/// force when it first came.
bool same_content(const FlashcardReview& known, FlashcardReview pushed) {
  pushed.sequence = known.sequence;
  if (pushed.config == ConfigHash{}) pushed.config = known.config;
  if (!pushed.leech_rule) pushed.leech_rule = known.leech_rule;
  return pushed == known;
}

[[noreturn]] void refuse_row(const std::string& field, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, field + ": " + message, field);
}

/// A local day lies at most so far from that of UTC: zones reach from -12 to +14 hours, a day begins up to 24 later.
void check_day(const FlashcardReview& review) {
  const std::int64_t utc = srs::DayCounter().day(review.at);
  check_range(review.day, utc - 2, utc + 1, "day");
  static_cast<void>(srs::DayCounter(srs::CalendarDays{review.zone, {}}));
}

void check(const CardMark& mark, Timestamp at) {
  if (mark == CardMark{}) refuse_row("mark", "must say something");
  if (mark.flag) check_flag(*mark.flag);
  if (mark.desired_retention) check_retention(*mark.desired_retention);
  if (mark.buried_until) check_due(*mark.buried_until, at, "buried_until");
}

/// What stands in rows of some kinds only.
void check_parts(const FlashcardReview& review) {
  const bool is_answer = review.kind == ReviewKind::answer, is_mark = review.kind == ReviewKind::mark;
  if (review.rating.has_value() != is_answer) refuse_row("rating", "that of an answer");
  if (review.due.has_value() != (review.kind == ReviewKind::reschedule)) refuse_row("due", "that of a reschedule");
  if (review.mark.has_value() != is_mark) refuse_row("mark", "that of a mark");
  if (review.leech_rule && !is_answer) refuse_row("leech_rule", "that of an answer");
  if (review.grading && !is_answer) refuse_row("grading", "that of an answer");
  if (is_mark && review.config != ConfigHash{}) refuse_row("config", "a mark names none");
  if (review.rating) static_cast<void>(srs::to_rating(static_cast<int>(*review.rating), "review"));
  if (review.due) check_due(*review.due, review.at, "due");
  if (review.leech_rule) check_leech_rule(*review.leech_rule);
  if (review.grading) check_shares(review.grading->score, review.grading->confidence);
  if (review.mark) check(*review.mark, review.at);
}

void check(const FlashcardReview& review, Timestamp now) {
  check_submission(review.id, review.duration, review.device);
  if (review.at > now + clock_tolerance) throw Error(ErrorCode::invalid_argument, "at: in the future", "in_future");
  check_range(review.at.microseconds, 0, now.microseconds + clock_tolerance.microseconds, "at");
  check_text(review.zone, 64, "zone");
  check_day(review);
  check_range(review.balanced, -FlashcardLimits::due_days, FlashcardLimits::due_days, "balanced");
  check_parts(review);
}

/// What a device pushes, inside one transaction.
class Push {
 public:
  Push(Transaction& tx, Learner& learner, const Caller& caller, Timestamp now)
      : tx_(tx), learner_(learner), caller_(caller), now_(now) {}

  /// True when the row is new.
  bool add(FlashcardReview review) {
    if (const auto known = learner_.log().find(caller_.user, review.id)) {
      if (same_content(*known, review)) return false;
      throw Error(ErrorCode::conflict, "the id stands for another row of the log", "review_differs");
    }
    check(review, now_);
    const StoredCard card = studied_card(tx_, caller_, review.card);
    complete(card.card, review);
    remember(card);
    review.sequence = learner_.counters().next_sequence(caller_.user);
    learner_.log().append(caller_.user, review, std::nullopt, now_);
    return true;
  }

  bool add(FlashcardUndo undo) {
    check_submission(undo.id, {}, "");
    if (undo.at > now_ + clock_tolerance) throw Error(ErrorCode::invalid_argument, "at: in the future", "in_future");
    if (const auto known = learner_.log().find_undo(caller_.user, undo.id)) {
      if (known->review == undo.review && known->at == undo.at) return false;
      throw Error(ErrorCode::conflict, "the id stands for another undo", "undo_differs");
    }
    if (const auto review = learner_.log().find(caller_.user, undo.review)) {
      remember(studied_card(tx_, caller_, review->card));
    }
    undo.sequence = learner_.counters().next_sequence(caller_.user);
    learner_.log().append_undo(caller_.user, undo, now_);
    return true;
  }

  /// Works out what changed, card by card.
  void finish() {
    for (const auto& [id, touched] : touched_) learner_.refresh(touched.card, touched.before);
  }

 private:
  struct Touched {
    StoredCard card;
    std::vector<FlashcardReview> before;  ///< the card's log before the push
  };

  /// Gives a row what is in force where it says nothing of it.
  void complete(const Flashcard& card, FlashcardReview& review) {
    if (review.kind == ReviewKind::mark) return;
    const Regime& regime = learner_.regime(card.set);
    if (review.kind == ReviewKind::answer && !review.leech_rule) review.leech_rule = regime.preset.leech_rule;
    if (review.config == ConfigHash{}) {
      review.config = regime.config;
      learner_.schedulers().keep(regime.config, now_);
    } else if (!learner_.schedulers().knows(review.config)) {
      throw Error(ErrorCode::invalid_argument, "config: it is not known", "unknown_config");
    }
  }

  void remember(const StoredCard& card) {
    if (touched_.count(card.card.id) != 0) return;
    touched_.emplace(card.card.id, Touched{card, learner_.log().log(caller_.user, card.card.id)});
  }

  Transaction& tx_;
  Learner& learner_;
  const Caller& caller_;
  Timestamp now_;
  std::map<Id<Flashcard>, Touched> touched_;
};

template <class Row>
SyncItem try_add(Push& push, const Row& row) {
  try {
    return {row.id, push.add(row) ? SyncOutcome::accepted : SyncOutcome::known, std::nullopt};
  } catch (const Error& error) {
    return {row.id, SyncOutcome::refused, refusal(error)};
  }
}

void pull(Transaction& tx, Id<User> user, const SyncFlashcards& command, SyncResult& result) {
  const std::int64_t end = LearnerStore(tx).sequence(user);
  if (command.cursor > end) refuse_row("cursor", "there is no such place");
  result.cursor = std::min(end, command.cursor + command.limit);
  result.more = result.cursor < end;
  result.new_reviews = ReviewLogStore(tx).since(user, command.cursor, result.cursor);
  result.new_undos = ReviewLogStore(tx).undos_since(user, command.cursor, result.cursor);
  result.changed = ProgressStore(tx).since(user, command.cursor, result.cursor);
}

void name_configs(Schedulers& schedulers, SyncResult& result) {
  std::set<ConfigHash> named;
  for (const FlashcardReview& review : result.new_reviews) named.insert(review.config);
  for (const CardProgress& progress : result.changed) named.insert(progress.config);
  named.erase(ConfigHash{});
  for (const ConfigHash& hash : named) result.configs.push_back(schedulers.get(hash).options());
}

void check(const SyncFlashcards& command) {
  check_range(static_cast<long long>(command.reviews.size()) + static_cast<long long>(command.undos.size()), 0,
              FlashcardLimits::sync, "reviews");
  check_range(static_cast<long long>(command.configs.size()), 0, most_configs, "configs");
  check_range(command.limit, 1, most_pulled, "limit");
  if (command.cursor < 0) refuse_row("cursor", "must not be negative");
}

}  // namespace

SyncResult Flashcards::sync(const Caller& caller, const SyncFlashcards& command) {
  check(command);
  const Timestamp now = clock_.now();
  return transact(database_, [&](Transaction& tx) {
    Learner learner = this->learner(tx, caller.user, now);
    for (const srs::SchedulerOptions& options : command.configs) {
      SchedulerConfigStore(tx).keep(config_hash(options), options, now);
    }
    SyncResult result;
    Push push(tx, learner, caller, now);
    for (const FlashcardReview& review : command.reviews) result.reviews.push_back(try_add(push, review));
    for (const FlashcardUndo& undo : command.undos) result.undos.push_back(try_add(push, undo));
    push.finish();
    pull(tx, caller.user, command, result);
    name_configs(learner.schedulers(), result);
    return result;
  });
}

}  // namespace haven
