#pragma once

// How a state begins, and what a stored one must fulfil. Private.

#include <cstddef>
#include <span>
#include <string>

#include "haven/cat/exam.hpp"

#include "cat/progress.hpp"

namespace haven::cat {

/// The state of an exam that begins: its conditions checked, its eligibility drawn.
[[nodiscard]] ExamState new_state(const ExamPlan& plan, std::uint64_t seed, const Conditions& conditions);

/// Throws Error(corrupt_data) unless the stored conditions name items of the pool and segments in order.
void check_conditions(const ItemPool& pool, const ExamState& state);

/// Throws Error(corrupt_data) for a step that cannot follow `steps`.
void check_step(const ExamPlan::Data& plan, const Progress& progress, std::span<const Step> steps, const Step& step);

[[noreturn]] void corrupt_step(std::size_t step, const std::string& what);

}  // namespace haven::cat
