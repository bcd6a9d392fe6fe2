#include "haven/srs/evaluation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <variant>

#include "haven/core/error.hpp"

#include "math/elementary.hpp"
#include "srs/kernels.hpp"
#include "srs/training_loss.hpp"

namespace haven::srs {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class Kernel>
void predict_card(const Kernel& kernel, const TrainingSet& set, std::size_t card, std::vector<Prediction>& into) {
  const auto history = set.history(card);
  auto state = kernel.first(static_cast<int>(history.front().rating));
  int reviews = 0, lapses = 0;
  for (const auto& step : history.subspan(1)) {
    const bool recalled = step.rating != Rating::again;
    reviews += step.next_day ? 1 : 0;
    if (step.place >= 0)
      into[static_cast<std::size_t>(step.place)] = {.card = set.cards[card],
                                                    .probability = kernel.retrievability(state, step.elapsed_days),
                                                    .recalled = recalled,
                                                    .elapsed_days = step.elapsed_days,
                                                    .reviews = reviews,
                                                    .lapses = lapses};
    lapses += step.next_day && !recalled ? 1 : 0;
    state = kernel.next(state, step.elapsed_days, static_cast<int>(step.rating));
  }
}

void check_weights(std::size_t predictions, std::span<const double> weights) {
  if (!weights.empty() && weights.size() != predictions)
    throw Error(ErrorCode::invalid_argument, "evaluate: there must be one weight per prediction, got " +
                                                 std::to_string(weights.size()) + " for " +
                                                 std::to_string(predictions));
  for (const double weight : weights) {
    if (!(weight >= 0.0 && weight < math::detail::infinity))
      throw Error(ErrorCode::invalid_argument, "evaluate: weights must not be negative, got " + std::to_string(weight));
  }
}

/// floor(log(x) to the base); the lowest number for x = 0.
int level(double x, double base) {
  if (!(x > 0.0)) return std::numeric_limits<int>::min();
  return static_cast<int>(std::floor(math::detail::log(x) / math::detail::log(base)));
}

/// The cell of the grid of fsrs-rs. It names cells by rounded powers of the bases; we by the exponents.
std::array<int, 3> bin_of(const Prediction& prediction) {
  return {level(prediction.elapsed_days, 3.62), level(prediction.reviews + 1.0, 1.89), level(prediction.lapses, 1.73)};
}

class Sums {
 public:
  Sums(std::span<const Prediction> predictions, std::span<const double> weights)
      : predictions_(predictions), weights_(weights) {
    for (std::size_t i = 0; i < predictions.size(); ++i) total_ += weight(i);
  }

  [[nodiscard]] double recall() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < predictions_.size(); ++i) sum += predictions_[i].recalled ? weight(i) : 0.0;
    return sum / total_;
  }

  [[nodiscard]] double log_loss() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < predictions_.size(); ++i)
      sum -= weight(i) * detail::log_likelihood(predictions_[i].probability, predictions_[i].recalled);
    return sum / total_;
  }

  [[nodiscard]] double rmse_bins() const {
    struct Bin {
      double weight = 0.0, excess = 0.0;
    };
    std::map<std::array<int, 3>, Bin> bins;
    for (std::size_t i = 0; i < predictions_.size(); ++i) {
      Bin& bin = bins[bin_of(predictions_[i])];
      bin.weight += weight(i);
      bin.excess += weight(i) * (predictions_[i].probability - (predictions_[i].recalled ? 1.0 : 0.0));
    }
    double sum = 0.0;
    for (const auto& [cell, bin] : bins) sum += bin.weight > 0.0 ? bin.excess * bin.excess / bin.weight : 0.0;
    return std::sqrt(sum / total_);
  }

  /// The share of pairs of a recalled and a forgotten review that the model ordered right, by rising probability.
  [[nodiscard]] double auc() const {
    std::vector<std::size_t> order(predictions_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto probability = [&](std::size_t i) { return predictions_[i].probability; };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return probability(a) != probability(b) ? probability(a) < probability(b) : a < b;
    });
    double forgotten = 0.0, recalled = 0.0, ordered = 0.0;
    for (std::size_t begin = 0; begin < order.size();) {
      double tied_forgotten = 0.0, tied_recalled = 0.0;
      std::size_t end = begin;
      for (; end < order.size() && probability(order[end]) == probability(order[begin]); ++end)
        (predictions_[order[end]].recalled ? tied_recalled : tied_forgotten) += weight(order[end]);
      ordered += tied_recalled * (forgotten + 0.5 * tied_forgotten);
      forgotten += tied_forgotten;
      recalled += tied_recalled;
      begin = end;
    }
    return forgotten > 0.0 && recalled > 0.0 ? ordered / (forgotten * recalled) : nan;
  }

 private:
  [[nodiscard]] double weight(std::size_t i) const { return weights_.empty() ? 1.0 : weights_[i]; }

  std::span<const Prediction> predictions_;
  std::span<const double> weights_;
  double total_ = 0.0;
};

}  // namespace

std::vector<Prediction> predict(const MemoryModel& model, const TrainingSet& set) {
  std::vector<Prediction> predictions(set.predictions);
  std::visit(
      [&](const auto& kernel) {
        for (std::size_t card = 0; card + 1 < set.starts.size(); ++card) predict_card(kernel, set, card, predictions);
      },
      detail::make_kernel(model.parameters()));
  return predictions;
}

Metrics evaluate(std::span<const Prediction> predictions, std::span<const double> weights) {
  check_weights(predictions.size(), weights);
  if (predictions.empty()) return {};
  const Sums sums(predictions, weights);
  return {predictions.size(), sums.recall(), sums.log_loss(), sums.rmse_bins(), sums.auc()};
}

std::vector<double> recency_weights(std::size_t predictions) {
  std::vector<double> weights(predictions, 1.0);
  for (std::size_t i = 0; predictions > 1 && i < predictions; ++i) {
    const double age = static_cast<double>(i) / static_cast<double>(predictions - 1);
    weights[i] = 0.25 + 0.75 * age * age * age;
  }
  return weights;
}

std::vector<CalibrationBin> calibration(std::span<const Prediction> predictions, int bins) {
  if (bins < 1 || bins > 1000)
    throw Error(ErrorCode::invalid_argument, "calibration: bins must be in 1..1000, got " + std::to_string(bins));
  std::vector<CalibrationBin> table(static_cast<std::size_t>(bins));
  for (int i = 0; i < bins; ++i) {
    table[static_cast<std::size_t>(i)].low = static_cast<double>(i) / bins;
    table[static_cast<std::size_t>(i)].high = static_cast<double>(i + 1) / bins;
  }
  for (const auto& prediction : predictions) {
    const auto place = static_cast<std::size_t>(std::clamp(prediction.probability * bins, 0.0, bins - 1.0));
    ++table[place].count;
    table[place].predicted += prediction.probability;
    table[place].recalled += prediction.recalled ? 1.0 : 0.0;
  }
  for (auto& bin : table) {  // 0 / 0 is the NaN of an empty bin
    bin.predicted /= static_cast<double>(bin.count);
    bin.recalled /= static_cast<double>(bin.count);
  }
  return table;
}

std::vector<Fold> time_ordered_folds(std::size_t predictions, std::size_t count) {
  if (count >= predictions) return {};
  const std::size_t segment = predictions / (count + 1);
  std::vector<Fold> folds;
  for (std::size_t k = 1; k <= count && segment > 0; ++k)
    folds.push_back({k * segment, k == count ? predictions : (k + 1) * segment});
  return folds;
}

}  // namespace haven::srs
