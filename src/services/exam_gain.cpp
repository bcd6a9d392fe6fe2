#include "services/exam_gain.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <variant>

#include "haven/srs/batch.hpp"
#include "haven/srs/learner.hpp"

namespace haven {
namespace {

/// What a queue supposes of a learner: minutes of an answer to a card in review, its steps included.
struct Minutes {
  double recalled = 0.0, forgotten = 0.0;
};

Minutes usual_minutes() {
  constexpr std::size_t again = 0, good = 2, review = 1, relearning = 2;
  const srs::AnswerHabits habits;
  return {habits.seconds[review][good] / 60.0,
          (habits.seconds[review][again] + habits.seconds[relearning][good]) / 60.0};
}

/// Probabilities that the gain is made of, card by card.
struct Chances {
  std::vector<double> now;         ///< of recall now
  std::vector<double> if_left;     ///< at the exam, without an answer before
  std::vector<double> after_good;  ///< at the exam, after each of two answers
  std::vector<double> after_again;
};

srs::MemoryColumns columns_of(const std::vector<srs::MemoryState>& memory) {
  srs::MemoryColumns columns;
  for (const srs::MemoryState& state : memory) {
    columns.stability.push_back(srs::stability(state));
    columns.difficulty.push_back(srs::difficulty(state));
    if (const auto* both = std::get_if<srs::Fsrs7State>(&state)) columns.stability_fast.push_back(both->stability_fast);
  }
  return columns;
}

std::vector<double> recall_after(srs::Rating rating, const srs::MemoryModel& model, srs::MemoryColumns columns,
                                 const ExamCandidates& cards) {
  const std::vector<std::uint8_t> ratings(columns.size(), static_cast<std::uint8_t>(rating));
  srs::review_all(model, columns, cards.elapsed_days, ratings);
  return srs::retrievability_all(model, columns, cards.days_left);
}

Chances in_columns(const srs::MemoryModel& model, const ExamCandidates& cards) {
  const srs::MemoryColumns columns = columns_of(cards.memory);
  return {srs::retrievability_all(model, columns, cards.elapsed_days),
          srs::retrievability_all(model, columns, cards.days_if_left),
          recall_after(srs::Rating::good, model, columns, cards),
          recall_after(srs::Rating::again, model, columns, cards)};
}

/// SM-2 has no columns.
Chances one_by_one(const srs::MemoryModel& model, const ExamCandidates& cards) {
  Chances chances;
  for (std::size_t i = 0; i < cards.memory.size(); ++i) {
    const srs::MemoryState& state = cards.memory[i];
    const auto after = [&](srs::Rating rating) {
      return model.retrievability(model.next(state, cards.elapsed_days[i], rating), cards.days_left[i]);
    };
    chances.now.push_back(model.retrievability(state, cards.elapsed_days[i]));
    chances.if_left.push_back(model.retrievability(state, cards.days_if_left[i]));
    chances.after_good.push_back(after(srs::Rating::good));
    chances.after_again.push_back(after(srs::Rating::again));
  }
  return chances;
}

}  // namespace

std::vector<double> exam_gain(const srs::MemoryModel& model, const ExamCandidates& cards) {
  const bool has_columns = model.algorithm() != srs::Algorithm::sm_2;
  const Chances chances = has_columns ? in_columns(model, cards) : one_by_one(model, cards);
  const Minutes minutes = usual_minutes();
  std::vector<double> gain(cards.memory.size());
  for (std::size_t i = 0; i < gain.size(); ++i) {
    const double now = chances.now[i];
    const double recall = now * chances.after_good[i] + (1.0 - now) * chances.after_again[i];
    gain[i] = (recall - chances.if_left[i]) / (now * minutes.recalled + (1.0 - now) * minutes.forgotten);
  }
  return gain;
}

}  // namespace haven
