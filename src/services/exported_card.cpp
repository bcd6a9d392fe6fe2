#include "services/exported_card.hpp"

#include <algorithm>
#include <cmath>

namespace haven {
namespace {

constexpr std::int64_t day = Duration::days(1).microseconds;
constexpr int starting_ease = 2'500;

/// Whole days to the next review, at least one.
int interval_of(Timestamp at, Timestamp due) {
  return static_cast<int>(std::max<std::int64_t>(1, ((due - at).microseconds + day / 2) / day));
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
int log_interval(const srs::Card& card, Timestamp at) {
  if (card.state == srs::CardState::review) return interval_of(at, card.due);
  constexpr std::int64_t longest = 1'000'000'000;
  return -static_cast<int>(std::clamp<std::int64_t>((card.due - at).microseconds / 1'000'000, 0, longest));
}

anki::ReviewKind kind_before(const srs::Card& card) {
  if (card.is_new() || card.state == srs::CardState::learning) return anki::ReviewKind::learning;
  return card.state == srs::CardState::review ? anki::ReviewKind::review : anki::ReviewKind::relearning;
}

/// Follows one card through its log.
class LogWriter {
 public:
  LogWriter(std::uint64_t key, const srs::Scheduler& scheduler) : key_(key), scheduler_(scheduler) {}

  anki::ReviewLogEntry entry_of(const FlashcardReview& row) {
    anki::ReviewLogEntry entry;
    entry.at = {row.at.microseconds / 1'000 * 1'000};
    entry.duration = row.duration;
    entry.last_interval = interval_;
    if (row.kind == ReviewKind::answer) answer(row, entry);
    if (row.kind == ReviewKind::reset) reset(row, entry);
    interval_ = entry.interval;
    return entry;
  }

 private:
  void answer(const FlashcardReview& row, anki::ReviewLogEntry& entry) {
    if (!card_) card_ = srs::new_card(key_, row.at);
    entry.kind = kind_before(*card_);
    card_ = scheduler_.review(*card_, *row.rating, row.at);
    entry.rating = static_cast<int>(*row.rating);
    entry.interval = log_interval(*card_, row.at);
    entry.ease = ease_of(*card_);
  }

  void reset(const FlashcardReview& row, anki::ReviewLogEntry& entry) {
    card_ = srs::new_card(key_, row.at);
    entry.kind = anki::ReviewKind::manual;
  }

  std::uint64_t key_;
  const srs::Scheduler& scheduler_;
  std::optional<srs::Card> card_;
  int interval_ = 0;
};

void set_memory(const srs::Card& schedule, anki::Card& card) {
  const auto* state = std::get_if<srs::Fsrs6State>(&*schedule.memory);
  if (state != nullptr) card.memory = anki::FsrsMemory{state->stability, state->difficulty};
  if (schedule.last_review) card.last_review = Timestamp{schedule.last_review->microseconds / 1'000'000 * 1'000'000};
}

}  // namespace

void set_schedule(const CardProgress& progress, const srs::DayCounter& days, std::int64_t first_day, anki::Card& card) {
  const srs::Card& schedule = progress.schedule;
  card.flag = progress.flag;
  card.type = type_of(schedule);
  card.queue = static_cast<anki::CardQueue>(std::min(static_cast<int>(card.type), 2));
  if (card.type == anki::CardType::relearning) card.queue = anki::CardQueue::learning;
  if (!schedule.is_new()) {
    card.position = card.due;
    const bool in_days = card.type == anki::CardType::review;
    card.due = in_days ? days.day(schedule.due) - first_day : schedule.due.microseconds / 1'000'000;
    card.interval = in_days ? interval_of(schedule.last_review.value_or(schedule.due), schedule.due) : 0;
    card.steps_left = in_days ? 0 : 1001;  // one, and that one today
    card.ease = ease_of(schedule);
    card.reviews = schedule.reviews;
    card.lapses = schedule.lapses;
    set_memory(schedule, card);
  }
  if (progress.suspension != Suspension::none) card.queue = anki::CardQueue::suspended;
}

std::vector<anki::ReviewLogEntry> exported_log(const std::vector<FlashcardReview>& log, std::uint64_t key,
                                               const srs::Scheduler& scheduler) {
  LogWriter writer(key, scheduler);
  std::vector<anki::ReviewLogEntry> entries;
  for (const FlashcardReview& row : log) {
    if (row.kind != ReviewKind::reschedule) entries.push_back(writer.entry_of(row));
  }
  return entries;
}

}  // namespace haven
