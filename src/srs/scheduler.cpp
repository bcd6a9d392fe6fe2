#include "haven/srs/scheduler.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <utility>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include "srs/interval_choice.hpp"
#include "srs/steps.hpp"

namespace haven::srs {
namespace {

constexpr std::size_t most_steps = 100;
constexpr int longest_interval = 36'500;

template <class Value>
[[noreturn]] void refuse(const std::string& name, const std::string& rule, Value found) {
  std::ostringstream message;
  message << "scheduler: " << name << " must be " << rule << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

void check_retention(double retention) {
  if (!(retention > 0.0 && retention < 1.0)) refuse("desired_retention", "between 0 and 1", retention);
}

void check_steps(const std::string& name, const std::vector<Duration>& steps) {
  if (steps.size() > most_steps) refuse("number of " + name, "at most 100", steps.size());
  for (const Duration step : steps) {
    if (step <= Duration{} || step > Duration::days(longest_interval))
      refuse(name, "more than 0 and at most 36,500 days", step.in_seconds());
  }
}

SchedulerOptions checked(SchedulerOptions options) {
  check_retention(options.desired_retention);
  check_steps("learning_steps", options.learning_steps);
  check_steps("relearning_steps", options.relearning_steps);
  if (options.maximum_interval < 1 || options.maximum_interval > longest_interval)
    refuse("maximum_interval", "in 1..36500", options.maximum_interval);
  return options;
}

DayRule day_rule_of(const SchedulerOptions& options) {
  if (options.day_rule) return *options.day_rule;
  if (algorithm_of(options.parameters) == Algorithm::fsrs_7) return FractionalDays{};
  return FullDays{};
}

void check_order(const Card& card, Timestamp at) {
  if (!card.last_review || at >= *card.last_review) return;
  throw Error(ErrorCode::invalid_argument,
              "scheduler: the answer is " + std::to_string((*card.last_review - at).in_seconds()) +
                  " s before the card's last review",
              "clock_backwards");
}

/// A card that was read from somewhere may be none that answers lead to.
void check_card(const Card& card) {
  constexpr int most_reviews = 1'000'000'000;
  constexpr std::int64_t furthest_day = 3'000'000;  // beyond the year 9999
  if (card.memory && !card.last_review) refuse("last_review of a card with memory", "given", "none");
  if (card.step.value_or(0) < 0) refuse("step", "0 or more", *card.step);
  if (card.reviews < 0 || card.reviews > most_reviews) refuse("reviews", "in 0..1e9", card.reviews);
  const std::int64_t day = card.last_day.value_or(0);
  if (day < -furthest_day || day > furthest_day) refuse("last_day", "in the years 1 to 9999", day);
  const int state = static_cast<int>(card.state);
  if (state < 1 || state > 3) refuse("state", "learning, review or relearning", state);
}

void check_occasion(const Occasion& occasion, const DayCounter& days, Timestamp at) {
  if (occasion.desired_retention) check_retention(*occasion.desired_retention);
  const std::int64_t day = days.day(at);
  if (occasion.day && (*occasion.day < day - 3 || *occasion.day > day + 3))
    refuse("day", "within 3 of " + std::to_string(day), *occasion.day);
  if (occasion.balanced && (*occasion.balanced < -longest_interval || *occasion.balanced > longest_interval))
    refuse("balanced", "within 36,500 days", *occasion.balanced);
}

void check_model(const Card& card, const MemoryModel& model) {
  if (card.is_new() || card.model == model.fingerprint()) return;
  throw Error(ErrorCode::invalid_argument, "scheduler: the card's memory is that of another model or other weights",
              "other_model");
}

}  // namespace

Scheduler::Scheduler(SchedulerOptions options)
    : options_(checked(std::move(options))), model_(options_.parameters), days_(day_rule_of(options_)) {}

Card Scheduler::review(const Card& card, Rating rating, Timestamp at, const Occasion& occasion) const {
  check(card, rating, at, occasion);
  return detail::Answer(*this, card, at, occasion).card(rating);
}

Outcome Scheduler::outcome(const Card& card, Rating rating, Timestamp at, const Occasion& occasion) const {
  check(card, rating, at, occasion);
  return detail::Answer(*this, card, at, occasion).outcome(rating);
}

void Scheduler::check(const Card& card, Rating rating, Timestamp at, const Occasion& occasion) const {
  static_cast<void>(to_rating(static_cast<int>(rating), "scheduler"));
  check_card(card);
  check_order(card, at);
  check_model(card, model_);
  check_occasion(occasion, days_, at);
}

std::array<Outcome, rating_count> Scheduler::preview(const Card& card, Timestamp at, const Occasion& occasion) const {
  return {outcome(card, Rating::again, at, occasion), outcome(card, Rating::hard, at, occasion),
          outcome(card, Rating::good, at, occasion), outcome(card, Rating::easy, at, occasion)};
}

double Scheduler::retrievability(const Card& card, Timestamp at) const {
  if (card.is_new()) return 0.0;
  check_card(card);
  check_model(card, model_);
  return model_.retrievability(*card.memory, days_.elapsed(*card.last_review, at, card.last_day));
}

}  // namespace haven::srs
