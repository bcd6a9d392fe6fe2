#include "srs/encounter.hpp"

#include <algorithm>

namespace haven::srs::detail {
namespace {

std::size_t place_of_last(Rating last) noexcept { return std::min<std::size_t>(static_cast<std::size_t>(last) - 1, 2); }

}  // namespace

Encounters::Encounters(const Scheduler& scheduler, const AnswerHabits& habits, const MemoryGrid& grid)
    : scheduler_(scheduler), habits_(habits), grid_(grid) {
  foresee_steps(CardState::learning, scheduler.options().learning_steps.size());
  foresee_steps(CardState::relearning, scheduler.options().relearning_steps.size());
}

const AnswerHabits::ByRating& Encounters::shares_after(CardState state, Rating last) const noexcept {
  return (state == CardState::learning ? habits_.learning : habits_.relearning)[place_of_last(last)];
}

bool Encounters::goes_on(const Transition& to) noexcept { return to.delay && *to.delay < Duration::hours(12); }

double Encounters::seconds_left(const Transition& to, Rating last) const noexcept {
  if (!goes_on(to)) return 0.0;
  const std::size_t state = to.state == CardState::learning ? 0 : 1;
  return seconds_to_end_[state][static_cast<std::size_t>(*to.step)][place_of_last(last)];
}

/// The mean seconds from each step to the end of all, by going from answer to answer until hardly anything is left to
/// come: the steps are a Markov chain.
void Encounters::foresee_steps(CardState state, std::size_t steps) {
  constexpr int answers = 100;
  auto& seconds = seconds_to_end_[state == CardState::learning ? 0 : 1];
  seconds.assign(steps, {});
  for (int round = 0; round < answers; ++round) {
    auto further = seconds;
    for (std::size_t step = 0; step < steps; ++step) {
      for (std::size_t last = 0; last < further[step].size(); ++last) {
        const auto& shares = shares_after(state, static_cast<Rating>(last + 1));
        further[step][last] = 0.0;
        for (std::size_t g = 0; g < shares.size(); ++g) {
          const auto rating = static_cast<Rating>(g + 1);
          const Transition to = transition(scheduler_.options(), state, static_cast<int>(step), rating);
          further[step][last] += shares[g] * (seconds_of(state, rating) + seconds_left(to, rating));
        }
      }
    }
    seconds = further;
  }
}

Encounters::Answered Encounters::answered(const Answered& before, Rating rating, double share) const {
  const double days = before.to.delay->in_seconds() / 86'400.0;
  return {scheduler_.model().next(before.memory, days, rating),
          transition(scheduler_.options(), before.to.state, before.to.step, rating), rating,
          before.probability * share};
}

Encounters::Answered Encounters::finished_with_good(Answered card) const {
  while (goes_on(card.to)) card = answered(card, Rating::good, 1.0);
  return card;
}

Chances Encounters::with_new() const {
  Chances chances;
  chances.seconds = meet_new([&](const MemoryState& left, double share) { grid_.add(left, share, chances.after); });
  return chances;
}

Chances Encounters::with_known(const MemoryState& state, double elapsed_days) const {
  Chances chances;
  chances.seconds = meet_known(state, elapsed_days,
                               [&](const MemoryState& left, double share) { grid_.add(left, share, chances.after); });
  return chances;
}

}  // namespace haven::srs::detail
