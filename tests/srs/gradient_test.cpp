// Gradients of the log loss against finite differences, on random histories and weights, and their losses against the
// models that schedule.

#include <cmath>
#include <vector>

#include "haven/core/random.hpp"

#include "srs/fsrs6_gradient.hpp"
#include "srs/fsrs6_kernel.hpp"
#include "srs/fsrs7_gradient.hpp"
#include "srs/fsrs7_kernel.hpp"
#include "srs/schedule_penalty.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;
using namespace haven::srs::detail;

namespace {

/// Weights between the defaults and a random point within the ranges, its bounds included.
template <class Weights>
Weights random_weights(Rng& rng) {
  Weights weights;
  const double way = rng.uniform();
  const auto ranges = weight_ranges(algorithm_of(weights));
  for (std::size_t i = 0; i < Weights::count; ++i) {
    const double place = std::min(1.0, std::max(0.0, 1.2 * rng.uniform() - 0.1));
    const double target = ranges[i].low + place * (ranges[i].high - ranges[i].low);
    weights.weights[i] += way * (target - weights.weights[i]);
  }
  return weights;
}

/// Same-day reviews, some of them predicted, lapses, and up to 3,000 days of silence.
std::vector<WeighedStep> random_history(Rng& rng, bool whole_days) {
  std::vector<WeighedStep> history(2 + rng.below(20));
  for (auto& step : history) {
    step.rating = 1 + static_cast<int>(rng.below(4));
    const double days = std::exp(8.0 * rng.uniform());
    if (rng.uniform() < 0.7) step.elapsed_days = whole_days ? std::floor(days) : days;
    if (!whole_days) step.elapsed_days += 0.001 + 0.3 * rng.uniform();
    if (step.elapsed_days > 0.0 && rng.uniform() < 0.8) step.weight = 0.25 + rng.uniform();
  }
  history.back().elapsed_days += 1.0;
  history.back().weight = 1.0;
  return history;
}

template <class Gradients, class Weights>
double loss_at(Weights weights, std::size_t i, double shift, const std::vector<WeighedStep>& history) {
  weights.weights[i] += shift;
  typename Gradients::Tape tape;
  typename Gradients::Gradient unused{};
  return Gradients(weights).add(history, tape, unused);
}

/// Of fourth order.
template <class Gradients, class Weights>
double difference(const Weights& weights, std::size_t i, double h, const std::vector<WeighedStep>& history) {
  const auto f = [&](double shift) { return loss_at<Gradients>(weights, i, shift * h, history); };
  return (f(-2.0) - 8.0 * f(-1.0) + 8.0 * f(1.0) - f(2.0)) / (12.0 * h);
}

template <class Gradients, class Weights>
void check_gradients(std::uint64_t seed, bool whole_days) {
  Rng rng(seed);
  int compared = 0, at_kinks = 0;
  for (int repetition = 0; repetition < 150; ++repetition) {
    const auto weights = random_weights<Weights>(rng);
    const auto history = random_history(rng, whole_days);
    typename Gradients::Tape tape;
    typename Gradients::Gradient gradient{};
    static_cast<void>(Gradients(weights).add(history, tape, gradient));
    for (std::size_t i = 0; i < Weights::count; ++i) {
      const double h = 1e-4 * std::max(0.02, std::abs(weights.weights[i]));
      const double fine = difference<Gradients>(weights, i, h / 4, history);
      const double finer = difference<Gradients>(weights, i, h / 8, history);
      // Where a bound takes hold between the points, differences of two widths disagree and say nothing.
      if (std::abs(fine - finer) > 3e-7 * (1.0 + std::abs(fine))) {
        ++at_kinks;
        continue;
      }
      ++compared;
      CAPTURE(repetition);
      CAPTURE(i);
      CHECK(std::abs(gradient[i] - finer) <= 1e-6 * (1.0 + std::abs(finer)));
    }
  }
  CHECK(at_kinks < compared / 20);
}

template <class Gradients, class Kernel, class Weights>
void check_losses(std::uint64_t seed, bool whole_days) {
  Rng rng(seed);
  for (int repetition = 0; repetition < 200; ++repetition) {
    const auto weights = random_weights<Weights>(rng);
    const auto history = random_history(rng, whole_days);
    const Kernel kernel(weights);
    auto state = kernel.first(history.front().rating);
    double loss = 0.0;
    for (std::size_t i = 1; i < history.size(); ++i) {
      const double recall = kernel.retrievability(state, history[i].elapsed_days);
      loss -= history[i].weight * log_likelihood(recall, history[i].rating > 1);
      state = kernel.next(state, history[i].elapsed_days, history[i].rating);
    }
    CHECK(loss_at<Gradients>(weights, 0, 0.0, history) == doctest::Approx(loss).epsilon(1e-12));
  }
}

}  // namespace

TEST_CASE("gradient: of FSRS-6 matches finite differences") {
  check_gradients<Fsrs6Gradient, Fsrs6Parameters>(1, true);
  check_gradients<Fsrs6Gradient, Fsrs6Parameters>(2, false);
}

TEST_CASE("gradient: of FSRS-7 matches finite differences") {
  check_gradients<Fsrs7Gradient, Fsrs7Parameters>(3, false);
}

TEST_CASE("gradient: its loss is that of the model that schedules") {
  check_losses<Fsrs6Gradient, Fsrs6Kernel, Fsrs6Parameters>(4, true);
  check_losses<Fsrs7Gradient, Fsrs7Kernel, Fsrs7Parameters>(5, false);
}

TEST_CASE("gradient: follows the earlier rule set too") {
  Fsrs6Parameters legacy;
  legacy.rules = RuleSet::legacy_6_3_1;
  const std::vector<WeighedStep> history = {{0.0, 0.0, 3}, {0.0, 0.0, 2}, {4.0, 1.0, 1}};
  const double now = loss_at<Fsrs6Gradient>(Fsrs6Parameters{}, 0, 0.0, history);
  CHECK(loss_at<Fsrs6Gradient>(legacy, 0, 0.0, history) != now);
  typename Fsrs6Gradient::Tape tape;
  typename Fsrs6Gradient::Gradient gradient{};
  static_cast<void>(Fsrs6Gradient(legacy).add(history, tape, gradient));
  CHECK(gradient[17] == doctest::Approx(difference<Fsrs6Gradient>(legacy, 17, 1e-4, history)).epsilon(1e-8));
}

TEST_CASE("schedule penalty: as its definition over the intervals of the model, and its gradient") {
  Rng rng(6);
  int grew = 0, was_short = 0, compared = 0;
  for (int repetition = 0; repetition < 40; ++repetition) {
    const auto weights = random_weights<Fsrs7Parameters>(rng);
    const auto cost = [&](const Fsrs7Parameters& at) {
      const Fsrs7Kernel kernel(at);
      double growth = 0.0, sum = 0.0, count = 0.0;
      for (const double retention : {0.90, 0.99}) {
        auto state = kernel.first(3);
        double last = 0.0;
        for (int review = 0; review < 10; ++review) {
          const double interval = kernel.interval(state, retention);
          if (retention == 0.90 && last >= 1.0) growth = std::max(growth, interval / last);
          if (retention == 0.99 && interval < 1.0) {
            sum += interval;
            count += 1.0;
          }
          state = kernel.next(state, interval, 3);
          last = interval;
        }
      }
      const double excess = count > 0.0 ? std::max(0.0, count / sum - 144.0) : 0.0;
      grew += growth > 0.0 ? 1 : 0;
      was_short += excess > 0.0 ? 1 : 0;
      return 0.5 * growth * growth + 0.0015 * excess;
    };
    Fsrs7Gradient::Gradient gradient{};
    const double value = schedule_penalty(Fsrs7Gradient(weights), 2.0, gradient);
    CHECK(value == doctest::Approx(2.0 * cost(weights)).epsilon(1e-9));
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      const auto difference_by = [&](double h) {
        Fsrs7Parameters low = weights, high = weights;
        low.weights[i] -= h;
        high.weights[i] += h;
        return 2.0 * (cost(high) - cost(low)) / (2.0 * h);
      };
      const double fine = difference_by(1e-6), finer = difference_by(5e-7);
      if (std::abs(fine - finer) > 1e-4 * (1.0 + std::abs(fine))) continue;  // another interval takes the lead
      ++compared;
      CAPTURE(repetition);
      CAPTURE(i);
      CHECK(gradient[i] == doctest::Approx(finer).epsilon(1e-3).scale(1.0));
    }
  }
  CHECK(grew > 0);
  CHECK(was_short > 0);
  CHECK(compared > 40 * 34 * 9 / 10);
}
