#pragma once

// The log of one real learner, and what a model foretells of it.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "haven/srs/evaluation.hpp"
#include "haven/srs/optimizer.hpp"
#include "haven/srs/review_log.hpp"

namespace example {

using Log = std::vector<haven::srs::LoggedReview>;

/// Columns card_id, review_time_ms (UTC), rating, duration_ms, after a line of names. A day begins at 09:00 UTC, when
/// this learner never reviews. Throws std::runtime_error for a file that cannot be read.
[[nodiscard]] Log read_log(const std::string& path);

/// Days as the model counts them: whole ones for FSRS-6, with the fraction for FSRS-7.
[[nodiscard]] haven::srs::TrainingSetOptions options_for(haven::srs::Algorithm algorithm);

[[nodiscard]] haven::srs::Metrics foretold(const haven::srs::Parameters& parameters,
                                           const haven::srs::TrainingSet& set);

/// Trained on the beginning of the log and tested on what followed, for each of five time-ordered folds; the
/// predictions of all of them together. Without training the same folds of the present weights.
[[nodiscard]] haven::srs::Metrics on_folds(const Log& log, const haven::srs::OptimizerOptions& training, bool train);

}  // namespace example
