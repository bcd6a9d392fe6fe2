#include "srs/steps.hpp"

namespace haven::srs::detail {
namespace {

using Steps = std::span<const Duration>;

Transition to_step(CardState state, Steps steps, int step) {
  return {state, step, steps[static_cast<std::size_t>(step)]};
}

/// Hard repeats its step, but the first one with a longer delay: half as long again if it is the only one, else the
/// mean of the first two.
Transition repeated(CardState state, Steps steps, int step) {
  Transition again = to_step(state, steps, step);
  if (step > 0) return again;
  const std::int64_t first = steps[0].microseconds;
  again.delay = Duration{steps.size() == 1 ? first + first / 2 : (first + steps[1].microseconds) / 2};
  return again;
}

Transition among_steps(CardState state, Steps steps, int step, Rating rating) {
  const int count = static_cast<int>(steps.size());
  if (count == 0) return {};
  if (rating == Rating::again) return to_step(state, steps, 0);
  if (rating == Rating::easy || step >= count) return {};  // beyond the last when there were more steps once
  if (rating == Rating::hard) return repeated(state, steps, step);
  return step + 1 < count ? to_step(state, steps, step + 1) : Transition{};
}

}  // namespace

Transition transition(const SchedulerOptions& options, CardState state, std::optional<int> step, Rating rating) {
  switch (state) {
    case CardState::learning:
      return among_steps(state, options.learning_steps, step.value_or(0), rating);
    case CardState::relearning:
      return among_steps(state, options.relearning_steps, step.value_or(0), rating);
    case CardState::review:
      break;
  }
  if (rating != Rating::again) return {};
  return among_steps(CardState::relearning, options.relearning_steps, 0, rating);
}

}  // namespace haven::srs::detail
