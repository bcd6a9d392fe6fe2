// What evaluation and training come to on a real log, beside what fsrs-rs came to on it. The log, from py-fsrs's tests,
// is not part of this repository: it is read from the folder that HAVEN_REFERENCE_DIR names, as fsrs/review_log.csv,
// and this program is a test only where that was known when the build was configured.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/srs/optimizer.hpp"
#include "haven/srs/step_advice.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

using Log = std::vector<LoggedReview>;

constexpr long long hour_ms = 3'600'000;

/// The day rolls over at 09:00 UTC, when this learner never reviews.
LoggedReview parse_row(const std::string& line) {
  unsigned long long card = 0;
  long long at_ms = 0, rating = 0, duration_ms = 0;
  REQUIRE(std::sscanf(line.c_str(), "%llu,%lld,%lld,%lld", &card, &at_ms, &rating, &duration_ms) == 4);
  return {.card = card,
          .at = {at_ms * 1'000},
          .rating = to_rating(rating, "log"),
          .duration = {duration_ms * 1'000},
          .day = (at_ms - 9 * hour_ms) / (24 * hour_ms)};
}

Log read_log() {
  const char* folder = std::getenv("HAVEN_REFERENCE_DIR");
  REQUIRE_MESSAGE(folder != nullptr, "HAVEN_REFERENCE_DIR must name the folder that holds fsrs/review_log.csv");
  const std::string path = std::string(folder) + "/fsrs/review_log.csv";
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.is_open(), path << " cannot be read");
  std::string line;
  std::getline(file, line);  // names of columns
  Log log;
  while (std::getline(file, line)) log.push_back(parse_row(line));
  REQUIRE(log.size() == 6'220);
  return log;
}

const Log& real_log() {
  static const Log log = read_log();
  return log;
}

const TrainingSetOptions fractional = {.day_rule = FractionalDays{}};
const TrainingSetOptions same_day = {.day_rule = FractionalDays{}, .targets = Targets::same_day};

std::vector<Prediction> predictions_of(const Parameters& parameters, const TrainingSet& set) {
  return predict(MemoryModel(parameters), set);
}

/// The shortest beginning of the log that holds so many predictions.
Log beginning(const TrainingSetOptions& options, std::size_t predictions) {
  std::size_t low = 0, high = real_log().size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const bool enough = make_training_set(std::span(real_log()).first(middle), options).predictions >= predictions;
    (enough ? high : low) = enough ? middle : middle + 1;
  }
  return {real_log().begin(), real_log().begin() + static_cast<std::ptrdiff_t>(low)};
}

/// Pooled over the five folds, as the reference does it.
Metrics out_of_sample(const TrainingSetOptions& options, const OptimizerOptions& training) {
  const auto set = make_training_set(real_log(), options);
  std::vector<Prediction> pooled;
  for (const Fold& fold : time_ordered_folds(set.predictions)) {
    const auto part = make_training_set(beginning(options, fold.train_end), options);
    REQUIRE(part.predictions == fold.train_end);
    const auto all = predictions_of(optimize(part, training).parameters, set);
    pooled.insert(pooled.end(), all.begin() + static_cast<std::ptrdiff_t>(fold.train_end),
                  all.begin() + static_cast<std::ptrdiff_t>(fold.test_end));
  }
  return evaluate(pooled);
}

/// To four decimals, as the reference prints.
void check_metrics(const Metrics& metrics, double log_loss, double rmse_bins, double auc) {
  CHECK(std::abs(metrics.log_loss - log_loss) <= 0.5001e-4);
  CHECK(std::abs(metrics.rmse_bins - rmse_bins) <= 0.5001e-4);
  CHECK(std::abs(metrics.auc - auc) <= 0.5001e-4);
}

}  // namespace

TEST_CASE("real log: the figures of FSRS-6 with default weights are those of fsrs-rs") {
  const auto set = make_training_set(real_log());
  CHECK(set.predictions == 3'126);
  const auto predictions = predictions_of(Fsrs6Parameters{}, set);
  check_metrics(evaluate(predictions), 0.4556, 0.0851, 0.7302);
  CHECK(std::abs(evaluate(predictions).recall - 0.7882) <= 0.5001e-4);
  check_metrics(evaluate(std::span(predictions).subspan(521)), 0.4326, 0.0698, 0.6841);
  // fsrs-rs 0.9.3 through Python, evaluate() of all prefixes in the order of time.
  CHECK(std::abs(evaluate(predictions, recency_weights(3'126)).log_loss - 0.445334) < 1e-5);
}

TEST_CASE("real log: the figures of FSRS-7 with default weights, next day and same day") {
  const auto next = evaluate(predictions_of(Fsrs7Parameters{}, make_training_set(real_log(), fractional)));
  CHECK(next.predictions == 3'126);
  CHECK(std::abs(next.log_loss - 0.4623) <= 0.5001e-4);
  CHECK(std::abs(next.auc - 0.7156) <= 0.5001e-4);
  const auto same = evaluate(predictions_of(Fsrs7Parameters{}, make_training_set(real_log(), same_day)));
  CHECK(same.predictions == 2'484);
  CHECK(std::abs(same.log_loss - 0.5430) <= 0.5001e-4);
  CHECK(std::abs(same.auc - 0.7163) <= 0.5001e-4);
}

TEST_CASE("real log: trained FSRS-6 is better than trained fsrs-rs, in sample and on later reviews") {
  const auto set = make_training_set(real_log());
  for (const bool guarded : {false, true}) {
    const auto result = optimize(set, {.guarded = guarded});
    CHECK(result.verdict == TrainingVerdict::trained);
    CHECK(result.after.log_loss <= 0.4426);
    CHECK(result.after.rmse_bins <= 0.0608);
    CHECK(result.after.auc >= 0.7473);
    CHECK(out_of_sample({}, {.guarded = guarded}).log_loss <= 0.4298);
  }
  const auto like_fsrs_rs = optimize(set, {.recency = true, .without_outliers = true, .guarded = false});
  CHECK(evaluate(predictions_of(like_fsrs_rs.parameters, set), recency_weights(set.predictions)).log_loss <= 0.4352);
}

TEST_CASE("real log: trained FSRS-7 is better still on later reviews, and it learns the same day") {
  const OptimizerOptions training{.present = Fsrs7Parameters{}};
  CHECK(out_of_sample(fractional, training).log_loss <= 0.4298);
  const auto result = optimize(make_training_set(real_log(), same_day), training);
  CHECK(result.held_out_after.log_loss < result.held_out_before.log_loss);
}

namespace {

/// So many of the first reviews of randomly chosen cards, and the reviews of the other cards.
struct Split {
  Log part, rest;
};

Split split_by_cards(std::size_t reviews, Rng& rng) {
  std::map<std::uint64_t, std::size_t> counts;
  for (const auto& row : real_log()) ++counts[row.card];
  std::vector<std::pair<std::uint64_t, std::size_t>> cards(counts.begin(), counts.end());
  for (std::size_t i = cards.size(); i > 1; --i) std::swap(cards[i - 1], cards[rng.below(i)]);
  std::map<std::uint64_t, bool> chosen;
  for (std::size_t i = 0, held = 0; held < reviews; ++i) {
    chosen[cards[i].first] = true;
    held += cards[i].second;
  }
  Split split;
  for (const auto& row : real_log()) (chosen[row.card] ? split.part : split.rest).push_back(row);
  split.part.resize(reviews);
  return split;
}

}  // namespace

TEST_CASE("real log: training on 16 to 2,048 reviews never makes predictions for other cards worse by 0.002") {
  Rng rng(1);
  double sum = 0.0;
  int trained = 0;
  for (const std::size_t reviews : {16U, 32U, 64U, 128U, 256U, 512U, 1'024U, 2'048U}) {
    for (int repetition = 0; repetition < 20; ++repetition) {
      const Split split = split_by_cards(reviews, rng);
      const auto rest = make_training_set(split.rest);
      const double defaults = evaluate(predictions_of(Fsrs6Parameters{}, rest)).log_loss;
      const auto result = optimize(make_training_set(split.part));
      const double change = evaluate(predictions_of(result.parameters, rest)).log_loss - defaults;
      CAPTURE(reviews);
      CHECK(change <= 0.002);
      sum += change;
      trained += result.verdict == TrainingVerdict::trained ? 1 : 0;
    }
  }
  CHECK(trained > 0);  // the guard is no mere refusal,
  CHECK(sum < 0.0);    // and what it lets through is better on average
}

TEST_CASE("real log: step advice comes close to that of @open-spaced-repetition/binding 0.5.0") {
  // computeOptimalSteps(log, 0.9, 0.1542): counts and stabilities in seconds. It smooths and searches otherwise.
  const auto advice = advise_steps(real_log());
  CHECK(advice.after_again.count == 428);
  CHECK(advice.after_good.count == 181);
  CHECK(advice.after_again_good.count == 278);
  CHECK(std::abs(advice.after_again.stability.value().in_seconds() - 5.0) <= 1.0);
  CHECK(std::abs(advice.after_good.stability.value().in_seconds() / 1'839.0 - 1.0) <= 0.03);
  CHECK(std::abs(advice.after_again_good.stability.value().in_seconds() / 546.0 - 1.0) <= 0.03);
  CHECK(advice.after_again.recall == doctest::Approx(0.64953).epsilon(1e-4));
  REQUIRE(advice.learning_steps.value().size() == 2);
}
