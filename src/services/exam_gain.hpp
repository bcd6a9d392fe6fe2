#pragma once

#include <cstddef>
#include <vector>

#include "haven/srs/memory_model.hpp"

namespace haven {

/// Cards of one memory model, column by column.
struct ExamCandidates {
  std::vector<srs::MemoryState> memory;
  std::vector<double> elapsed_days;  ///< from the last answer to now
  std::vector<double> days_left;     ///< from now to the exam
  std::vector<double> days_if_left;  ///< from the last answer to the exam
};

/// For each card what answering it now adds to the probability of recall at the exam, for each minute that it is
/// expected to take: recalled, it is supposed to be answered Good; forgotten, Again, and once more on its step.
/// It looks no further than one answer: srs::plan_for_exam() does. Pure; with FSRS-6 about 0.1 us a card.
[[nodiscard]] std::vector<double> exam_gain(const srs::MemoryModel& model, const ExamCandidates& cards);

}  // namespace haven
