#pragma once

#include <utility>

#include "haven/srs/scheduler.hpp"

namespace haven::python {

/// A srs::Outcome as Python sees it: the card itself, with the reasons.
struct BoundOutcome : srs::Card {
  BoundOutcome(srs::Card card, srs::Explanation reasons) : srs::Card(std::move(card)), why(std::move(reasons)) {}
  explicit BoundOutcome(const srs::Outcome& outcome) : BoundOutcome(outcome.card, outcome.why) {}

  srs::Explanation why;
};

}  // namespace haven::python
