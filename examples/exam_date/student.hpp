#pragma once

// A student with a known memory, a deck and an exam ahead.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/srs/learner.hpp"
#include "haven/srs/scheduler.hpp"

namespace example {

/// What is studied, for how long, and what is true of the student's memory.
struct Scenario {
  const char* name = "";
  int days = 30;          ///< until the exam
  double minutes = 20.0;  ///< a day
  std::size_t new_cards = 500;
  std::size_t old_cards = 0;  ///< studied in the 60 days before
  haven::srs::Parameters truth = haven::srs::Fsrs6Parameters{};
};

/// The morning of a day of study; day 0 is today, and the exam is on the morning of day `Scenario::days`.
[[nodiscard]] inline haven::Timestamp morning(int day) {
  return haven::Timestamp{} + haven::Duration::days(20'000 + day) + haven::Duration::hours(8);
}

/// What the plans believe of every student: FSRS-6 as it comes, in calendar days.
[[nodiscard]] haven::srs::SchedulerOptions beliefs(double desired_retention = 0.9);

class Student {
 public:
  /// The same seed is the same student, with the same luck at the n-th answer to each card.
  Student(const Scenario& scenario, std::uint64_t seed);

  [[nodiscard]] const std::vector<haven::srs::Card>& cards() const noexcept { return cards_; }
  [[nodiscard]] const haven::srs::SimulatedLearner& learner() const noexcept { return learner_; }
  /// A session begins: so many minutes from here.
  void begin(int day, double minutes);
  [[nodiscard]] bool has_time() const noexcept { return seconds_left_ > 0.0; }
  [[nodiscard]] bool met_today(std::size_t card) const {
    return !cards_[card].is_new() && *cards_[card].last_review >= now_;
  }
  [[nodiscard]] haven::Timestamp now() const noexcept { return now_; }
  [[nodiscard]] double seconds_used() const noexcept { return seconds_used_; }
  /// Answers a card, and again until its steps of the day are over.
  void meet(std::size_t card, const haven::srs::Scheduler& scheduler);
  /// Sum of the true probabilities of recall.
  [[nodiscard]] double known(haven::Timestamp at) const;

 private:
  void study_before(std::size_t old_cards);

  haven::srs::SimulatedLearner learner_;
  std::vector<haven::srs::Card> cards_;
  std::vector<haven::srs::SimulatedLearner::Memory> memory_;
  haven::Timestamp now_{};
  double seconds_left_ = 0.0;
  double seconds_used_ = 0.0;
};

}  // namespace example
