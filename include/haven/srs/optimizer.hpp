#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "haven/srs/evaluation.hpp"
#include "haven/srs/parameters.hpp"
#include "haven/srs/review_log.hpp"

namespace haven::srs {

/// Where training stands. It may end before the last step.
struct TrainingProgress {
  int step = 0;
  int most_steps = 0;
  double loss = 0.0;  ///< mean weighted log loss with the regulariser's share
};

struct OptimizerOptions {
  /// The weights in use, FSRS-6 or FSRS-7: which model is trained, and what the trained weights must beat.
  Parameters present = Fsrs6Parameters{};
  /// What weights are drawn towards, the more the less a log says: for instance the pooled weights of a host's
  /// learners. Absent: the defaults of the model.
  std::optional<Parameters> prior = std::nullopt;
  /// Strength of that pull: times the sum of squared distances, in standard deviations over learners. 0.5 takes the
  /// prior at its word, 1 is what fsrs-rs uses.
  double regularisation = 1.0;
  bool recency = false;           ///< weigh predictions by recency_weights()
  bool without_outliers = false;  ///< leave out cards with a rare first interval, as fsrs-rs does
  bool guarded = true;            ///< take new weights only as far as they foretell later reviews better
  /// So many of the first predictions have the present weights seen, when they were trained on this log themselves: the
  /// guard judges on later ones alone.
  std::size_t seen = 0;
  /// FSRS-7 alone: also hold down intervals that grow by large factors, and ones of less than ten minutes at a
  /// retention of 0.99. As srs-benchmark has it, where it is off by default too, for it costs accuracy.
  bool schedule_penalties = false;
  int relearning_steps = 1;   ///< as clipped() takes it
  int threads = 1;            ///< 0: as many as the processor has; the result is the same, bit for bit
  std::uint64_t seed = 2023;  ///< shuffles the cards of large logs
  std::function<bool(const TrainingProgress&)> progress = nullptr;  ///< false cancels; called from the calling thread
};

/// What became of a training.
enum class TrainingVerdict {
  trained,      ///< new weights
  not_better,   ///< the present weights foretold later reviews as well, or there are none that they have not seen: kept
  too_few,      ///< fewer than 100 predictions to learn from, or without the guard 8: kept
  one_outcome,  ///< nothing, or everything, was forgotten, so the log tells nothing of when: kept
  cancelled,    ///< kept
};

/// "trained", "not_better", "too_few", "one_outcome", "cancelled".
[[nodiscard]] std::string_view to_string(TrainingVerdict verdict) noexcept;

struct OptimizerResult {
  Parameters parameters;  ///< the trained weights, or the present ones
  TrainingVerdict verdict = TrainingVerdict::trained;
  double share = 0.0;        ///< of the way from the present to the trained weights that `parameters` went, 0 to 1
  std::size_t outliers = 0;  ///< predictions that were left out of training
  Metrics before, after;     ///< of the present weights and of `parameters` on the whole set, unweighted
  Metrics held_out_before, held_out_after;  ///< of present and trained weights on later reviews; if guarded
};

/// Fits the weights of a model to a log.
///
/// The result is the maximum a posteriori estimate: the least log loss plus the regulariser, within the ranges of the
/// weights. Gradients are analytic, back through each whole history. First stabilities have a log-normal prior, so no
/// separate search for them is needed. Afterwards they are made to rise with the rating. What belongs to a rating that
/// the log does not have (two buttons) stays as it is at present: the first stability, unless one in use has passed it,
/// and the weights of Hard and Easy.
///
/// Guard: the set is cut by time (time_ordered_folds(): all five below 4,096 predictions, else the last alone) and
/// what was trained on each part foretells the next. With a gain of g in the sum of log likelihoods over the present
/// weights, the result goes the share 1 - 2/g of the way to the trained ones, in the coordinates of the prior; with 2
/// or less the present ones are kept. On parts of 16 to 2,048 reviews of a real log this was never worse on other
/// reviews than the defaults, and better on average from 512 on. Present weights that were trained on the same log must
/// not be judged on what they have seen: `seen` leaves that out.
///
/// About 0.1 us a review and step (FSRS-7: 0.4 us); training takes some 20 steps, the guard about twice the time again
/// where there are five folds. Deterministic. An empty set is too few. Throws Error(invalid_argument) for SM-2, which
/// has nothing to fit, a prior of another model, weights out of range, or an option out of its range.
[[nodiscard]] OptimizerResult optimize(const TrainingSet& set, const OptimizerOptions& options = {});

}  // namespace haven::srs
