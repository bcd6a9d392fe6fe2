#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "haven/srs/memory_model.hpp"
#include "haven/srs/review_log.hpp"

namespace haven::srs {

/// What a model said of one review before it happened, and what then happened.
struct Prediction {
  std::uint64_t card = 0;
  double probability = 0.0;  ///< of recall
  bool recalled = false;     ///< any rating but Again
  double elapsed_days = 0.0;
  int reviews = 0;  ///< next-day reviews of the card so far, this one included
  int lapses = 0;   ///< next-day reviews before it that were answered with Again
};

/// The predictions of a model for every review that the set asks for, in the order of time. O(steps), about 60 ns each.
[[nodiscard]] std::vector<Prediction> predict(const MemoryModel& model, const TrainingSet& set);

/// How good predictions are. All NaN when there are none.
struct Metrics {
  std::size_t predictions = 0;
  double recall = std::numeric_limits<double>::quiet_NaN();     ///< share recalled
  double log_loss = std::numeric_limits<double>::quiet_NaN();   ///< mean of -log(probability of what happened)
  double rmse_bins = std::numeric_limits<double>::quiet_NaN();  ///< of predictions against recall in bins, see below
  double auc = std::numeric_limits<double>::quiet_NaN();        ///< area under the ROC curve, ties at half
};

/// `weights`: one per prediction, not negative; none means all equal. Probabilities are kept within 1e-5..1 - 1e-5 for
/// the log loss. RMSE(bins) compares mean prediction and share recalled where elapsed days, reviews and lapses fall in
/// the same cell of the logarithmic grid of fsrs-rs; it can be gamed, so never judge by it alone. The AUC is NaN when
/// all or none were recalled. O(n log n). Throws Error(invalid_argument) when the counts differ or a weight is negative
/// or no number.
[[nodiscard]] Metrics evaluate(std::span<const Prediction> predictions, std::span<const double> weights = {});

/// 0.25 + 0.75 (i/(n-1))^3: as fsrs-rs and Anki weigh predictions, the latest most.
[[nodiscard]] std::vector<double> recency_weights(std::size_t predictions);

/// One bar of a calibration plot.
struct CalibrationBin {
  double low = 0.0, high = 0.0;  ///< range of predicted probability
  std::size_t count = 0;
  double predicted = 0.0;  ///< mean; NaN in an empty bin
  double recalled = 0.0;   ///< share; NaN in an empty bin
};

/// Predictions in `bins` equal ranges of probability, 1 included in the last. Throws Error(invalid_argument) unless
/// `bins` is in 1..1000.
[[nodiscard]] std::vector<CalibrationBin> calibration(std::span<const Prediction> predictions, int bins = 20);

/// Train on the predictions before `train_end`, test on [train_end, test_end).
struct Fold {
  std::size_t train_end = 0;
  std::size_t test_end = 0;
};

/// Folds in the order of time: the predictions are cut into count + 1 equal segments, the last taking the rest; fold k
/// trains on the first k + 1 and tests on the next. Empty when there are fewer predictions than segments.
[[nodiscard]] std::vector<Fold> time_ordered_folds(std::size_t predictions, std::size_t count = 5);

}  // namespace haven::srs
