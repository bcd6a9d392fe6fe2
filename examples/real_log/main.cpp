// Training on the log of one real learner: how well FSRS-6 and FSRS-7 foretell it by default and trained, in sample and
// on later reviews, beside what fsrs-rs came to; and what the guard lets through from a few reviews. Prints the tables
// of docs/spaced_repetition.md. Fails when a figure is worse than its target.
//
// The log, from py-fsrs's tests, is not part of this repository.
//
// Usage: haven_example_real_log [REVIEW_LOG.csv]   default: fsrs/review_log.csv in the folder HAVEN_REFERENCE_DIR

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>

#include "guard.hpp"
#include "log.hpp"

namespace {

using example::Log;
namespace srs = haven::srs;

bool met_all = true;

const char* judged(bool met) {
  met_all = met_all && met;
  return met ? "met" : "MISSED";
}

/// The most that the log loss may be, in sample and on the folds.
struct Target {
  double in_sample = std::numeric_limits<double>::infinity();
  double folds = std::numeric_limits<double>::infinity();
};

void print_row(const char* name, const srs::Metrics& in_sample, const srs::Metrics& folds, const Target& target) {
  std::printf("| %s | %.4f / %.4f / %.4f | %.4f / %.4f / %.4f |", name, in_sample.log_loss, in_sample.rmse_bins,
              in_sample.auc, folds.log_loss, folds.rmse_bins, folds.auc);
  if (std::isfinite(target.folds))
    std::printf(" %.4f and %.4f: %s", target.in_sample, target.folds,
                judged(in_sample.log_loss <= target.in_sample && folds.log_loss <= target.folds));
  std::printf(" |\n");
}

void print_model(const Log& log, srs::Algorithm algorithm, const std::string& name, const Target& of_defaults) {
  srs::OptimizerOptions training{.present = srs::default_parameters(algorithm)};
  const auto set = make_training_set(log, example::options_for(algorithm));
  print_row((name + " defaults").c_str(), example::foretold(training.present, set),
            example::on_folds(log, training, false), of_defaults);
  for (const bool guarded : {false, true}) {
    training.guarded = guarded;
    const auto fit = optimize(set, training);
    print_row((name + (guarded ? " trained, guarded" : " trained")).c_str(), fit.after,
              example::on_folds(log, training, true), {0.4436, 0.4318});
  }
}

/// fsrs-rs 6.5.0 on the same log and folds, as published with it.
void print_fsrs_rs() {
  print_row("fsrs-rs 6.5.0, FSRS-6 trained", {.log_loss = 0.4426, .rmse_bins = 0.0608, .auc = 0.7473},
            {.log_loss = 0.4298, .rmse_bins = 0.0521, .auc = 0.6780}, {});
}

void print_metrics(const Log& log) {
  std::printf(
      "Log loss / RMSE(bins) / AUC; log loss at most:\n\n| | in sample | five time-ordered folds | target |\n"
      "|---|---|---|---|\n");
  constexpr double rounding = 0.5e-4;  // of what fsrs-rs printed
  print_model(log, srs::Algorithm::fsrs_6, "FSRS-6", {0.4556 + rounding, 0.4326 + rounding});
  print_fsrs_rs();
  print_model(log, srs::Algorithm::fsrs_7, "FSRS-7", {});
}

void print_guard(const Log& log) {
  constexpr int repetitions = 40;
  constexpr double most = 0.002;
  std::printf(
      "\nTrained on some reviews of chosen cards, %d times each: change of the log loss on the other cards.\n\n"
      "| model | reviews | new weights taken | mean change | worst change | target |\n|---|---|---|---|---|---|\n",
      repetitions);
  for (const auto algorithm : {srs::Algorithm::fsrs_6, srs::Algorithm::fsrs_7}) {
    for (const std::size_t reviews : {16U, 32U, 64U, 128U, 256U, 512U}) {
      const auto result = example::try_guard(log, algorithm, reviews, repetitions);
      std::printf("| %s | %zu | %d | %+.4f | %+.4f | %.3f: %s |\n", std::string(to_string(algorithm)).c_str(), reviews,
                  result.trained, result.mean_change, result.worst_change, most, judged(result.worst_change <= most));
      std::fflush(stdout);
    }
  }
}

std::string path_of_log() {
  const char* folder = std::getenv("HAVEN_REFERENCE_DIR");
  if (folder == nullptr)
    throw std::runtime_error("name the log, or the folder of fsrs/review_log.csv in HAVEN_REFERENCE_DIR");
  return std::string(folder) + "/fsrs/review_log.csv";
}

}  // namespace

int main(int argc, char** argv) try {
  const Log log = example::read_log(argc > 1 ? argv[1] : path_of_log());
  print_metrics(log);
  print_guard(log);
  return met_all ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
