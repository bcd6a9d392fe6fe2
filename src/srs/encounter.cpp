#include "srs/encounter.hpp"

namespace haven::srs::detail {
namespace {

constexpr double least_course = 0.02;  // of a course of steps that is followed up; rarer ones go on with Good

}  // namespace

AnswerHabits::ByRating Encounters::step_shares(const OnStep& card, CardState state) const noexcept {
  if (card.probability < least_course) return {0.0, 0.0, 1.0, 0.0};
  const auto& after = state == CardState::learning ? habits_.learning : habits_.relearning;
  return after[std::min<std::size_t>(static_cast<std::size_t>(card.last) - 1, 2)];
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
