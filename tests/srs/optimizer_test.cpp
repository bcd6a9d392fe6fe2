#include "haven/srs/optimizer.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "haven/core/error.hpp"

#include "srs/simulated_log.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

Fsrs6Parameters forgetful() {
  Fsrs6Parameters weights;
  weights.weights = {0.1, 0.6, 1.2,  4.0, 7.2,  0.6, 2.6, 0.02, 1.3, 0.25, 0.6,
                     1.1, 0.1, 0.35, 1.2, 0.45, 2.4, 0.3, 0.2,  0.1, 0.35};
  return weights;
}

Fsrs7Parameters forgetful_7() {
  Fsrs7Parameters weights;
  auto& w = weights.weights;
  for (std::size_t i = 0; i < 4; ++i) w[i] *= 0.5;
  w[4] = 6.8;
  w[7] = 1.7;
  w[9] = 1.1;
  w[24] = 0.2;
  return weights;
}

double loss_on(const std::vector<LoggedReview>& log, const Parameters& parameters, const TrainingSetOptions& options) {
  return evaluate(predict(MemoryModel(parameters), make_training_set(log, options))).log_loss;
}

std::string refusal(const OptimizerOptions& options) {
  try {
    static_cast<void>(optimize({}, options));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

/// Trained on one log of a learner with known memory, tested on another.
void check_recovery(const Parameters& truth, const TrainingSetOptions& options) {
  const auto log = simulate_log(MemoryModel(truth), {.cards = 600, .reviews = 12}, 1);
  const auto fresh = simulate_log(MemoryModel(truth), {.cards = 600, .reviews = 12}, 2);
  const Parameters defaults = default_parameters(algorithm_of(truth));
  const auto result = optimize(make_training_set(log, options), {.present = defaults});
  REQUIRE(result.verdict == TrainingVerdict::trained);
  CHECK(result.share > 0.8);
  CHECK(result.after.log_loss < result.before.log_loss);
  CHECK(result.held_out_after.log_loss < result.held_out_before.log_loss);
  const double of_truth = loss_on(fresh, truth, options);
  CHECK(loss_on(fresh, defaults, options) > of_truth + 0.005);
  CHECK(loss_on(fresh, result.parameters, options) < of_truth + 0.003);
}

}  // namespace

TEST_CASE("optimize: recovers the memory of a simulated learner") {
  check_recovery(forgetful(), {});
  check_recovery(forgetful_7(), {.day_rule = FractionalDays{}, .targets = Targets::all});
}

TEST_CASE("optimize: the same bits at any number of threads, the same seed given") {
  const auto log = simulate_log(MemoryModel(forgetful()), {.cards = 1'000, .reviews = 14}, 3);
  const auto set = make_training_set(log);
  REQUIRE(set.predictions > 8'192);  // so that batches in a seeded order come first
  const auto one = optimize(set, {.threads = 1});
  CHECK(one.verdict == TrainingVerdict::trained);
  for (const int threads : {2, 3}) CHECK(optimize(set, {.threads = threads}).parameters == one.parameters);
  CHECK(optimize(set, {.seed = 7}).parameters != one.parameters);
  CHECK(fingerprint(one.parameters) == 0xb6864c0ac544fd67);  // with GCC and Clang: .ci/run holds both to it
}

TEST_CASE("optimize: from few reviews of a learner as the defaults have it, nothing is made worse") {
  const MemoryModel truth;
  const auto fresh = simulate_log(truth, {.cards = 300}, 4);
  const double of_truth = loss_on(fresh, Fsrs6Parameters{}, {});
  for (const std::size_t reviews : {16U, 32U, 64U, 128U, 256U, 512U}) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      auto log = simulate_log(truth, {.cards = reviews / 8 + 1}, 100 * reviews + seed);
      log.resize(reviews);
      const auto result = optimize(make_training_set(log));
      CAPTURE(reviews);
      CHECK(loss_on(fresh, result.parameters, {}) < of_truth + 0.002);
    }
  }
}

TEST_CASE("optimize: weights that foretell no better are kept, and so is what too few reviews suggest") {
  const auto log = simulate_log(MemoryModel(forgetful()), {.cards = 300}, 5);
  const auto set = make_training_set(log);
  const auto kept = optimize(set, {.present = forgetful()});
  CHECK(kept.verdict == TrainingVerdict::not_better);
  CHECK(kept.parameters == Parameters(forgetful()));
  CHECK(kept.after.log_loss == kept.before.log_loss);
  CHECK(optimize(set, {.present = forgetful(), .guarded = false}).verdict == TrainingVerdict::trained);

  CHECK(optimize({}).verdict == TrainingVerdict::too_few);
  CHECK(std::isnan(optimize({}).before.log_loss));
  const auto few = make_training_set(std::span(log).first(90));
  CHECK(optimize(few).verdict == TrainingVerdict::too_few);
  CHECK(optimize(few).parameters == Parameters(Fsrs6Parameters{}));
}

TEST_CASE("optimize: weights trained on a part of the log are judged on what they have not seen") {
  auto log = simulate_log(MemoryModel(forgetful()), {.cards = 200}, 5);
  const auto part = make_training_set(log);
  const Parameters first = optimize(part, {.guarded = false}).parameters;
  for (auto row : simulate_log(MemoryModel{}, {.cards = 200}, 6)) {  // four years on the learner forgets less
    row.card += 200;
    row.at = row.at + Duration::days(4 * 365);
    log.push_back(row);
  }
  const auto set = make_training_set(log);
  const auto again = optimize(set, {.present = first, .seen = part.predictions});
  CHECK(again.held_out_before.predictions == set.predictions - part.predictions);
  CHECK(again.verdict == TrainingVerdict::trained);
  const auto blind = optimize(set, {.present = first});
  CHECK(blind.held_out_before.predictions > again.held_out_before.predictions);
  CHECK(blind.share < again.share);
  const auto all_seen = optimize(set, {.present = first, .seen = set.predictions});
  CHECK(all_seen.verdict == TrainingVerdict::not_better);
  CHECK(all_seen.parameters == first);
  CHECK(all_seen.held_out_before.predictions == 0);
}

TEST_CASE("optimize: a log of one rating says nothing of forgetting, so the weights are kept") {
  auto log = simulate_log(MemoryModel(forgetful()), {.cards = 100}, 6);
  for (auto& row : log) row.rating = Rating::good;
  const auto result = optimize(make_training_set(log), {.present = forgetful(), .guarded = false});
  CHECK(result.verdict == TrainingVerdict::one_outcome);
  CHECK(result.parameters == Parameters(forgetful()));
}

namespace {

/// Places of the weights that Hard and Easy alone have: first stabilities, then factors.
std::vector<std::size_t> weights_of_unused(Algorithm algorithm) {
  if (algorithm == Algorithm::fsrs_6) return {1, 3, 15, 16};
  return {1, 3, 13, 14, 21, 22};
}

}  // namespace

TEST_CASE("optimize: with two buttons the weights of the ratings never used stay untouched, bit for bit") {
  Fsrs6Parameters own = forgetful(), truth_6 = forgetful();
  own.weights[2] = 3.0;
  truth_6.weights[2] = 3.5;
  Fsrs7Parameters truth_7 = forgetful_7();
  truth_7.weights[2] = 5.0;
  const std::vector<std::pair<Parameters, Parameters>> learners = {
      {Fsrs6Parameters{}, truth_6}, {own, Fsrs6Parameters{}}, {Fsrs7Parameters{}, truth_7}};
  for (const auto& [present, truth] : learners) {
    const auto set = make_training_set(simulate_log(MemoryModel(truth), {.cards = 600, .two_buttons = true}, 7));
    for (const bool guarded : {false, true}) {
      const auto result = optimize(set, {.present = present, .guarded = guarded});
      REQUIRE(result.verdict == TrainingVerdict::trained);
      CHECK((result.share < 1.0) == guarded);
      const auto before = weights_of(present), after = weights_of(result.parameters);
      CHECK(after[2] != before[2]);
      for (const std::size_t place : weights_of_unused(algorithm_of(present))) CHECK(after[place] == before[place]);
    }
  }
}

TEST_CASE("optimize: a first stability in use that passes an unused one takes it along") {
  const auto log = simulate_log(MemoryModel(forgetful()), {.cards = 600, .two_buttons = true}, 7);
  const auto result = optimize(make_training_set(log), {.guarded = false});
  const auto w = weights_of(result.parameters);
  const Fsrs6Parameters defaults;
  CHECK(w[2] < defaults.weights[1]);  // Good is forgotten sooner than Hard by the defaults
  CHECK(w[1] == w[2]);
  CHECK(w[3] == defaults.weights[3]);
}

TEST_CASE("optimize: progress is told, and can cancel") {
  const auto set = make_training_set(simulate_log(MemoryModel(forgetful()), {.cards = 1'000, .reviews = 14}, 8));
  for (const int last : {1, 10, 60}) {  // in the first batch, and in both parts of the training
    int calls = 0;
    const auto result = optimize(set, {.progress = [&](const TrainingProgress& at) {
                                   CHECK(at.step >= 1);
                                   CHECK(at.step <= at.most_steps);
                                   CHECK(at.loss > 0.0);
                                   return ++calls < last;
                                 }});
    CHECK(calls == last);
    CHECK(result.verdict == TrainingVerdict::cancelled);
    CHECK(result.parameters == Parameters(Fsrs6Parameters{}));
  }
}

TEST_CASE("optimize: a cohort's weights as the prior carry what a log does not tell") {
  const auto log = simulate_log(MemoryModel(forgetful()), {.cards = 25}, 9);
  const auto fresh = simulate_log(MemoryModel(forgetful()), {.cards = 300}, 10);
  const auto set = make_training_set(log);
  const auto alone = optimize(set, {.guarded = false});
  const auto with_cohort = optimize(set, {.prior = forgetful(), .guarded = false});
  CHECK(loss_on(fresh, with_cohort.parameters, {}) < loss_on(fresh, alone.parameters, {}));
}

TEST_CASE("optimize: several relearning steps bound what a lapse and its steps may give") {
  const auto set = make_training_set(simulate_log(MemoryModel(forgetful()), {}, 11));
  const auto result = optimize(set, {.guarded = false, .relearning_steps = 3});
  CHECK(clipped(result.parameters, 3) == result.parameters);
}

TEST_CASE("optimize: penalties keep FSRS-7 from intervals that grow by large factors") {
  const TrainingSetOptions options{.day_rule = FractionalDays{}};
  const auto set = make_training_set(simulate_log(MemoryModel(forgetful_7()), {}, 12), options);
  const auto greatest_growth = [](const Parameters& parameters) {
    const MemoryModel model(parameters);
    MemoryState state = model.first(Rating::good);
    double last = 0.0, growth = 0.0;
    for (int review = 0; review < 10; ++review) {
      const double interval = model.interval(state, 0.9);
      if (last >= 1.0) growth = std::max(growth, interval / last);
      state = model.next(state, interval, Rating::good);
      last = interval;
    }
    return growth;
  };
  const auto free = optimize(set, {.present = Fsrs7Parameters{}, .guarded = false});
  const auto held = optimize(set, {.present = Fsrs7Parameters{}, .guarded = false, .schedule_penalties = true});
  CHECK(greatest_growth(held.parameters) < greatest_growth(free.parameters));
}

TEST_CASE("optimize: options are checked, and SM-2 has nothing to train") {
  CHECK(refusal({.present = Sm2Parameters{}}) == "optimize: sm-2 has no weights to train");
  CHECK(refusal({.prior = Fsrs7Parameters{}}) == "optimize: the prior must be of the model fsrs-6, got fsrs-7");
  CHECK(refusal({.regularisation = -1.0}) == "optimize: regularisation must be in 0..1e6, got -1.000000");
  CHECK(refusal({.regularisation = std::numeric_limits<double>::quiet_NaN()}) != "");
  CHECK(refusal({.relearning_steps = -1}) == "optimize: relearning_steps must be in 0..100, got -1");
  CHECK(refusal({.seen = 1}) == "optimize: seen must be at most the predictions, 0, got 1");
  CHECK(refusal({.threads = 2'000}) == "optimize: threads must be in 0..1024, got 2000");
  Fsrs6Parameters broken;
  broken.weights[4] = 0.5;
  CHECK(refusal({.present = broken}) == "fsrs-6 parameters: weight 4 must be in 1..10, got 0.5");
}
