#pragma once

// One simulated candidate, and what is kept of the exam. Private.

#include <cstdint>
#include <span>
#include <vector>

#include "haven/simulation/study.hpp"

namespace haven::simulation {

/// Throws Error(invalid_argument) for what simulate() refuses.
void check_study(const cat::ExamPlan& plan, std::span<const double> theta, const StudyOptions& options);

/// How many candidates a study has.
[[nodiscard]] std::size_t count_candidates(const cat::ExamPlan& plan, std::span<const double> theta,
                                           const StudyOptions& options);

/// The exam of one candidate, taken to its end.
[[nodiscard]] cat::Exam take_exam(const cat::ExamPlan& plan, std::span<const double> theta, const StudyOptions& options,
                                  std::size_t candidate);

/// An exam without what a study does not keep, in memory that the next one uses again.
struct ExamRecord {
  std::vector<irt::ItemIndex> items;
  std::vector<irt::Response> responses;
  std::vector<double> theta, standard_error;
  std::vector<cat::Relaxation> relaxed;
  irt::AbilityEstimate ability;
  int scored_items = 0;
  cat::StopReason stop_reason = cat::StopReason::maximum_length;
  cat::Decision decision = cat::Decision::none;

  void take(const cat::Exam& exam);
};

void append(StudyResult& result, const ExamRecord& record);

}  // namespace haven::simulation
