#include "services/learner.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "haven/core/error.hpp"

#include "stores/daily_count_store.hpp"
#include "stores/preset_store.hpp"
#include "stores/scheduler_config_store.hpp"

namespace haven {
namespace {

constexpr std::int64_t siblings_apart = 5;  // days, as srs::choose_day() keeps them

std::array<double, 3> numbers_of(const srs::Fsrs6State& state) { return {state.stability, state.difficulty, 0.0}; }
std::array<double, 3> numbers_of(const srs::Fsrs7State& state) {
  return {state.stability, state.difficulty, state.stability_fast};
}
std::array<double, 3> numbers_of(const srs::Sm2State& state) {
  return {state.interval, state.ease, static_cast<double>(state.repetitions)};
}

/// Does nothing that the learner asked for, and no sibling, speak against a day?
bool suits(const srs::DayPreferences& preferences, const std::vector<std::int64_t>& sibling_days, std::int64_t day) {
  if (preferences.load_on(day) != srs::DayLoad::normal) return false;
  return std::none_of(sibling_days.begin(), sibling_days.end(),
                      [day](std::int64_t sibling) { return std::abs(sibling - day) <= siblings_apart; });
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
  Base base{progress.schedule, progress.desired_retention, now.calendar.day(at), sibling_days(card)};
  if (!progress.schedule.is_new() && progress.config != now.config) {
    base.card = folded(*now.scheduler, fresh(card), log_.log(user_, card.id)).standing().schedule;
  }
  return base;
}

std::vector<std::int64_t> Learner::sibling_days(const Flashcard& card) {
  if (card.kind != CardKind::reversed && card.kind != CardKind::cloze) return {};  // the only one of its note
  const srs::DayCounter& calendar = regime(card.set).calendar;
  std::vector<std::int64_t> days;
  for (const Timestamp due : ProgressStore(tx_).due_of_note(user_, card)) days.push_back(calendar.day(due));
  return days;
}

/// Cards due by day, from the first to the last.
std::vector<int> Learner::due_by_day(const Flashcard& card, std::int64_t first, std::int64_t last) {
  const srs::DayCounter& calendar = regime(card.set).calendar;
  std::vector<int> due(static_cast<std::size_t>(last - first + 1));
  for (const Timestamp time :
       ProgressStore(tx_).due_between(user_, calendar.start_of(first), calendar.start_of(last + 1), card.id)) {
    ++due[static_cast<std::size_t>(calendar.day(time) - first)];
  }
  return due;
}

srs::Outcome Learner::outcome(const Flashcard& card, const Base& base, srs::Rating rating, Timestamp at) {
  const Regime& now = regime(card.set);
  srs::Occasion occasion;
  occasion.desired_retention = base.desired_retention;
  occasion.day = base.day;
  srs::Outcome plain = now.scheduler->outcome(base.card, rating, at, occasion);
  if (plain.why.earliest >= plain.why.latest) return plain;
  const StudyPreset& preset = now.preset;
  if (!preset.balance_load && suits(preset.days, base.sibling_days, base.day + plain.why.days())) return plain;
  const std::int64_t first = base.day + plain.why.earliest, last = base.day + plain.why.latest;
  std::vector<int> due;
  if (preset.balance_load) due = due_by_day(card, first, last);
  const srs::Workload workload{first, due, base.sibling_days, &preset.days};
  occasion.workload = &workload;
  return now.scheduler->outcome(base.card, rating, at, occasion);
}

CardProgress Learner::add(const StoredCard& card, FlashcardReview review, const std::optional<Uuid>& batch) {
  const auto before = log_.log(user_, card.card.id);
  const Regime& now = regime(card.card.set);
  review.card = card.card.id;
  review.at = before.empty() ? now_ : std::max(now_, before.back().at + tick);
  review.day = now.calendar.day(review.at);
  review.zone = now.preset.calendar.zone;
  review.sequence = counters_.next_sequence(user_);
  if (review.kind != ReviewKind::mark) {
    review.config = now.config;
    schedulers_.keep(now.config, now_);
  }
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
  put(folded(schedulers_, fresh(card.card), after).standing(), stored.progress);
  save(card, stored, counters_.next_sequence(user_));
  return stored.progress;
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
