#pragma once

// The plan for an exam, in the making: cards as positions, prices settled on a sample of them, every card judged.
// Private.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "haven/srs/exam_date.hpp"

#include "srs/encounter.hpp"
#include "srs/exam_prices.hpp"
#include "srs/memory_grid.hpp"

namespace haven::srs::detail {

inline constexpr double minutes_of_a_day = 1440.0;

/// One plan in the making.
class ExamPlanner {
 public:
  ExamPlanner(const Scheduler& scheduler, std::span<const Card> cards, Timestamp now, const ExamOptions& options);

  ExamPlan plan();

 private:
  [[nodiscard]] StudyDays study_days() const;
  [[nodiscard]] double elapsed(const Card& card) const;
  [[nodiscard]] bool met_today(std::size_t place) const;
  [[nodiscard]] bool on_step(std::size_t place) const {
    return met_today(place) && cards_[place].state != CardState::review;
  }
  void take_positions();
  bool start_from_last_plan();
  [[nodiscard]] std::vector<std::size_t> possible_days(std::size_t place) const;
  [[nodiscard]] double left_alone(std::size_t place) const;
  [[nodiscard]] Position position(std::size_t place, double weight) const;
  /// What a meeting on a day leaves is worth, gross of the price of its seconds, and its seconds.
  struct Prospect {
    double worth = 0.0;
    double seconds = 0.0;
  };
  [[nodiscard]] Prospect prospect(std::size_t place, std::size_t day) const;
  [[nodiscard]] ExamCard judge(std::size_t place) const;
  [[nodiscard]] std::vector<ExamCard> judge_all() const;
  [[nodiscard]] std::vector<std::size_t> order_today(const std::vector<ExamCard>& cards) const;
  [[nodiscard]] double seconds_for_today() const;
  [[nodiscard]] std::size_t count_fitting(const ExamPlan& plan) const;
  [[nodiscard]] std::vector<ExamDay> planned_days() const;
  [[nodiscard]] ExamOutlook outlook() const;
  [[nodiscard]] std::optional<double> minutes_needed(double known) const;

  const Scheduler& scheduler_;
  std::span<const Card> cards_;
  Timestamp now_;
  const ExamOptions& options_;
  std::int64_t today_;
  StudyDays days_;
  MemoryGrid grid_;
  Encounters encounters_;
  Chances new_card_;
  ExamPrices prices_;
  std::vector<double> elapsed_;  // of each card, days to now
  std::vector<Position> positions_;
  std::optional<std::size_t> new_position_;
};

}  // namespace haven::srs::detail
