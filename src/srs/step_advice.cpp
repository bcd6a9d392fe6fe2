#include "haven/srs/step_advice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "haven/core/error.hpp"

#include "math/elementary.hpp"

namespace haven::srs {
namespace {

using math::detail::exp, math::detail::expm1, math::detail::log;

constexpr double longest_wait = 43'200.0;  // seconds: half a day
// Stabilities that are looked at, in seconds: from one to about 300 years, which stands for "no step needed".
constexpr double log_shortest = 0.0, log_longest = 23.0;

/// The second answers after one kind of first answers.
struct Waits {
  std::vector<double> seconds;
  std::vector<bool> recalled;

  void add(double wait, bool was_recalled) {
    seconds.push_back(wait);
    recalled.push_back(was_recalled);
  }
};

struct Kinds {
  Waits again, good, again_good, lapse;
};

void check_options(const StepAdviceOptions& options) {
  const auto refuse = [](const std::string& rule, double found) {
    throw Error(ErrorCode::invalid_argument, "step advice: " + rule + ", got " + std::to_string(found));
  };
  if (!(options.desired_retention > 0.0 && options.desired_retention < 1.0))
    refuse("desired_retention must be between 0 and 1", options.desired_retention);
  if (!(options.decay >= 0.1 && options.decay <= 0.8)) refuse("decay must be in 0.1..0.8", options.decay);
  if (options.fewest < 1) refuse("fewest must be at least 1", 0.0);
}

/// Which kind of wait comes after step `i` of a history; none if it is of no interest.
Waits* kind_after(std::span<const TrainingSet::Step> history, std::size_t i, Kinds& kinds) {
  const Rating rating = history[i].rating;
  if (i == 0 && rating == Rating::again) return &kinds.again;
  if (i == 0 && rating == Rating::good) return &kinds.good;
  if (history[i].elapsed_days >= 0.5) return rating == Rating::again ? &kinds.lapse : nullptr;
  const bool began_with_again = i == 1 && history[0].rating == Rating::again;
  return began_with_again && rating == Rating::good ? &kinds.again_good : nullptr;
}

Kinds sort_waits(const TrainingSet& set) {
  Kinds kinds;
  for (std::size_t card = 0; card + 1 < set.starts.size(); ++card) {
    const auto history = set.history(card);
    for (std::size_t i = 0; i + 1 < history.size(); ++i) {
      const double wait = history[i + 1].elapsed_days * 86'400.0;
      if (wait <= 0.0 || wait >= longest_wait) continue;
      if (Waits* kind = kind_after(history, i, kinds)) kind->add(wait, history[i + 1].rating != Rating::again);
    }
  }
  return kinds;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Duration in_seconds(double seconds) {
  return Duration::seconds(static_cast<std::int64_t>(std::max(1.0, std::round(seconds))));
}

class Curve {
 public:
  explicit Curve(double decay) : decay_(decay), factor_(expm1(log(0.9) / -decay)) {}

  [[nodiscard]] double log_likelihood(const Waits& waits, double recall, double wait, double log_stability) const {
    const double stability = exp(log_stability);
    double sum = 0.0;
    for (std::size_t i = 0; i < waits.seconds.size(); ++i)
      sum += of_answer(waits.seconds[i] / stability, waits.recalled[i] ? 1.0 : 0.0);
    return sum + of_answer(wait / stability, recall);  // the answer added
  }

  /// The time, in stabilities, after which recall is `retention`.
  [[nodiscard]] double wait_for(double retention) const { return expm1(log(retention) / -decay_) / factor_; }

 private:
  [[nodiscard]] double of_answer(double time, double recalled) const {
    const double log_recall = -decay_ * log(1.0 + factor_ * time);
    const double log_lapse = log(std::max(-expm1(log_recall), 1e-300));
    return recalled * log_recall + (1.0 - recalled) * log_lapse;
  }

  double decay_, factor_;
};

/// Golden section on log S, of which the likelihood has one maximum.
double fit_log_stability(const Curve& curve, const Waits& waits, double recall, double wait) {
  constexpr double part = 0.6180339887498949;
  double low = log_shortest, high = log_longest;
  const auto at = [&](double x) { return curve.log_likelihood(waits, recall, wait, x); };
  double a = high - part * (high - low), b = low + part * (high - low);
  double value_a = at(a), value_b = at(b);
  while (high - low > 1e-6) {
    if (value_a > value_b) {
      high = b;
      b = a;
      value_b = value_a;
      a = high - part * (high - low);
      value_a = at(a);
    } else {
      low = a;
      a = b;
      value_a = value_b;
      b = low + part * (high - low);
      value_b = at(b);
    }
  }
  return 0.5 * (low + high);
}

StepStatistics statistics_of(const Waits& waits, const Curve& curve, const StepAdviceOptions& options) {
  StepStatistics statistics{.count = waits.seconds.size(), .recall = std::numeric_limits<double>::quiet_NaN()};
  if (statistics.count == 0) return statistics;
  const auto recalled = static_cast<double>(std::count(waits.recalled.begin(), waits.recalled.end(), true));
  const double wait = median(waits.seconds);
  statistics.recall = recalled / static_cast<double>(statistics.count);
  statistics.median_wait = in_seconds(wait);
  if (statistics.count < options.fewest) return statistics;
  const double smoothed = (recalled + 0.5) / (static_cast<double>(statistics.count) + 1.0);
  statistics.stability = in_seconds(exp(fit_log_stability(curve, waits, smoothed, wait)));
  return statistics;
}

/// The wait of the desired retention, if it is within half a day.
std::optional<Duration> step_of(const StepStatistics& statistics, double stabilities) {
  const double seconds = statistics.stability->in_seconds() * stabilities;
  return seconds < longest_wait ? std::optional(in_seconds(seconds)) : std::nullopt;
}

std::optional<std::vector<Duration>> learning_steps(const StepAdvice& advice, double stabilities) {
  if (!advice.after_again.stability) return std::nullopt;
  std::vector<Duration> steps;
  if (const auto first = step_of(advice.after_again, stabilities)) steps.push_back(*first);
  std::optional<Duration> second;
  for (const auto* statistics : {&advice.after_good, &advice.after_again_good}) {
    if (!statistics->stability) continue;
    const auto step = step_of(*statistics, stabilities);
    if (step && (!second || *step < *second)) second = step;
  }
  if (second && (steps.empty() || *second > steps.back())) steps.push_back(*second);
  return steps;
}

std::optional<std::vector<Duration>> relearning_steps(const StepAdvice& advice, double stabilities) {
  if (!advice.after_lapse.stability) return std::nullopt;
  std::vector<Duration> steps;
  if (const auto step = step_of(advice.after_lapse, stabilities)) steps.push_back(*step);
  return steps;
}

}  // namespace

StepAdvice advise_steps(std::span<const LoggedReview> log, const StepAdviceOptions& options) {
  check_options(options);
  const auto set = make_training_set(log, {.day_rule = FractionalDays{}, .targets = Targets::all});
  const Kinds kinds = sort_waits(set);
  const Curve curve(options.decay);
  StepAdvice advice;
  advice.after_again = statistics_of(kinds.again, curve, options);
  advice.after_good = statistics_of(kinds.good, curve, options);
  advice.after_again_good = statistics_of(kinds.again_good, curve, options);
  advice.after_lapse = statistics_of(kinds.lapse, curve, options);
  const double stabilities = curve.wait_for(options.desired_retention);
  advice.learning_steps = learning_steps(advice, stabilities);
  advice.relearning_steps = relearning_steps(advice, stabilities);
  return advice;
}

}  // namespace haven::srs
