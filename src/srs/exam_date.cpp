#include "haven/srs/exam_date.hpp"

#include <array>
#include <string>

#include "haven/core/error.hpp"

#include "srs/exam_planner.hpp"
#include "srs/names.hpp"

namespace haven::srs {
namespace {

constexpr std::int64_t longest_plan = 400;  // days
using detail::minutes_of_a_day;
constexpr std::array<std::string_view, 4> advice_names = {"finish", "study", "later", "leave"};

void check(const Scheduler& scheduler, Timestamp now, const ExamOptions& options) {
  const auto require = [](bool holds, const std::string& rule) {
    if (!holds) throw Error(ErrorCode::invalid_argument, "exam plan: " + rule);
  };
  require(scheduler.model().algorithm() != Algorithm::sm_2, "sm-2 has no forgetting curve to plan by");
  require(options.exam > now, "the exam must lie ahead");
  require(options.exam - now <= Duration::days(longest_plan), "the exam must be at most 400 days ahead");
  const double minutes = options.minutes_per_day, today = options.minutes_today.value_or(minutes);
  require(minutes >= 0.0 && minutes <= minutes_of_a_day,
          "minutes_per_day must be in 0..1440, got " + std::to_string(minutes));
  require(today >= 0.0 && today <= minutes_of_a_day, "minutes_today must be in 0..1440, got " + std::to_string(today));
  const double in_all = options.minutes_in_all.value_or(0.0);
  require(in_all >= 0.0 && in_all < 1e9, "minutes_in_all must be 0 or more, got " + std::to_string(in_all));
  require(options.target >= 0.0 && options.target <= 1.0,
          "target must be in 0..1, got " + std::to_string(options.target));
  check(options.habits);
}

}  // namespace

std::string_view to_string(ExamAdvice advice) noexcept {
  return detail::name_at(static_cast<std::size_t>(advice), advice_names);
}

ExamPlan plan_for_exam(const Scheduler& scheduler, std::span<const Card> cards, Timestamp now,
                       const ExamOptions& options) {
  check(scheduler, now, options);
  return detail::ExamPlanner(scheduler, cards, now, options).plan();
}

}  // namespace haven::srs
