// Habits: their rules, and what a log says of them.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "haven/core/error.hpp"
#include "haven/srs/learner.hpp"

namespace haven::srs {
namespace {

constexpr double prior_answers = 20.0;
constexpr double longest_seconds = 60.0;

std::size_t place(Rating rating) noexcept { return static_cast<std::size_t>(rating) - 1; }

void check_shares(const std::string& name, std::span<const double> shares) {
  double sum = 0.0;
  for (const double share : shares) {
    if (!(share >= 0.0 && share <= 1.0))
      throw Error(ErrorCode::invalid_argument,
                  "answer habits: probabilities of " + name + " must be in 0..1, got " + std::to_string(share));
    sum += share;
  }
  if (std::abs(sum - 1.0) > 1e-6)
    throw Error(ErrorCode::invalid_argument,
                "answer habits: probabilities of " + name + " must sum up to 1, got " + std::to_string(sum));
}

void check_seconds(std::span<const double> row) {
  for (const double seconds : row) {
    if (!(seconds > 0.0 && std::isfinite(seconds)))
      throw Error(ErrorCode::invalid_argument,
                  "answer habits: seconds must be finite and positive, got " + std::to_string(seconds));
  }
}

/// Answers counted in the places of AnswerHabits, and the seconds of those that took a known time.
struct Counts {
  AnswerHabits answers;
  AnswerHabits timed;

  Counts() {
    answers.first = {}, answers.recalled = {}, answers.learning = {}, answers.relearning = {}, answers.seconds = {};
    timed = answers;
  }
  void add(const Card& card, const Review& review, Rating last, double elapsed);
};

void Counts::add(const Card& card, const Review& review, Rating last, double elapsed) {
  const std::size_t rating = place(review.rating);
  if (card.is_new())
    ++answers.first[rating];
  else if (card.state == CardState::review && rating > 0)
    ++answers.recalled[rating - 1];
  else if (card.state != CardState::review && elapsed < 1.0 && last != Rating::easy)
    ++(card.state == CardState::learning ? answers.learning : answers.relearning)[place(last)][rating];
  if (review.duration <= Duration{}) return;
  const auto state = static_cast<std::size_t>(card.state) - 1;
  ++timed.seconds[state][rating];
  answers.seconds[state][rating] += std::min(review.duration.in_seconds(), longest_seconds);
}

void count_card(const Scheduler& scheduler, const CardHistory& history, Counts& counts) {
  Card card = history.fresh;
  Rating last = Rating::again;
  for (const Review& review : history.reviews) {
    const DayCounter& days = scheduler.days();
    const double elapsed =
        card.last_review ? days.elapsed(*card.last_review, review.at, card.last_day, review.day) : 0.0;
    counts.add(card, review, last, elapsed);
    last = review.rating;
    card = replay(scheduler, card, {&review, 1});
  }
}

/// The mean of values that sum up to `sum`, and of some more that are as the prior says.
double drawn_to(double prior, double sum, double count) noexcept {
  return prior + (sum - count * prior) / (count + prior_answers);
}

template <std::size_t n>
std::array<double, n> shares(const std::array<double, n>& counts, const std::array<double, n>& prior) {
  double total = 0.0;
  for (const double count : counts) total += count;
  std::array<double, n> shares{};
  for (std::size_t i = 0; i < n; ++i) shares[i] = drawn_to(prior[i], counts[i], total);
  return shares;
}

}  // namespace

void check(const AnswerHabits& habits) {
  check_shares("first", habits.first);
  check_shares("recalled", habits.recalled);
  for (const auto& shares : habits.learning) check_shares("learning", shares);
  for (const auto& shares : habits.relearning) check_shares("relearning", shares);
  for (const auto& row : habits.seconds) check_seconds(row);
}

AnswerHabits estimate_habits(const Scheduler& scheduler, std::span<const CardHistory> log, const AnswerHabits& prior) {
  check(prior);
  Counts counts;
  for (const CardHistory& history : log) count_card(scheduler, history, counts);
  const AnswerHabits& seen = counts.answers;
  AnswerHabits habits;
  habits.first = shares(seen.first, prior.first);
  habits.recalled = shares(seen.recalled, prior.recalled);
  for (std::size_t i = 0; i < 3; ++i) {
    habits.learning[i] = shares(seen.learning[i], prior.learning[i]);
    habits.relearning[i] = shares(seen.relearning[i], prior.relearning[i]);
    for (std::size_t g = 0; g < 4; ++g)
      habits.seconds[i][g] = drawn_to(prior.seconds[i][g], seen.seconds[i][g], counts.timed.seconds[i][g]);
  }
  return habits;
}

}  // namespace haven::srs
