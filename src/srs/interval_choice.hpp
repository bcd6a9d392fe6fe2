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
  /// Days within which balancing may move an answer, both ends included.
  struct Bounds {
    int first, last;
  };
  /// Whole days that Hard, Good and Easy come to, in order; absent where an answer leads to a step, 0 where its
  /// interval is kept to the second.
  struct OrderedDays {
    std::optional<int> hard, good, easy;
  };

  [[nodiscard]] Draws draws() const noexcept;
  [[nodiscard]] Explanation choice(const Transition& to, Rating rating) const;
  [[nodiscard]] Card after(const Transition& to, const Explanation& why, Rating rating) const;
  [[nodiscard]] MemoryState memory_after(Rating rating) const;
  void set_interval(Explanation& why, Rating rating) const;
  void spread(Explanation& why) const;
  [[nodiscard]] std::optional<int> days_unordered(Rating rating) const;
  [[nodiscard]] OrderedDays ordered_days() const;
  [[nodiscard]] Bounds keep_order(Explanation& why, Rating rating) const;
  void balance(Explanation& why, Bounds bounds) const;
  [[nodiscard]] Timestamp due(const Explanation& why) const;

  const Scheduler& scheduler_;
  const Card& card_;
  Timestamp at_;
  const Occasion& occasion_;
  bool calendar_;
  std::int64_t today_;  ///< the local day, as noted if it was
  double elapsed_days_;
};

}  // namespace haven::srs::detail
