#pragma once

// What a second of study is worth on each day before an exam, and what a memory is worth at those prices. Private.
//
// The problem: every card may be met on some days before the exam; each meeting costs seconds, of which each day has
// only so many; the sum of the probabilities of recall at the exam is to be as high as possible. With a price on the
// seconds of each day (Lagrange multipliers) the cards come apart: the worth of a memory after a meeting on day i is
//   W_i(state) = max(R at the exam if left alone,
//                    max over j > i of E[W_j(state after a meeting on day j)] - price_j E[seconds]),
// solved backwards on a grid of states. The maximum is a soft one (with a temperature), so that cards that are alike
// spread over days that are nearly as good. The prices are those at which the dual problem is least: there the expected
// use of every day is what it has. The dual is convex and smooth, and its slope is the time that is left.

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "srs/encounter.hpp"
#include "srs/memory_grid.hpp"

namespace haven::srs::detail {

/// The days of study before an exam, from today.
struct StudyDays {
  std::vector<double> seconds;                              ///< that each day has at most; 0: none
  double in_all = std::numeric_limits<double>::infinity();  ///< seconds that all days together have at most
  std::vector<double> to_exam;                              ///< days from each day's study to the exam
};

/// A possible next meeting.
struct Meeting {
  std::size_t day = 0;
  Chances chances;
};

/// Cards that are in the same position.
struct Position {
  double cards = 1.0;
  double left_alone = 0.0;  ///< recall at the exam without another meeting
  std::vector<Meeting> meetings;
};

class ExamPrices {
 public:
  ExamPrices(const MemoryModel& model, const MemoryGrid& grid, const Encounters& encounters, StudyDays days);

  /// Prices to start from, per second; days beyond them keep a guess.
  void start_from(std::span<const double> prices);
  /// Moves the prices until the days are used up as far as that is worth while. `nearly`: they are about right already.
  void settle(std::span<const Position> positions, bool nearly);
  /// The same for days of so many times the seconds.
  [[nodiscard]] ExamPrices settled_with(double times, std::span<const Position> positions) const;
  /// And for days without limit: every meeting is free.
  [[nodiscard]] ExamPrices free_of_limits(std::span<const Position> positions) const;

  [[nodiscard]] double price(std::size_t day) const noexcept { return price_[day]; }
  /// What memories are worth after the meetings of a day, by node of the grid.
  [[nodiscard]] const double* worth_after(std::size_t day) const noexcept { return worth_.data() + day * nodes_; }

  /// What the settled prices come to: cards known at the exam, seconds of a day, cards of a position met at all.
  [[nodiscard]] double expected_known() const noexcept { return known_; }
  [[nodiscard]] double expected_seconds(std::size_t day) const noexcept { return used_[day]; }
  [[nodiscard]] double expected_met(const Position& position) const;

  /// Days from one meeting to the next that are considered, ascending: every day at first, then in steps of an eighth.
  [[nodiscard]] static std::vector<std::size_t> gaps(std::size_t days);

 private:
  [[nodiscard]] double net_worth(std::size_t day, const Chances& chances) const noexcept;
  void set_temperature(double relative);
  void solve();
  void choose(std::size_t day, std::size_t node);
  void spend(std::span<const Position> positions);
  void spend_from(const Position& position);
  void spend_node(std::size_t day, std::size_t node);
  void meet(double cards, std::size_t day, const Chances& chances);
  void take(std::span<const double> x);
  [[nodiscard]] double dual(std::span<const double> x, std::span<double> slope, std::span<const Position> positions);
  void search(std::span<const Position> positions, double temperature);
  /// What becomes of the cards of a position: the shares left alone, then of each meeting, and what one card is worth.
  struct Choice {
    std::vector<double> shares;
    double worth = 0.0;
  };
  [[nodiscard]] Choice choice_of(const Position& position) const;

  StudyDays days_;
  std::size_t nodes_ = 0;
  std::vector<std::size_t> gaps_;
  double temperature_ = 0.03;
  std::vector<Chances> next_;       // [gap][node]
  std::vector<double> left_alone_;  // [day][node]
  std::vector<double> worth_;       // [day][node]
  std::vector<double> choice_;      // [day][node][gap]: probability of that next meeting
  std::vector<double> mass_;        // [day][node]: cards expected there
  std::vector<double> price_;       // [day]
  std::vector<double> used_;        // [day]: seconds
  double unit_ = 1.0;               // of the prices in the search
  double known_ = 0.0, worth_of_cards_ = 0.0;
};

}  // namespace haven::srs::detail
