#pragma once

// The parts of a report, one source file for each. Private.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "haven/simulation/report.hpp"

namespace haven::simulation {

/// Throws Error(invalid_argument), naming `caller`, unless the parts of the result agree with each other and the pool.
void check_result(const StudyResult& result, std::size_t items, const std::string& caller);

[[nodiscard]] Precision precision_of(const StudyResult& result, std::span<const double> truth, double low, double high);
[[nodiscard]] Lengths lengths_of(const StudyResult& result);
[[nodiscard]] Exposure exposure_of(const StudyResult& result, std::size_t items);
[[nodiscard]] std::vector<ContentCoverage> content_of(const StudyResult& result, const cat::ExamPlan& plan);
[[nodiscard]] Decisions decisions_of(const StudyResult& result, const cat::ExamPlan& plan,
                                     std::span<const double> truth, int threads);

}  // namespace haven::simulation
