#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "haven/cat/conditions.hpp"
#include "haven/cat/exam.hpp"
#include "haven/cat/exam_plan.hpp"
#include "haven/simulation/study.hpp"

/// How to find the probabilities of cat::Eligibility that keep every item's exposure rate at or below a maximum. A case
/// study is given whole, so it is controlled as one item: its first item carries the probability, the others have 1.
namespace haven::simulation {

/// How Sympson-Hetter values are found.
struct SympsonHetterOptions {
  double theta_mean = 0.0;  ///< of the population that the rate refers to
  double theta_sd = 1.0;
  std::size_t candidates = 5000;  ///< of each round
  int maximum_rounds = 40;
  std::uint64_t seed = 0;
  int threads = 0;
};

/// The values k of every item, and how they were reached.
struct SympsonHetter {
  std::vector<double> k;                ///< [item] probability of being administered once selected
  std::vector<double> maximum_rate;     ///< [round] the largest exposure rate with the values that the round began with
  std::vector<double> population_rate;  ///< [item] exposure in the last round
  bool converged = false;               ///< the last round kept the rate, to two standard errors of one item's rate

  /// The values as conditions of an exam: one segment.
  [[nodiscard]] cat::Eligibility eligibility() const { return {{}, {k}}; }
};

/// Finds the values by simulation, round after round: k_i = min(1, r / P(i is selected)). Sympson & Hetter (1985).
///
/// An item counts as selected also in the exams whose draw refuses it. The draw is made once per exam and does not
/// depend on anything before the item would be selected, so P(administered) = k P(selected), and P(selected) is
/// estimated by P(administered) / k, without walking the exam a second time. Items given against the draw, because
/// nothing else was left, are not counted in it; their rate is taken off r instead. Once a round comes near to the
/// rate, the estimates of it and of all later ones are averaged, five at least, which settles the swings of the simple
/// iteration. r is `maximum_rate` less one standard error, since the largest of many rates lies above their mean. Of
/// the items that stand alone and are scored as many of the largest values as the longest exam has items are kept at 1,
/// so that an exam can go on; content areas are not looked at. No value is below 0.01.
///
/// The result depends on the options and not on the threads. Throws Error(invalid_argument) unless maximum_rate is in
/// (0, 1] and reachable (no start items, shortest exam / items of the pool at most as large), candidates in 100..10^7,
/// rounds in 1..1000, mean finite and sd finite and not negative.
[[nodiscard]] SympsonHetter calibrate_sympson_hetter(const cat::ExamPlan& plan, double maximum_rate,
                                                     const SympsonHetterOptions& options = {});

/// Which probabilities follow from what was counted.
enum class ExposureMethod {
  eligibility,  ///< min(1, r e / g), e exams in which the item was eligible, g exams that gave it; van der Linden &
                ///< Veldkamp (2004, 2007)
  restricted,   ///< 0 while the rate is at r or above, otherwise 1; Revuelta & Ponsoda (1998)
};

struct ExposureLimit {
  double maximum_rate = 0.25;
  std::vector<double> segment_bounds{};  ///< rising abilities; the rate is kept in every segment
  double fading = 0.999;                 ///< an exam counts so much less with each further one
  ExposureMethod method = ExposureMethod::eligibility;
};

/// Throws Error(invalid_argument) unless maximum_rate is in (0, 1], fading in (0, 1] and the bounds are finite and
/// rising.
void validate(const ExposureLimit& limit);

/// What a population of exams has given so far: all that exposure control by segment needs, to be stored between exams.
///
/// An exam belongs to the segment of its last estimate: the rate is kept among the candidates who are found to have
/// such an ability, and so overall, which is the mean of the segments. An item may have been chosen while the estimate
/// lay in another segment, whose probability then answers for it; hence the pairs of segments. (Counting an exam in
/// every segment that it passes, as van der Linden & Veldkamp do, controls little where all exams start in the same
/// one.) Among those who truly have such an ability the rate is somewhat higher, as far as estimates err.
struct ExposureCounters {
  std::vector<double> exams;               ///< [segment] exams that ended there, faded
  std::vector<std::vector<double>> given;  ///< [chosen in * segments + ended in][item] times given
  std::vector<std::vector<double>>
      eligible;  ///< the same: exams that ended there with the item eligible in `chosen in`

  bool operator==(const ExposureCounters&) const = default;
};

/// Counters of nothing. Throws as validate().
[[nodiscard]] ExposureCounters new_counters(const cat::ItemPool& pool, const ExposureLimit& limit);

/// Counts an exam that has ended. O(segments x items). Throws Error(invalid_argument) for counters of another size.
void record(ExposureCounters& counters, const cat::Exam& exam, const ExposureLimit& limit);

/// The probabilities for the next exams. Throws Error(invalid_argument) for counters of another size.
[[nodiscard]] cat::Eligibility next_eligibility(const ExposureCounters& counters, const cat::ItemPool& pool,
                                                const ExposureLimit& limit);

/// A study under such control: the probabilities are renewed after every `batch` candidates, who are counted in their
/// order.
struct ControlledStudy {
  StudyResult result;
  ExposureCounters counters;
};

/// As simulate(); `counters` goes on from an earlier study. options.eligibility is not used. Throws as simulate() and
/// record(), and unless 1 <= batch <= 100000.
[[nodiscard]] ControlledStudy simulate_controlled(const cat::ExamPlan& plan, std::span<const double> theta,
                                                  const ExposureLimit& limit, const StudyOptions& options = {},
                                                  std::size_t batch = 50, const ExposureCounters* counters = nullptr);

/// Share of the exams that gave each item, among the candidates whose `theta` (true or estimated, one for each) lies in
/// [low, high); all 0 when there are none. Throws Error(invalid_argument) for another number of abilities.
[[nodiscard]] std::vector<double> exposure_rates(const StudyResult& result, std::size_t items,
                                                 std::span<const double> theta, double low, double high);

/// Share of an exam's items that earlier attempts of the same candidate had given.
struct AttemptOverlap {
  double mean = 0.0;
  double maximum = 0.0;

  bool operator==(const AttemptOverlap&) const = default;
};
/// For each attempt; 0 for the first. Throws Error(invalid_argument) when the attempts are not of the same candidates.
[[nodiscard]] std::vector<AttemptOverlap> attempt_overlap(std::span<const StudyResult> attempts);

}  // namespace haven::simulation
