#include "services/learner.hpp"

#include <algorithm>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/srs/leech.hpp"

#include "stores/daily_count_store.hpp"
#include "stores/preset_store.hpp"
#include "stores/scheduler_config_store.hpp"

namespace haven {
namespace {

constexpr Duration tick{1};
constexpr Duration a_batch{FlashcardLimits::batch};  // of ticks: answers to one card in one batch

Error clock_backwards() {
  return {ErrorCode::invalid_argument, "at: the answer is before the last one of the card", "clock_backwards"};
}

/// Does a number of lapses between the two, the second included, make a card a leech, or once more one?
bool reaches_leech(const StudyPreset& preset, int before, int after) {
  if (preset.leech_threshold == 0) return false;
  for (int lapses = before + 1; lapses <= after; ++lapses) {
    if (srs::is_leech(lapses, preset.leech_threshold)) return true;
  }
  return false;
}

/// Brings the mark of a leech in line with its lapses; true when they have just made it one.
bool follow_lapses(const StudyPreset& preset, int before, CardProgress& progress) {
  const int after = progress.schedule.lapses;
  // A mark on a card with fewer lapses is the learner's own, unless it came with a suspension.
  const bool is_of_lapses = before >= preset.leech_threshold || progress.suspension == Suspension::leech;
  if (is_of_lapses && after < before && after < preset.leech_threshold) {
    progress.leech = false;
    if (progress.suspension == Suspension::leech) progress.suspension = Suspension::none;
  }
  if (!reaches_leech(preset, before, after)) return false;
  progress.leech = true;
  if (preset.leech_action == LeechAction::suspend && progress.suspension == Suspension::none) {
    progress.suspension = Suspension::leech;
  }
  return true;
}

std::array<double, 3> numbers_of(const srs::Fsrs6State& state) { return {state.stability, state.difficulty, 0.0}; }
std::array<double, 3> numbers_of(const srs::Fsrs7State& state) {
  return {state.stability, state.difficulty, state.stability_fast};
}
std::array<double, 3> numbers_of(const srs::Sm2State& state) {
  return {state.interval, state.ease, static_cast<double>(state.repetitions)};
}

}  // namespace

QueueEntry queue_entry(const CardProgress& progress, const StoredCard& card, std::int64_t study) {
  const srs::Card& schedule = progress.schedule;
  QueueEntry entry;
  entry.card = card.card.id.uuid.bytes;
  entry.note_key = card.note_key;
  entry.config = progress.config == ConfigHash{} ? 0 : config_id(progress.config);
  entry.due = schedule.due.microseconds;
  entry.last_review = schedule.last_review.value_or(Timestamp{}).microseconds;
  entry.buried_until = progress.buried_until.value_or(Timestamp{}).microseconds;
  entry.position = card.card.position;
  entry.last_day = static_cast<std::int32_t>(schedule.last_day.value_or(0));
  entry.study = static_cast<std::int32_t>(study);
  entry.reviews = schedule.reviews;
  entry.suspension = static_cast<std::uint8_t>(progress.suspension);
  if (progress.leech) entry.marks |= QueueEntry::leech;
  if (card.removed) entry.marks |= QueueEntry::removed;
  if (!schedule.memory) return entry;
  entry.state = static_cast<std::uint8_t>(schedule.state);
  entry.algorithm = static_cast<std::uint8_t>(srs::algorithm_of(*schedule.memory));
  entry.memory = std::visit([](const auto& state) { return numbers_of(state); }, *schedule.memory);
  return entry;
}

Learner::Learner(Transaction& tx, SchedulerCache& cache, Id<User> user, Timestamp now)
    : tx_(tx), user_(user), now_(now), schedulers_(tx, cache), log_(tx), counters_(tx) {}

const Regime& Learner::regime(std::optional<Id<FlashcardSet>> set) {
  const auto known = regimes_.find(set);
  if (known != regimes_.end()) return known->second;
  return regimes_.emplace(set, make_regime(set)).first->second;
}

Regime Learner::make_regime(std::optional<Id<FlashcardSet>> set) {
  PresetStore presets(tx_);
  std::optional<StudyPreset> own;
  if (set) own = presets.find(user_, set);
  if (!own) own = presets.find(user_, std::nullopt);
  Regime regime;
  if (own) regime.preset = std::move(*own);
  srs::SchedulerOptions& options = regime.preset.scheduler;
  if (options.day_rule && std::holds_alternative<srs::CalendarDays>(*options.day_rule)) {
    options.day_rule = regime.preset.calendar;
  }
  regime.config = config_hash(options);
  regime.scheduler = &schedulers_.of(regime.config, options);
  regime.calendar = srs::DayCounter(regime.preset.calendar);
  return regime;
}

srs::Card Learner::fresh(const Flashcard& card) const {
  return srs::new_card(card_key(user_, card.id), card.created_at);
}

StoredProgress Learner::progress(const Flashcard& card) {
  if (auto stored = ProgressStore(tx_).find(user_, card.id)) return std::move(*stored);
  StoredProgress untouched;
  untouched.progress.user = user_;
  untouched.progress.card = card.id;
  untouched.progress.set = card.set;
  untouched.progress.schedule = fresh(card);
  return untouched;
}

Learner::Base Learner::base(const Flashcard& card, const CardProgress& progress, Timestamp at) {
  const Regime& now = regime(card.set);
  const std::int64_t day = now.calendar.day(at);
  if (progress.schedule.is_new() || progress.config == now.config) return {progress.schedule, day};
  const auto answers = answers_since_reset(log_.log(user_, card.id));
  return {srs::replay(*now.scheduler, fresh(card), answers), day};
}

srs::Outcome Learner::outcome(const Flashcard& card, const Base& base, srs::Rating rating, Timestamp at) {
  const Regime& now = regime(card.set);
  srs::Occasion occasion;
  occasion.day = base.day;
  srs::Outcome plain = now.scheduler->outcome(base.card, rating, at, occasion);
  if (!now.preset.balance_load || plain.why.earliest >= plain.why.latest) return plain;
  const std::int64_t first = base.day + plain.why.earliest, last = base.day + plain.why.latest;
  std::vector<int> due(static_cast<std::size_t>(last - first + 1));
  ProgressStore cards(tx_);
  for (const Timestamp time :
       cards.due_between(user_, now.calendar.start_of(first), now.calendar.start_of(last + 1), card.id)) {
    ++due[static_cast<std::size_t>(now.calendar.day(time) - first)];
  }
  std::vector<std::int64_t> siblings;
  for (const Timestamp time : cards.due_of_note(user_, card)) siblings.push_back(now.calendar.day(time));
  const srs::Workload workload{first, due, siblings, &now.preset.days};
  occasion.workload = &workload;
  return now.scheduler->outcome(base.card, rating, at, occasion);
}

/// The server's own clock may stand still between answers, as it does for a whole batch, but not run backwards.
Timestamp Learner::moment_of(const SubmitReview& command, const std::optional<FlashcardReview>& last) const {
  const Timestamp at = command.at.value_or(now_);
  if (at > now_ + clock_tolerance) {
    throw Error(ErrorCode::invalid_argument, "at: the answer is in the future", "in_future");
  }
  if (last && !command.at && at <= last->at && last->at < now_ + a_batch) return last->at + tick;
  if (last && at < last->at) throw clock_backwards();
  return at;
}

ReviewReceipt Learner::answer(const StoredCard& card, const SubmitReview& command) {
  StoredProgress stored = progress(card.card);
  const int reviews = stored.progress.schedule.reviews;
  if (command.expected_reviews && *command.expected_reviews != reviews) {
    throw Error(
        ErrorCode::conflict,
        "the card has " + std::to_string(reviews) + " reviews, not " + std::to_string(*command.expected_reviews),
        "card_changed");
  }
  const auto last = log_.last(user_, card.card.id);
  const Regime& now = regime(card.card.set);
  FlashcardReview review;
  review.id = command.id;
  review.card = card.card.id;
  review.rating = command.rating;
  review.at = moment_of(command, last);
  review.day = now.calendar.day(review.at);
  review.zone = now.preset.calendar.zone;
  review.config = now.config;
  review.duration = command.duration;
  review.device = command.device;
  if (last && comes_before(review, *last)) throw clock_backwards();
  schedulers_.keep(now.config, now_);
  return append_answer(card, std::move(stored), std::move(review));
}

ReviewReceipt Learner::append_answer(const StoredCard& card, StoredProgress stored, FlashcardReview review) {
  CardProgress& progress = stored.progress;
  const Base before = base(card.card, progress, review.at);
  const srs::Outcome outcome = this->outcome(card.card, before, *review.rating, review.at);
  review.balanced = outcome.why.balanced;
  review.sequence = counters_.next_sequence(user_);
  log_.append(user_, review, std::nullopt, now_);
  const bool is_first = before.card.is_new();
  const bool is_first_of_day = !is_first && before.card.last_day != review.day;
  count({{review.day, {card.card.set, review.day, is_first ? 1 : 0, is_first_of_day ? 1 : 0, 1, review.duration}}});
  const int lapses = progress.schedule.lapses;
  progress.schedule = outcome.card;
  progress.config = review.config;
  const bool leech = follow_lapses(regime(card.card.set).preset, lapses, progress);
  save(card, stored, review.sequence);
  return {review.id, review.card, outcome.card, outcome.why, leech, review.sequence};
}

/// From the log up to the answer, as it counted when it was given.
ReviewReceipt Learner::receipt(const Flashcard& card, const FlashcardReview& review) {
  std::vector<FlashcardReview> log = log_.log(user_, card.id);
  std::erase_if(log, [&](const FlashcardReview& other) { return !comes_before(other, review); });
  const srs::Scheduler& scheduler = schedulers_.get(review.config);
  const srs::Card before = srs::replay(scheduler, fresh(card), answers_since_reset(log));
  srs::Occasion occasion;
  occasion.day = review.day;
  occasion.balanced = review.balanced;
  const srs::Outcome outcome = scheduler.outcome(before, *review.rating, review.at, occasion);
  const bool leech = reaches_leech(regime(card.set).preset, before.lapses, outcome.card.lapses);
  return {review.id, card.id, outcome.card, outcome.why, leech, review.sequence};
}

CardProgress Learner::add(const StoredCard& card, FlashcardReview review, const std::optional<Uuid>& batch) {
  const auto before = log_.log(user_, card.card.id);
  const Regime& now = regime(card.card.set);
  review.card = card.card.id;
  review.at = before.empty() ? now_ : std::max(now_, before.back().at + tick);
  review.day = now.calendar.day(review.at);
  review.zone = now.preset.calendar.zone;
  review.config = now.config;
  review.sequence = counters_.next_sequence(user_);
  schedulers_.keep(now.config, now_);
  log_.append(user_, review, batch, now_);
  return refresh(card, before);
}

CardProgress Learner::take_back(const StoredCard& card, const Uuid& review, const Uuid& undo) {
  const auto before = log_.log(user_, card.card.id);
  log_.append_undo(user_, {undo, review, now_, counters_.next_sequence(user_)}, now_);
  return refresh(card, before);
}

CardProgress Learner::refresh(const StoredCard& card, std::span<const FlashcardReview> before) {
  const auto after = log_.log(user_, card.card.id);
  DailyTally counts;
  tally(card.card.set, before, -1, counts);
  tally(card.card.set, after, 1, counts);
  count(counts);
  StoredProgress stored = progress(card.card);
  CardProgress& progress = stored.progress;
  const int lapses = progress.schedule.lapses;
  const Standing now = standing(schedulers_, fresh(card.card), after);
  progress.schedule = now.schedule;
  progress.config = now.config;
  static_cast<void>(follow_lapses(regime(card.card.set).preset, lapses, progress));
  save(card, stored, counters_.next_sequence(user_));
  return progress;
}

void Learner::count(const DailyTally& counts) {
  DailyCountStore store(tx_);
  for (const auto& [day, change] : counts) store.add(user_, change);
}

const Study& Learner::study(Id<FlashcardSet> set) {
  const auto known = studies_.find(set);
  if (known != studies_.end()) return known->second;
  return studies_.emplace(set, counters_.begin(user_, set)).first->second;
}

void Learner::save(const StoredCard& card, StoredProgress& stored, std::int64_t sequence) {
  const Study& of = study(card.card.set);
  stored.progress.sequence = sequence;
  if (stored.slot) {
    ProgressStore(tx_).update(stored.progress, now_);
  } else {
    stored.slot = counters_.next_slot(user_);
    ProgressStore(tx_).insert(stored, now_);
    counters_.advance(user_, of);
  }
  QueuePageStore(tx_).put(user_, *stored.slot, queue_entry(stored.progress, card, of.number));
}

}  // namespace haven
