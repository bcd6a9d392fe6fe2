#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "haven/cat/exam_plan.hpp"
#include "haven/simulation/report.hpp"
#include "haven/simulation/study.hpp"

/// What Python holds of a simulated study.
namespace haven::python {

struct Simulation {
  cat::ExamPlan plan;
  std::vector<double> truth;  ///< empty in a post-hoc study without abilities
  std::uint64_t seed;
  simulation::StudyResult result;
};

struct SimulationReport {
  std::shared_ptr<const Simulation> simulation;
  haven::simulation::StudyReport values;
};

}  // namespace haven::python
