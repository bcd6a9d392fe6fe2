#include "log.hpp"

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "haven/srs/memory_model.hpp"

namespace example {

namespace srs = haven::srs;

namespace {

constexpr long long hour_ms = 3'600'000;

/// The shortest beginning of the log that holds so many predictions.
std::span<const srs::LoggedReview> beginning(const Log& log, const srs::TrainingSetOptions& options,
                                             std::size_t predictions) {
  std::size_t low = 0, high = log.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const bool enough = make_training_set(std::span(log).first(middle), options).predictions >= predictions;
    (enough ? high : low) = enough ? middle : middle + 1;
  }
  return std::span(log).first(low);
}

}  // namespace

Log read_log(const std::string& path) {
  std::ifstream file(path);
  if (!file.is_open()) throw std::runtime_error(path + " cannot be read");
  Log log;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    unsigned long long card = 0;
    long long at_ms = 0, rating = 0, duration_ms = 0;
    if (std::sscanf(line.c_str(), "%llu,%lld,%lld,%lld", &card, &at_ms, &rating, &duration_ms) != 4)
      throw std::runtime_error(path + ": line " + std::to_string(log.size() + 2) + " is no row of four numbers");
    log.push_back({.card = card,
                   .at = {at_ms * 1'000},
                   .rating = srs::to_rating(rating, "log"),
                   .duration = {duration_ms * 1'000},
                   .day = (at_ms - 9 * hour_ms) / (24 * hour_ms)});
  }
  return log;
}

srs::TrainingSetOptions options_for(srs::Algorithm algorithm) {
  if (algorithm == srs::Algorithm::fsrs_7) return {.day_rule = srs::FractionalDays{}};
  return {};
}

srs::Metrics foretold(const srs::Parameters& parameters, const srs::TrainingSet& set) {
  return evaluate(predict(srs::MemoryModel(parameters), set));
}

srs::Metrics on_folds(const Log& log, const srs::OptimizerOptions& training, bool train) {
  const auto options = options_for(algorithm_of(training.present));
  const auto set = make_training_set(log, options);
  std::vector<srs::Prediction> pooled;
  for (const srs::Fold& fold : srs::time_ordered_folds(set.predictions)) {
    srs::Parameters parameters = training.present;
    if (train)
      parameters = optimize(make_training_set(beginning(log, options, fold.train_end), options), training).parameters;
    const auto all = predict(srs::MemoryModel(parameters), set);
    pooled.insert(pooled.end(), all.begin() + static_cast<std::ptrdiff_t>(fold.train_end),
                  all.begin() + static_cast<std::ptrdiff_t>(fold.test_end));
  }
  return evaluate(pooled);
}

}  // namespace example
