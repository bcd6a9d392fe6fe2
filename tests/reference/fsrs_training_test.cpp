#include <cmath>
#include <map>
#include <vector>

#include "haven/srs/optimizer.hpp"

#include "reference/tables.hpp"
#include "srs/weighed_histories.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven;
using namespace haven::srs;
using nlohmann::json;

const json& training_table() {
  static const json values = reference::load("fsrs_rs_training.json");
  return values;
}

const std::vector<LoggedReview>& log() {
  static const std::vector<LoggedReview> rows = [] {
    std::vector<LoggedReview> result;
    for (const json& row : training_table().at("reviews"))
      result.push_back({.card = row[0],
                        .at = {row[1].get<std::int64_t>() * 86'400'000'000},
                        .rating = to_rating(row[2].get<int>(), "log"),
                        .day = row[1].get<std::int64_t>()});
    return result;
  }();
  return rows;
}

double recency_loss(const Parameters& parameters, const TrainingSet& set) {
  return evaluate(predict(MemoryModel(parameters), set), recency_weights(set.predictions)).log_loss;
}

/// The reviews of cards that began with a rating.
std::vector<LoggedReview> begun_with(Rating rating) {
  std::map<std::uint64_t, Rating> first;
  std::vector<LoggedReview> result;
  for (const auto& row : log()) {
    if (first.try_emplace(row.card, row.rating).first->second == rating) result.push_back(row);
  }
  return result;
}

}  // namespace

TEST_CASE("FSRS-6: log loss by recency is that of fsrs-rs, for its default and its trained weights") {
  const auto set = make_training_set(log());
  CHECK(set.predictions == training_table().at("predictions"));
  CHECK(std::abs(recency_loss(Fsrs6Parameters{}, set) - training_table().at("default_log_loss").get<double>()) < 2e-6);
  const auto trained = make_parameters(Algorithm::fsrs_6, training_table().at("trained").get<std::vector<double>>());
  CHECK(std::abs(recency_loss(trained, set) - training_table().at("trained_log_loss").get<double>()) < 2e-6);
}

TEST_CASE("FSRS-6: outliers are those of fsrs-rs, unless they would be more than a quarter of the cards") {
  for (const Rating rating : {Rating::again, Rating::hard, Rating::good, Rating::easy}) {
    const auto set = make_training_set(begun_with(rating));
    const json& counts = training_table().at("kept").at(static_cast<std::size_t>(rating) - 1);
    REQUIRE(set.predictions == counts[0]);
    const auto histories = detail::weigh(set, std::vector<double>(set.predictions, 1.0), true);
    const bool few = rating == Rating::hard || rating == Rating::easy;
    CHECK(histories.predictions == counts[few ? 0 : 1].get<std::size_t>());
    if (few) CHECK(counts[1].get<double>() < 0.8 * counts[0].get<double>());
  }
}

TEST_CASE("FSRS-6: training reaches a lower log loss than fsrs-rs") {
  const auto set = make_training_set(log());
  const auto result = optimize(set, {.recency = true, .without_outliers = true, .guarded = false});
  CHECK(result.verdict == TrainingVerdict::trained);
  CHECK(recency_loss(result.parameters, set) < training_table().at("trained_log_loss").get<double>());
}
