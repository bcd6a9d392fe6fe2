#include "haven/srs/grading.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/srs/evaluation.hpp"

#include "math/elementary.hpp"
#include "srs/names.hpp"
#include "srs/poisson_binomial.hpp"

namespace haven::srs {
namespace {

constexpr std::array<std::string_view, 7> reason_names = {"wrong", "guessed", "partial", "unsure",
                                                          "slow",  "plain",   "fast"};
constexpr std::array<std::string_view, 3> hard_names = {"too_few", "fine", "misused"};
constexpr std::size_t fewest_after_hard = 20;
constexpr std::size_t most_after_hard = 4'000;

[[noreturn]] void refuse_evidence(const std::string& rule, const std::string& found) {
  throw Error(ErrorCode::invalid_argument, "grading: " + rule + ", got " + found);
}

// NaN fails it.
void check_share(const std::string& name, double share) {
  if (!(share >= 0.0 && share <= 1.0)) refuse_evidence(name + " must be in 0..1", std::to_string(share));
}

void check_positive(const std::string& name, Duration time) {
  if (time <= Duration{}) refuse_evidence(name + " must be positive", std::to_string(time.microseconds) + " us");
}

void check_order(const std::string& names, double low, double high, bool may_be_equal) {
  if (low < high || (may_be_equal && low == high)) return;
  refuse_evidence(names + " must be in order", std::to_string(low) + " and " + std::to_string(high));
}

GradedAnswer grade_right(const AnswerEvidence& evidence, const GradingRules& rules) {
  const double confidence = evidence.confidence.value_or(1.0);
  if (confidence < rules.unsure_below) return {Rating::hard, GradingReason::unsure};
  if (!rules.typical_latency || !evidence.latency || *evidence.latency > rules.away) return {};
  const double times = evidence.latency->in_seconds() / rules.typical_latency->in_seconds();
  if (times >= rules.slow_from) return {Rating::hard, GradingReason::slow};
  if (times <= rules.fast_to && confidence >= rules.sure_from) return {Rating::easy, GradingReason::fast};
  return {};
}

GradedAnswer grade_with_four(const AnswerEvidence& evidence, const GradingRules& rules) {
  if (evidence.score < rules.pass_from) return {Rating::again, GradingReason::wrong};
  if (evidence.confidence && *evidence.confidence < rules.guess_below) return {Rating::again, GradingReason::guessed};
  if (evidence.score < 1.0) return {Rating::hard, GradingReason::partial};
  return grade_right(evidence, rules);
}

double logit(double p) { return math::detail::log(p / (1.0 - p)); }
double shifted(double p, double shift) { return math::detail::logistic(logit(p) + shift).l; }

/// Predictions of the reviews that follow an answer of `rating`, in the order of time.
std::vector<Prediction> after(Rating rating, const std::vector<Prediction>& predictions, const TrainingSet& set) {
  std::vector<bool> follows(predictions.size(), false);
  for (std::size_t card = 0; card + 1 < set.starts.size(); ++card) {
    const auto history = set.history(card);
    for (std::size_t i = 1; i < history.size(); ++i) {
      if (history[i].place >= 0) follows[static_cast<std::size_t>(history[i].place)] = history[i - 1].rating == rating;
    }
  }
  std::vector<Prediction> result;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    if (follows[i]) result.push_back(predictions[i]);
  }
  return result;
}

double expected_with(double shift, const std::vector<Prediction>& predictions) {
  double sum = 0.0;
  for (const auto& prediction : predictions) sum += shifted(prediction.probability, shift);
  return sum;
}

std::size_t count_recalled(const std::vector<Prediction>& predictions) {
  return static_cast<std::size_t>(
      std::count_if(predictions.begin(), predictions.end(), [](const auto& p) { return p.recalled; }));
}

/// The shift of logits under which as many are expected as were recalled, by bisection; at most 5 either way.
double calibrating_shift(const std::vector<Prediction>& predictions) {
  const auto recalled = static_cast<double>(count_recalled(predictions));
  double low = -5.0, high = 5.0;
  for (int step = 0; step < 60; ++step) {
    const double middle = 0.5 * (low + high);
    (expected_with(middle, predictions) < recalled ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

std::string_view to_string(GradingReason reason) noexcept {
  return detail::name_at(static_cast<std::size_t>(reason), reason_names);
}

std::string_view to_string(HardVerdict verdict) noexcept {
  return detail::name_at(static_cast<std::size_t>(verdict), hard_names);
}

void validate(const GradingRules& rules) {
  check_share("pass_from", rules.pass_from);
  check_share("guess_below", rules.guess_below);
  check_share("unsure_below", rules.unsure_below);
  check_share("sure_from", rules.sure_from);
  check_order("guess_below and unsure_below", rules.guess_below, rules.unsure_below, true);
  check_order("unsure_below and sure_from", rules.unsure_below, rules.sure_from, true);
  check_order("0 and fast_to", 0.0, rules.fast_to, true);
  check_order("fast_to and slow_from", rules.fast_to, rules.slow_from, false);
  check_positive("away", rules.away);
  if (rules.typical_latency) check_positive("typical_latency", *rules.typical_latency);
}

GradedAnswer grade(const AnswerEvidence& evidence, const GradingRules& rules) {
  validate(rules);
  check_share("score", evidence.score);
  if (evidence.confidence) check_share("confidence", *evidence.confidence);
  if (evidence.latency && *evidence.latency < Duration{})
    refuse_evidence("latency must not be negative", std::to_string(evidence.latency->microseconds) + " us");
  GradedAnswer graded = grade_with_four(evidence, rules);
  if (rules.two_buttons && graded.rating != Rating::again) graded.rating = Rating::good;
  return graded;
}

std::optional<Duration> typical_latency(std::span<const LoggedReview> log, std::size_t fewest, Duration away) {
  std::vector<Duration> times;
  for (const auto& row : log) {
    if (row.kind == RowKind::answer && row.rating != Rating::again && row.duration > Duration{} && row.duration <= away)
      times.push_back(row.duration);
  }
  if (times.empty() || times.size() < fewest) return std::nullopt;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

HardUse hard_use(const MemoryModel& model, const TrainingSet& set, double level) {
  if (!(level > 0.0 && level < 1.0)) refuse_evidence("level must be between 0 and 1", std::to_string(level));
  const auto predictions = predict(model, set);
  const auto after_good = after(Rating::good, predictions, set);
  auto after_hard = after(Rating::hard, predictions, set);
  if (after_hard.size() > most_after_hard) after_hard.erase(after_hard.begin(), after_hard.end() - most_after_hard);
  HardUse use{.after_hard = after_hard.size(), .recalled = count_recalled(after_hard)};
  if (after_hard.size() < fewest_after_hard || after_good.size() < fewest_after_hard) return use;
  const double shift = calibrating_shift(after_good);
  std::vector<double> probabilities;
  for (const auto& prediction : after_hard) probabilities.push_back(shifted(prediction.probability, shift));
  use.expected = expected_with(shift, after_hard);
  use.p_value = detail::probability_of_at_most(use.recalled, probabilities);
  use.verdict = use.p_value < level ? HardVerdict::misused : HardVerdict::fine;
  return use;
}

}  // namespace haven::srs
