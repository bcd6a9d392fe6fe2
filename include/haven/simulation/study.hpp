#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "haven/cat/conditions.hpp"
#include "haven/cat/exam.hpp"
#include "haven/cat/exam_plan.hpp"
#include "haven/core/clock.hpp"
#include "haven/irt/ability.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

namespace haven::simulation {

/// How the candidates of a study behave, besides their ability.
struct StudyOptions {
  std::uint64_t seed = 0;
  int threads = 0;  ///< 0: as many as the processor runs at once; the result does not depend on it

  /// Answers that people really gave, one row for each candidate, one column for each item of the pool: the study is
  /// post hoc. An item that a candidate has not answered (missing) is not available in their exam.
  std::span<const irt::Response> responses{};
  /// Items that each candidate has seen in earlier exams; empty: none have. See ExposureRule::maximum_overlap.
  std::span<const std::vector<irt::ItemIndex>> seen{};
  cat::Eligibility eligibility{};  ///< the same for all; each exam draws from it

  /// Standard deviation of a normal effect, added to the ability in all items of one set: what the items of a case
  /// study share besides the ability (Bradlow, Wainer & Wang 1999). The exam knows nothing of it.
  double testlet_effect_sd = 0.0;
  Duration time_per_item{};  ///< every answer takes so long; matters where the blueprint has a time limit
};

/// What happened in a study. Steps of all candidates lie one after the other: those of candidate i at
/// offsets[i] .. offsets[i + 1] - 1.
struct StudyResult {
  std::vector<std::size_t> offsets{0};
  std::vector<irt::ItemIndex> items;          ///< [step]
  std::vector<irt::Response> responses;       ///< [step]
  std::vector<double> theta;                  ///< [step] estimate after it
  std::vector<double> standard_error;         ///< [step]
  std::vector<cat::Relaxation> relaxed;       ///< [step] rules that the choice of the item could not heed
  std::vector<irt::AbilityEstimate> ability;  ///< [candidate] the last estimate
  std::vector<int> scored_items;              ///< [candidate]
  std::vector<cat::StopReason> stop_reason;   ///< [candidate]
  std::vector<cat::Decision> decision;        ///< [candidate]

  [[nodiscard]] std::size_t candidates() const noexcept { return ability.size(); }
  /// Items given to a candidate, pretest ones included.
  [[nodiscard]] int length(std::size_t candidate) const noexcept {
    return static_cast<int>(offsets[candidate + 1] - offsets[candidate]);
  }
  [[nodiscard]] std::span<const irt::ItemIndex> items_of(std::size_t candidate) const noexcept {
    return std::span(items).subspan(offsets[candidate], offsets[candidate + 1] - offsets[candidate]);
  }

  bool operator==(const StudyResult&) const = default;
};

/// Gives every candidate an exam.
///
/// Candidate i has the seed mix(seed ^ mix(i)), for the exam and for the answers, so the result is the same bit for bit
/// for every number of threads and on every platform. The answer of a candidate to an item depends on nothing but seed,
/// candidate and item: two blueprints that are compared with the same seed are compared on the same answers. `theta`
/// are the true abilities; with `responses` it may be empty. Beside the exams themselves it costs 100 ns a step.
///
/// A missing response is kept out of reach as an item seen before, so it needs a blueprint with maximum_overlap = 0.
/// Throws Error(invalid_argument) for that, abilities that are not finite, a row or score that does not fit, an item
/// that is not in the pool, and bad options; Errors of cat::Exam for the eligibility.
[[nodiscard]] StudyResult simulate(const cat::ExamPlan& plan, std::span<const double> theta,
                                   const StudyOptions& options = {});

/// Attempt after attempt of the same candidates: each exam takes the items of all earlier ones as seen. One result for
/// each attempt; the seed of attempt n is mix(seed + n). Throws as simulate(), and unless 1 <= attempts <= 1000.
[[nodiscard]] std::vector<StudyResult> simulate_attempts(const cat::ExamPlan& plan, std::span<const double> theta,
                                                         int attempts, const StudyOptions& options = {});

/// Abilities drawn from a normal distribution. Throws Error(invalid_argument) unless mean is finite, and sd finite and
/// not negative.
[[nodiscard]] std::vector<double> draw_abilities(std::size_t count, double mean, double sd, std::uint64_t seed);

}  // namespace haven::simulation
