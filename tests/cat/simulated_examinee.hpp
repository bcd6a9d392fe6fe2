#pragma once

#include "haven/cat/exam.hpp"
#include "haven/core/random.hpp"

namespace haven::cat {

/// A bank of `count` 3PL items over the usual ranges.
[[nodiscard]] irt::ItemBank random_bank(std::size_t count, std::uint64_t seed);

/// Somebody of known ability, who answers by the model.
class SimulatedExaminee {
 public:
  SimulatedExaminee(double theta, std::uint64_t seed) : theta_(theta), rng_(seed) {}
  [[nodiscard]] irt::Response respond(const irt::ItemBank& bank, irt::ItemIndex item);

 private:
  double theta_;
  Rng rng_;
};

/// Lets the examinee answer until the exam ends.
void take(Exam& exam, SimulatedExaminee examinee);

}  // namespace haven::cat
