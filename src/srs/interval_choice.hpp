#pragma once

// How one answer to one card comes to a due date. Private.

#include "haven/srs/scheduler.hpp"

#include "srs/steps.hpp"

namespace haven::srs::detail {

class Answer {
 public:
  /// The arguments must outlive it and be valid together: the card's memory is of the scheduler's model.
  Answer(const Scheduler& scheduler, const Card& card, Timestamp at, const Occasion& occasion);

  [[nodiscard]] Outcome outcome(Rating rating) const;
  [[nodiscard]] Card card(Rating rating) const;

 private:
  /// What the same seed draws for every answer, so that a longer interval never comes out shorter.
  struct Draws {
    double fuzz, balance;
  };

  [[nodiscard]] Draws draws() const noexcept;
  [[nodiscard]] Explanation choice(const Transition& to, Rating rating) const;
  [[nodiscard]] Card after(const Transition& to, const Explanation& why, Rating rating) const;

  [[nodiscard]] MemoryState memory_after(Rating rating) const;
  void choose_interval(Explanation& why, Rating rating) const;
  void spread(Explanation& why) const;
  void keep_order(Explanation& why, Rating rating) const;
  [[nodiscard]] std::optional<int> days_unordered(Rating rating) const;
  [[nodiscard]] int least_days(Rating rating) const;
  void balance(Explanation& why, int least) const;
  [[nodiscard]] Timestamp due(const Explanation& why) const;

  const Scheduler& scheduler_;
  const Card& card_;
  Timestamp at_;
  const Occasion& occasion_;
  std::int64_t today_;
  double elapsed_days_;
};

}  // namespace haven::srs::detail
