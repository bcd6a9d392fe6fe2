#include "haven/simulation/decision_quality.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "haven/core/error.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/math/normal.hpp"

#include "source_folder.hpp"

#include <doctest/doctest.h>

namespace haven::simulation {
namespace {

using doctest::Approx;
using irt::ItemIndex;

irt::ItemBank mixed_bank() {
  return irt::ItemBank({{"a", irt::LogisticItem{1.2, -0.5, 0.2, 1.0}},
                        {"b", irt::GradedItem{1.0, {-1.0, 0.3, 1.2}}},
                        {"c", irt::LogisticItem{0.7, 1.0, 0.0, 0.95}},
                        {"d", irt::PartialCreditItem{0.9, {0.4, -0.2}}},
                        {"e", irt::LogisticItem{1.9, 0.2, 0.1, 1.0}}});
}

const std::vector<ItemIndex> all_items = {0, 1, 2, 3, 4};

/// Every pattern of scores, one after the other: P(summed score) without any recursion.
std::vector<double> by_enumeration(const irt::ItemBank& bank, double theta) {
  std::vector<double> distribution(9, 0.0);
  std::vector<std::size_t> scores(bank.size(), 0);
  for (;;) {
    double probability = 1.0;
    std::size_t sum = 0;
    for (ItemIndex item = 0; item < bank.size(); ++item) {
      probability *= std::exp(irt::log_probability(bank.item(item), scores[item], theta));
      sum += scores[item];
    }
    distribution[sum] += probability;
    std::size_t place = 0;
    while (place < scores.size() && ++scores[place] == category_count(bank.item(static_cast<ItemIndex>(place))))
      scores[place++] = 0;
    if (place == scores.size()) return distribution;
  }
}

/// The rows of a table of numbers, without its head.
std::vector<std::vector<double>> read_table(const std::string& name) {
  std::ifstream file(haven::test::source_folder() + "/tests/reference/" + name);
  std::vector<std::vector<double>> rows;
  std::string line, cell;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    rows.emplace_back();
    while (std::getline(cells, cell, ',')) rows.back().push_back(std::stod(cell));
  }
  return rows;
}

TEST_CASE("expected_summed_score: the mean over all patterns") {
  const auto bank = mixed_bank();
  for (const double theta : {-3.0, -0.4, 0.0, 1.3, 4.0}) {
    const auto scores = by_enumeration(bank, theta);
    double mean = 0.0;
    for (std::size_t score = 0; score < scores.size(); ++score) mean += static_cast<double>(score) * scores[score];
    CHECK(expected_summed_score(bank, all_items, theta) == Approx(mean).epsilon(1e-13));
  }
}

TEST_CASE("lee_quality: accuracy and consistency are those of all pairs of patterns") {
  const auto bank = mixed_bank();
  const std::vector<double> theta = {-1.0, 0.2, 1.5}, cuts = {3.0, 5.5}, weights = {1.0, 2.0, 1.0};
  const auto quality = lee_quality(bank, all_items, theta, cuts, weights);
  const auto level = [](double score) { return score < 3.0 ? 0 : score < 5.5 ? 1 : 2; };
  double accuracy = 0.0, consistency = 0.0;
  for (std::size_t point = 0; point < theta.size(); ++point) {
    const auto scores = by_enumeration(bank, theta[point]);
    const int truth = level(expected_summed_score(bank, all_items, theta[point]));
    double right = 0.0, alike = 0.0;
    for (std::size_t first = 0; first < scores.size(); ++first) {
      if (level(static_cast<double>(first)) == truth) right += scores[first];
      for (std::size_t second = 0; second < scores.size(); ++second)
        if (level(static_cast<double>(first)) == level(static_cast<double>(second)))
          alike += scores[first] * scores[second];
    }
    CHECK(quality.conditional_accuracy[point] == Approx(right).epsilon(1e-12));
    CHECK(quality.conditional_consistency[point] == Approx(alike).epsilon(1e-12));
    accuracy += weights[point] / 4.0 * right;
    consistency += weights[point] / 4.0 * alike;
  }
  CHECK(quality.accuracy == Approx(accuracy).epsilon(1e-12));
  CHECK(quality.consistency == Approx(consistency).epsilon(1e-12));
}

TEST_CASE("lee_quality: a score that equals a cut lies above it") {
  const irt::ItemBank bank(std::vector<irt::LogisticItem>{{1.0, 0.0, 0.0, 1.0}});
  const std::vector<ItemIndex> items = {0};
  const std::vector<double> theta = {0.0}, cuts = {1.0};
  CHECK(lee_quality(bank, items, theta, cuts).level_probability == std::vector<double>{0.5, 0.5});
}

TEST_CASE("rudner_quality: the numbers that irtQ's cac_rud prints") {
  // Standard errors are not printed; each follows from the probability of the first level, or the last at the first
  // cut. Seven digits are printed, so the derived figures agree to about 2e-6.
  const auto rows = read_table("irtq_rudner.csv");
  REQUIRE(rows.size() == 33);
  const std::vector<double> cuts = {-0.5, 0.8};
  std::vector<double> theta, weights, standard_error;
  for (const auto& row : rows) {
    theta.push_back(row[0]);
    weights.push_back(row[1]);
    const bool at_cut = row[0] == cuts[0];
    standard_error.push_back(at_cut ? (row[0] - cuts[1]) / math::normal_quantile(row[5])
                                    : (cuts[0] - row[0]) / math::normal_quantile(row[3]));
  }
  const auto quality = rudner_quality(theta, standard_error, cuts, weights);
  for (std::size_t point = 0; point < rows.size(); ++point) {
    for (std::size_t level = 0; level < 3; ++level)
      CHECK(std::abs(quality.level_probability[3 * point + level] - rows[point][3 + level]) < 2e-6);
    const auto truth = static_cast<std::size_t>(rows[point][2]);
    CHECK(std::abs(quality.conditional_accuracy[point] - rows[point][2 + truth]) < 2e-6);
  }
  const double confusion[] = {0.2303756, 0.0349129, 0.0001521, 0.0850413, 0.3943581,
                              0.0650065, 0.0000121, 0.0268354, 0.1633060};
  for (std::size_t cell = 0; cell < 9; ++cell) CHECK(std::abs(quality.confusion[cell] - confusion[cell]) < 2e-6);
  CHECK(std::abs(quality.accuracy - 0.7880397) < 2e-6);
  CHECK(std::abs(quality.consistency - 0.7073569) < 2e-6);
}

TEST_CASE("rudner_quality: far out in the tails, and with no precision at all") {
  const std::vector<double> theta = {0.0, 0.0}, cut = {10.0};
  const std::vector<double> standard_error = {1.0, std::numeric_limits<double>::infinity()};
  const auto quality = rudner_quality(theta, standard_error, cut);
  CHECK(quality.level_probability[1] == Approx(7.619853024160526e-24).epsilon(1e-10));  // 1 - Phi(10), R's pnorm
  CHECK(quality.level_probability[2] == 0.5);
  CHECK(quality.conditional_consistency[1] == 0.5);
}

TEST_CASE("normal_nodes: weights sum to one and have the mean and variance asked for") {
  const auto nodes = normal_nodes(0.5, 0.8, -5.5, 6.5, 121);
  double total = 0.0, mean = 0.0, variance = 0.0;
  for (std::size_t i = 0; i < nodes.theta.size(); ++i) {
    total += nodes.weight[i];
    mean += nodes.weight[i] * nodes.theta[i];
    variance += nodes.weight[i] * (nodes.theta[i] - 0.5) * (nodes.theta[i] - 0.5);
  }
  CHECK(total == Approx(1.0).epsilon(1e-14));
  CHECK(mean == Approx(0.5).epsilon(1e-10));
  CHECK(variance == Approx(0.64).epsilon(1e-9));
}

TEST_CASE("decision quality: bad input is refused") {
  const auto bank = mixed_bank();
  const std::vector<double> one = {0.0}, two = {0.0, 1.0}, none = {}, falling = {1.0, 0.0}, zero = {0.0};
  const std::vector<double> nan = {std::numeric_limits<double>::quiet_NaN()}, negative = {-1.0};
  CHECK_THROWS_AS((void)rudner_quality(one, two, one), Error);
  CHECK_THROWS_AS((void)rudner_quality(one, zero, one), Error);
  CHECK_THROWS_AS((void)rudner_quality(nan, two, one), Error);
  CHECK_THROWS_AS((void)rudner_quality(none, none, one), Error);
  CHECK_THROWS_AS((void)rudner_quality(two, two, falling), Error);
  CHECK_THROWS_AS((void)rudner_quality(one, std::vector<double>{1.0}, none), Error);
  CHECK_THROWS_AS((void)rudner_quality(one, std::vector<double>{1.0}, one, negative), Error);
  CHECK_THROWS_AS((void)lee_quality(bank, std::vector<ItemIndex>{9}, one, one), Error);
  const irt::ItemBank nominal({{"n", irt::NominalItem{{0.0, 1.0}, {0.0, 0.5}}}});
  CHECK_THROWS_AS((void)lee_quality(nominal, std::vector<ItemIndex>{0}, one, one), Error);
  CHECK_THROWS_AS((void)normal_nodes(0.0, 1.0, 1.0, -1.0, 10), Error);
  CHECK_THROWS_AS((void)decision_quality(2, two, std::vector<std::size_t>{2}), Error);
}

}  // namespace
}  // namespace haven::simulation
