#pragma once

#include <optional>
#include <span>

#include "haven/srs/scheduler.hpp"

namespace haven::srs::detail {

/// Where an answer leads a card: to a (re)learning step with its delay, or to review.
struct Transition {
  CardState state = CardState::review;
  std::optional<int> step;
  std::optional<Duration> delay;  ///< absent: the memory model sets the interval
};

/// Of a card in this state, on this step if it is on one. As py-fsrs and Anki: Again goes back to the first step, Hard
/// stays, Good goes on, Easy leaves the steps; an answer of Again in review leads to the first relearning step, if
/// there is one.
[[nodiscard]] Transition transition(const SchedulerOptions& options, CardState state, std::optional<int> step,
                                    Rating rating);

}  // namespace haven::srs::detail
