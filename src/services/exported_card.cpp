#include "services/exported_card.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "services/card_fold.hpp"

namespace haven {
namespace {

constexpr int starting_ease = 2'500;

/// Whole days from the last answer to the due day as the scheduler counts them, at least one.
int interval_of(const srs::Card& card, Timestamp due, const srs::DayCounter& days) {
  return static_cast<int>(std::max(1L, std::lround(days.elapsed(*card.last_review, due, card.last_day))));
}

int ease_of(const srs::Card& card) {
  const auto* sm2 = card.memory ? std::get_if<srs::Sm2State>(&*card.memory) : nullptr;
  return sm2 == nullptr ? starting_ease : static_cast<int>(std::lround(sm2->ease * 1'000.0));
}

anki::CardType type_of(const srs::Card& card) {
  if (card.is_new()) return anki::CardType::fresh;
  switch (card.state) {
    case srs::CardState::learning:
      return anki::CardType::learning;
    case srs::CardState::review:
      return anki::CardType::review;
    default:
      return anki::CardType::relearning;
  }
}

/// Days, or seconds as a negative number.
int log_interval(const srs::Card& card, const srs::DayCounter& days) {
  if (card.state == srs::CardState::review) return interval_of(card, card.due, days);
  constexpr std::int64_t longest = 1'000'000'000;
  const Duration delay = card.due - *card.last_review;
  return -static_cast<int>(std::clamp<std::int64_t>(delay.microseconds / 1'000'000, 0, longest));
}

anki::ReviewKind kind_before(const srs::Card& card) {
  if (card.is_new() || card.state == srs::CardState::learning) return anki::ReviewKind::learning;
  return card.state == srs::CardState::review ? anki::ReviewKind::review : anki::ReviewKind::relearning;
}

/// Follows one card through its log. What an answer came to was worked out of all before it by the scheduler in force
/// then; so every scheduler follows the log by itself, up to its last answer.
class LogWriter {
 public:
  LogWriter(std::span<const FlashcardReview> log, std::uint64_t key, const SchedulerOf& scheduler_of)
      : log_(log), key_(key), scheduler_of_(scheduler_of) {}

  std::vector<anki::ReviewLogEntry> run() {
    std::vector<anki::ReviewLogEntry> entries;
    for (std::size_t row = 0; row < log_.size(); ++row) {
      if (log_[row].kind == ReviewKind::answer) entries.push_back(answer(row));
      if (log_[row].kind == ReviewKind::reset) entries.push_back(reset(log_[row]));
      if (log_[row].kind == ReviewKind::reschedule) lay_down(log_[row]);
    }
    return entries;
  }

 private:
  struct Follower {
    CardFold fold;
    std::size_t rows = 0;  ///< that it has followed
  };

  [[nodiscard]] anki::ReviewLogEntry entry_of(const FlashcardReview& row) const {
    anki::ReviewLogEntry entry;
    entry.at = {row.at.microseconds / 1'000 * 1'000};
    entry.duration = row.duration;
    entry.last_interval = interval_;
    return entry;
  }

  anki::ReviewLogEntry answer(std::size_t row) {
    const FlashcardReview& review = log_[row];
    const srs::Scheduler& scheduler = scheduler_of_(review.config);
    const CardFold& fold = followed(review.config, scheduler, row);
    const srs::Card& after = fold.standing().schedule;
    anki::ReviewLogEntry entry = entry_of(review);
    entry.kind = kind_before(fold.answer().before);
    entry.rating = static_cast<int>(*review.rating);
    entry.interval = interval_ = log_interval(after, scheduler.days());
    entry.ease = ease_of(after);
    answered_ = after;
    days_ = &scheduler.days();
    return entry;
  }

  /// The log up to a row, that one included, under a scheduler.
  const CardFold& followed(const ConfigHash& config, const srs::Scheduler& scheduler, std::size_t row) {
    const srs::Card fresh = srs::new_card(key_, log_.front().at);
    Follower& follower = followers_.try_emplace(config, Follower{CardFold(&scheduler, fresh)}).first->second;
    while (follower.rows <= row) follower.fold.add(log_[follower.rows++]);
    return follower.fold;
  }

  anki::ReviewLogEntry reset(const FlashcardReview& row) {
    anki::ReviewLogEntry entry = entry_of(row);
    entry.kind = anki::ReviewKind::manual;
    interval_ = 0;
    answered_.reset();
    return entry;
  }

  void lay_down(const FlashcardReview& row) {
    if (answered_) interval_ = interval_of(*answered_, *row.due, *days_);
  }

  std::span<const FlashcardReview> log_;
  std::uint64_t key_;
  const SchedulerOf& scheduler_of_;
  std::map<ConfigHash, Follower> followers_;
  int interval_ = 0;                   ///< in force
  std::optional<srs::Card> answered_;  ///< by the last answer, and whose scheduler counts its days
  const srs::DayCounter* days_ = nullptr;
};

void set_memory(const srs::Card& schedule, anki::Card& card) {
  const auto* state = std::get_if<srs::Fsrs6State>(&*schedule.memory);
  if (state != nullptr) card.memory = anki::FsrsMemory{state->stability, state->difficulty};
  if (schedule.last_review) card.last_review = Timestamp{schedule.last_review->microseconds / 1'000'000 * 1'000'000};
}

}  // namespace

void set_schedule(const CardProgress& progress, const srs::DayCounter& days, std::int64_t first_day,
                  const SchedulerOf& scheduler_of, anki::Card& card) {
  const srs::Card& schedule = progress.schedule;
  card.flag = progress.flag;
  card.type = type_of(schedule);
  card.queue = static_cast<anki::CardQueue>(std::min(static_cast<int>(card.type), 2));
  if (card.type == anki::CardType::relearning) card.queue = anki::CardQueue::learning;
  if (!schedule.is_new()) {
    card.position = card.due;
    const bool in_days = card.type == anki::CardType::review;
    card.due = in_days ? days.day(schedule.due) - first_day : schedule.due.microseconds / 1'000'000;
    card.interval = in_days ? interval_of(schedule, schedule.due, scheduler_of(progress.config).days()) : 0;
    card.steps_left = in_days ? 0 : 1001;  // one, and that one today
    card.ease = ease_of(schedule);
    card.reviews = schedule.reviews;
    card.lapses = schedule.lapses;
    set_memory(schedule, card);
  }
  if (progress.suspension != Suspension::none) card.queue = anki::CardQueue::suspended;
}

std::vector<anki::ReviewLogEntry> exported_log(std::span<const FlashcardReview> log, std::uint64_t key,
                                               const SchedulerOf& scheduler_of) {
  return LogWriter(log, key, scheduler_of).run();
}

}  // namespace haven
