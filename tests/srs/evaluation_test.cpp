#include "haven/srs/evaluation.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <tuple>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

std::vector<Prediction> random_predictions(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Prediction> predictions;
  for (std::size_t i = 0; i < count; ++i) {
    const double probability = std::round(20.0 * rng.uniform()) / 20.0;  // with ties, 0 and 1
    predictions.push_back({.probability = probability,
                           .recalled = rng.uniform() < probability,
                           .elapsed_days = 1.0 + static_cast<double>(rng.below(200)),
                           .reviews = 1 + static_cast<int>(rng.below(12)),
                           .lapses = static_cast<int>(rng.below(5))});
  }
  return predictions;
}

std::vector<double> random_weights(std::size_t count) {
  Rng rng(3);
  std::vector<double> weights(count);
  for (double& weight : weights) weight = rng.uniform();
  return weights;
}

double power_of(double base, double x) { return std::pow(base, std::floor(std::log(x) / std::log(base))); }

/// As fsrs-rs writes it: cells are named by rounded powers.
double rmse_by_definition(const std::vector<Prediction>& predictions, const std::vector<double>& weights) {
  std::map<std::tuple<double, double, double>, std::pair<double, double>> cells;
  double total = 0.0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const auto& p = predictions[i];
    const double lapses = p.lapses == 0 ? 0.0 : std::round(1.65 * power_of(1.73, p.lapses));
    auto& cell = cells[{std::round(248.0 * power_of(3.62, p.elapsed_days)),
                        std::round(1.99 * power_of(1.89, p.reviews + 1)), lapses}];
    cell.first += weights[i];
    cell.second += weights[i] * (p.probability - (p.recalled ? 1.0 : 0.0));
    total += weights[i];
  }
  double sum = 0.0;
  for (const auto& [name, cell] : cells) sum += cell.first * std::pow(cell.second / cell.first, 2);
  return std::sqrt(sum / total);
}

double auc_by_pairs(const std::vector<Prediction>& predictions, const std::vector<double>& weights) {
  double right = 0.0, pairs = 0.0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    for (std::size_t j = 0; j < predictions.size(); ++j) {
      if (!predictions[i].recalled || predictions[j].recalled) continue;
      const double pair = weights[i] * weights[j];
      const double difference = predictions[i].probability - predictions[j].probability;
      right += difference > 0.0 ? pair : (difference == 0.0 ? 0.5 * pair : 0.0);
      pairs += pair;
    }
  }
  return right / pairs;
}

double log_loss_by_definition(const std::vector<Prediction>& predictions, const std::vector<double>& weights) {
  double sum = 0.0, total = 0.0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const double p = std::min(std::max(predictions[i].probability, 1e-5), 1.0 - 1e-5);
    sum -= weights[i] * std::log(predictions[i].recalled ? p : 1.0 - p);
    total += weights[i];
  }
  return sum / total;
}

}  // namespace

TEST_CASE("evaluate: log loss, RMSE(bins) and AUC follow their definitions, weighted or not") {
  const auto predictions = random_predictions(500, 1);
  const std::vector<double> ones(predictions.size(), 1.0);
  for (const auto& weights : {ones, random_weights(predictions.size())}) {
    const Metrics metrics = evaluate(predictions, weights);
    CHECK(metrics.log_loss == doctest::Approx(log_loss_by_definition(predictions, weights)).epsilon(1e-12));
    CHECK(metrics.rmse_bins == doctest::Approx(rmse_by_definition(predictions, weights)).epsilon(1e-12));
    CHECK(metrics.auc == doctest::Approx(auc_by_pairs(predictions, weights)).epsilon(1e-12));
  }
  CHECK(evaluate(predictions).log_loss == evaluate(predictions, ones).log_loss);
}

TEST_CASE("evaluate: without predictions all is NaN, with one outcome only the AUC") {
  const Metrics none = evaluate({});
  CHECK(none.predictions == 0);
  CHECK(std::isnan(none.log_loss));
  const std::vector<Prediction> one = {{.probability = 0.8, .recalled = true, .elapsed_days = 0.0}};
  const Metrics metrics = evaluate(one);
  CHECK(metrics.recall == 1.0);
  CHECK(metrics.log_loss == doctest::Approx(0.22314355131420976).epsilon(1e-12));  // -ln 0.8
  CHECK(metrics.rmse_bins == doctest::Approx(0.2).epsilon(1e-12));
  CHECK(std::isnan(metrics.auc));
}

TEST_CASE("evaluate: as many weights as predictions, none of them negative or NaN") {
  const auto predictions = random_predictions(3, 2);
  for (const auto& weights : std::vector<std::vector<double>>{{1, 1}, {1, 1, -1}, {1, 1, std::nan("")}})
    CHECK_THROWS_AS(static_cast<void>(evaluate(predictions, weights)), Error);
}

TEST_CASE("recency_weights: 0.25 + 0.75 (i/(n-1))^3") {
  CHECK(recency_weights(3) == std::vector<double>{0.25, 0.34375, 1.0});
  CHECK(recency_weights(1) == std::vector<double>{1.0});
  CHECK(recency_weights(0).empty());
}

TEST_CASE("calibration: bins hold every prediction once, 0 and 1 included") {
  const auto predictions = random_predictions(200, 4);
  const auto bins = calibration(predictions, 10);
  REQUIRE(bins.size() == 10);
  std::size_t count = 0;
  double predicted = 0.0, recalled = 0.0, expected = 0.0, happened = 0.0;
  for (const auto& bin : bins) {
    count += bin.count;
    predicted += bin.predicted * static_cast<double>(bin.count);
    recalled += bin.recalled * static_cast<double>(bin.count);
    CHECK(bin.predicted >= bin.low);
    CHECK(bin.predicted <= bin.high);
  }
  for (const auto& prediction : predictions) {
    expected += prediction.probability;
    happened += prediction.recalled ? 1.0 : 0.0;
  }
  CHECK(count == predictions.size());
  CHECK(predicted == doctest::Approx(expected).epsilon(1e-12));
  CHECK(recalled == doctest::Approx(happened).epsilon(1e-12));
  CHECK(std::isnan(calibration({}, 4)[2].predicted));
  CHECK_THROWS_AS(static_cast<void>(calibration(predictions, 0)), Error);
}

TEST_CASE("time_ordered_folds: equal segments, the last takes the rest") {
  const auto folds = time_ordered_folds(3126);  // 521 a segment
  REQUIRE(folds.size() == 5);
  CHECK(folds[0].train_end == 521);
  CHECK(folds[0].test_end == 1042);
  CHECK(folds[4].train_end == 2605);
  CHECK(folds[4].test_end == 3126);
  CHECK(time_ordered_folds(20, 2).back().test_end == 20);
  CHECK(time_ordered_folds(5).empty());
  CHECK(time_ordered_folds(6).size() == 5);
  CHECK(time_ordered_folds(9, std::numeric_limits<std::size_t>::max()).empty());
}

TEST_CASE("predict: each review is predicted from the state before it") {
  const MemoryModel model;
  std::vector<LoggedReview> log;
  constexpr std::int64_t day_us = 86'400'000'000;
  const std::vector<std::pair<int, Rating>> reviews = {
      {0, Rating::again}, {0, Rating::good}, {2, Rating::good}, {9, Rating::again}, {10, Rating::easy}};
  for (const auto& [day, rating] : reviews) log.push_back({.card = 5, .at = {day * day_us}, .rating = rating});
  const auto predictions = predict(model, make_training_set(log));
  REQUIRE(predictions.size() == 3);
  auto state = model.next(model.first(Rating::again), 0.0, Rating::good);
  CHECK(predictions[0].probability == model.retrievability(state, 2.0));
  state = model.next(state, 2.0, Rating::good);
  CHECK(predictions[1].probability == model.retrievability(state, 7.0));
  CHECK_FALSE(predictions[1].recalled);
  CHECK(predictions[1].reviews == 2);
  CHECK(predictions[1].lapses == 0);  // the first Again of a new card is none
  CHECK(predictions[2].lapses == 1);
  CHECK(predictions[2].card == 5);
}
