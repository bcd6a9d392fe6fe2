#include "student.hpp"

#include <algorithm>

#include "haven/core/random.hpp"

namespace example {

using haven::Duration;
using haven::mix;
using haven::Timestamp;
namespace srs = haven::srs;

srs::SchedulerOptions beliefs(double desired_retention) {
  srs::SchedulerOptions options;
  options.desired_retention = desired_retention;
  options.day_rule = srs::CalendarDays{};
  return options;
}

Student::Student(const Scenario& scenario, std::uint64_t seed) : learner_(srs::MemoryModel(scenario.truth)) {
  for (std::size_t i = 0; i < scenario.old_cards + scenario.new_cards; ++i) {
    const std::uint64_t own = mix(seed ^ mix(i));
    cards_.push_back(srs::new_card(own, morning(-60)));
    memory_.push_back(srs::SimulatedLearner::unseen(mix(own)));
  }
  study_before(scenario.old_cards);
  seconds_used_ = 0.0;
}

/// The first cards have been studied at retention 0.9, so many new ones a day that all were seen ten days ago.
void Student::study_before(std::size_t old_cards) {
  const srs::Scheduler scheduler(beliefs());
  for (int day = -60; day < 0; ++day) {
    begin(day, 1440.0);
    const std::size_t seen = std::min(old_cards, old_cards * static_cast<std::size_t>(day + 61) / 50);
    for (std::size_t i = 0; i < seen; ++i)
      if (cards_[i].due <= now_) meet(i, scheduler);
  }
}

void Student::begin(int day, double minutes) {
  now_ = morning(day);
  seconds_left_ = 60.0 * minutes;
}

void Student::meet(std::size_t card, const srs::Scheduler& scheduler) {
  const Timestamp evening = now_ + Duration::hours(12);
  for (Timestamp at = now_; at < evening; at = cards_[card].due) {
    const auto answer = learner_.answer(memory_[card], cards_[card].state, at);
    cards_[card] = scheduler.review(cards_[card], answer.rating, at);
    seconds_left_ -= answer.seconds;
    seconds_used_ += answer.seconds;
  }
}

double Student::known(Timestamp at) const {
  double known = 0.0;
  for (const auto& memory : memory_) known += learner_.recall(memory, at);
  return known;
}

}  // namespace example
