// Training on a real log, repeated under other card keys until it holds some 64,000 predictions.
//
//   haven_srs_training_benchmark LOG.csv COPIES            times Haven
//   haven_srs_training_benchmark LOG.csv COPIES WEIGHT...  says how well these weights of FSRS-6 do
//
// Columns of the log: card_id, review_time_ms (UTC), rating, duration_ms; days begin at 09:00 UTC. One line a result:
// what, predictions, seconds (median of five), log loss weighted by recency, log loss.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "haven/srs/optimizer.hpp"

namespace {

using namespace haven;
using namespace haven::srs;

constexpr long long hour_ms = 3'600'000;

std::vector<LoggedReview> read_log(const char* path, std::uint64_t copies) {
  std::vector<LoggedReview> log;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    unsigned long long card = 0;
    long long at_ms = 0, rating = 0;
    if (std::sscanf(line.c_str(), "%llu,%lld,%lld", &card, &at_ms, &rating) != 3) continue;
    for (std::uint64_t copy = 0; copy < copies; ++copy)
      log.push_back({.card = card + copy * 1'000'000'000,
                     .at = {at_ms * 1'000},
                     .rating = to_rating(rating, "log"),
                     .day = (at_ms - 9 * hour_ms) / (24 * hour_ms)});
  }
  return log;
}

double median_seconds(const std::function<void()>& work) {
  std::vector<double> seconds;
  for (int round = 0; round < 6; ++round) {
    const auto began = std::chrono::steady_clock::now();
    work();
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  }
  seconds.erase(seconds.begin());  // to warm up
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

void print(const char* what, const TrainingSet& set, double seconds, const Parameters& parameters) {
  const auto predictions = predict(MemoryModel(parameters), set);
  std::printf("%s,%zu,%.4f,%.5f,%.5f\n", what, set.predictions, seconds,
              evaluate(predictions, recency_weights(predictions.size())).log_loss, evaluate(predictions).log_loss);
}

void time_training(const char* what, const TrainingSet& set, const OptimizerOptions& options) {
  OptimizerResult result;
  const double seconds = median_seconds([&] { result = optimize(set, options); });
  print(what, set, seconds, result.parameters);
}

int time_haven(const std::vector<LoggedReview>& log) {
  const auto set = make_training_set(log);
  print("FSRS-6 defaults", set, 0.0, Fsrs6Parameters{});
  // Weights and outliers as fsrs-rs has them; it reads its items ready-made, so the set is ready-made here too.
  const OptimizerOptions as_fsrs_rs{.recency = true, .without_outliers = true, .guarded = false};
  time_training("FSRS-6 1 thread", set, as_fsrs_rs);
  auto options = as_fsrs_rs;
  options.threads = 2;
  time_training("FSRS-6 2 threads", set, options);
  options.guarded = true;
  time_training("FSRS-6 2 threads guarded", set, options);
  options.guarded = false;
  options.present = Fsrs7Parameters{};
  time_training("FSRS-7 2 threads", make_training_set(log, {.day_rule = FractionalDays{}}), options);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto log = read_log(argv[1], std::strtoull(argv[2], nullptr, 10));
  if (argc == 3) return time_haven(log);
  std::vector<double> weights;
  for (int i = 3; i < argc; ++i) weights.push_back(std::strtod(argv[i], nullptr));
  print("weights given", make_training_set(log), 0.0, make_parameters(Algorithm::fsrs_6, weights));
  return 0;
}
