#include "srs/trainer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>
#include <utility>
#include <vector>

#include "haven/core/parallel.hpp"
#include "haven/core/random.hpp"

#include "srs/fsrs6_gradient.hpp"
#include "srs/fsrs7_gradient.hpp"
#include "srs/minimise.hpp"
#include "srs/schedule_penalty.hpp"
#include "srs/weight_space.hpp"

namespace haven::srs::detail {
namespace {

constexpr std::size_t chunk_steps = 4096;       // reviews that one thread takes at a time
constexpr std::size_t large_log = 8192;         // predictions from which on batches come first
constexpr std::size_t batch_predictions = 512;  // as fsrs-rs
constexpr int passes = 2;                       // through the cards in batches
constexpr double learning_rate = 0.06;          // of Adam, in standard deviations
constexpr double tolerance = 5e-6;              // of the mean loss
constexpr int most_steps = 200;

template <class Model>
class Trainer {
 public:
  using Gradients = typename Model::Gradients;
  using Weights = typename Model::Weights;
  using Gradient = typename Gradients::Gradient;

  Trainer(const WeighedHistories& histories, const TrainerOptions& options)
      : histories_(histories), options_(options), space_(options.prior), bounds_(space_.bounds()) {
    for (std::size_t card = 0; card < histories.size(); ++card) {
      if (chunks_.empty() || histories.starts[card] - histories.starts[chunks_.back()] >= chunk_steps)
        chunks_.push_back(card);
    }
    if (histories.predictions >= large_log)
      batches_ = passes * static_cast<int>(histories.predictions / batch_predictions);
  }

  std::optional<Parameters> train() {
    std::vector<double> x(space_.size(), 0.0);
    if (batches_ > 0 && !train_by_batches(x)) return std::nullopt;
    const Objective objective = [this](std::span<const double> at, std::span<double> gradient) {
      return regularised(at, sum(weights_at(at)), 1.0, gradient);
    };
    const auto observe = [this](int step, double value) { return report(batches_ + step, value / histories_.weight); };
    const auto stopped = minimise(objective, bounds_, x,
                                  {.most_steps = most_steps,
                                   .tolerance = tolerance * histories_.weight,
                                   .first_length = batches_ > 0 ? 0.02 : 0.3,  // batches have come near
                                   .observe = observe});
    if (stopped == Stopped::by_observer) return std::nullopt;
    return weights_at(x);
  }

 private:
  struct Sum {
    double loss = 0.0;
    Gradient gradient{};
  };

  [[nodiscard]] Weights weights_at(std::span<const double> x) const {
    Weights result = std::get<Weights>(options_.prior);  // with its rules
    const auto values = space_.weights(x);
    const auto ranges = weight_ranges(algorithm_of(options_.prior));
    for (std::size_t i = 0; i < values.size(); ++i)  // rounding may carry a weight just past its range
      result.weights[i] = std::clamp(values[i], ranges[i].low, ranges[i].high);
    return result;
  }

  [[nodiscard]] bool report(int step, double loss) const { return options_.observe(step, batches_ + most_steps, loss); }

  /// Over all cards: chunks are fixed and their sums are added in order, whichever thread made them.
  [[nodiscard]] Sum sum(const Weights& weights) const {
    std::vector<Sum> parts(chunks_.size());
    const Gradients gradients(weights);
    parallel_for(chunks_.size(), options_.threads, [&](std::size_t i) {
      typename Gradients::Tape tape;
      const std::size_t end = i + 1 < chunks_.size() ? chunks_[i + 1] : histories_.size();
      for (std::size_t card = chunks_[i]; card < end; ++card)
        parts[i].loss += gradients.add(histories_.history(card), tape, parts[i].gradient);
    });
    Sum total;
    for (const Sum& part : parts) {
      total.loss += part.loss;
      for (std::size_t k = 0; k < total.gradient.size(); ++k) total.gradient[k] += part.gradient[k];
    }
    penalise(gradients, 1.0, total);
    return total;
  }

  /// Penalties weigh as much as the predictions together.
  void penalise(const Gradients& gradients, double part, Sum& sum) const {
    if constexpr (std::is_same_v<Gradients, Fsrs7Gradient>) {
      if (options_.schedule_penalties) sum.loss += schedule_penalty(gradients, part * histories_.weight, sum.gradient);
    }
  }

  /// The loss of `part` of the predictions with that part of the regulariser; the gradient is by coordinates.
  [[nodiscard]] double regularised(std::span<const double> x, const Sum& sum, double part,
                                   std::span<double> gradient) const {
    std::copy(sum.gradient.begin(), sum.gradient.end(), gradient.begin());
    space_.pull_back(space_.weights(x), gradient);
    double value = sum.loss;
    for (std::size_t k = 0; k < x.size(); ++k) {
      value += part * options_.regularisation * x[k] * x[k];
      gradient[k] += part * options_.regularisation * 2.0 * x[k];
    }
    return value;
  }

  bool train_by_batches(std::vector<double>& x) {
    Rng rng(options_.seed);
    Adam adam{std::vector<double>(x.size()), std::vector<double>(x.size())};
    std::vector<std::size_t> order(histories_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (int pass = 0; pass < passes; ++pass) {
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
      for (std::size_t at = 0; at < order.size();) {
        if (!train_batch(order, at, adam, x)) return false;
      }
    }
    return true;
  }

  struct Adam {
    std::vector<double> mean, square;
    int step = 0;
    double mean_missing = 1.0, square_missing = 1.0;  // what the averages still lack, having begun at 0
  };

  bool train_batch(const std::vector<std::size_t>& order, std::size_t& at, Adam& adam, std::vector<double>& x) {
    const Gradients gradients(weights_at(x));
    Sum sum;
    std::size_t predictions = 0;
    for (; at < order.size() && predictions < batch_predictions; ++at) {
      const auto history = histories_.history(order[at]);
      sum.loss += gradients.add(history, tape_, sum.gradient);
      for (const WeighedStep& step : history) predictions += step.weight > 0.0 ? 1U : 0U;
    }
    const double part = static_cast<double>(predictions) / static_cast<double>(histories_.predictions);
    penalise(gradients, part, sum);
    std::vector<double> gradient(x.size());
    const double value = regularised(x, sum, part, gradient);
    move(adam, gradient, x);
    return report(std::min(adam.step, batches_), value / (part * histories_.weight));
  }

  /// One step of Adam; its length falls to nothing at the last batch.
  void move(Adam& adam, const std::vector<double>& gradient, std::vector<double>& x) const {
    const double left = 1.0 - static_cast<double>(adam.step++) / static_cast<double>(batches_);
    const double rate = learning_rate * std::max(left, 0.0);
    adam.mean_missing *= 0.9;
    adam.square_missing *= 0.99;
    for (std::size_t k = 0; k < x.size(); ++k) {
      adam.mean[k] += 0.1 * (gradient[k] - adam.mean[k]);
      adam.square[k] += 0.01 * (gradient[k] * gradient[k] - adam.square[k]);
      const double mean = adam.mean[k] / (1.0 - adam.mean_missing);
      const double square = adam.square[k] / (1.0 - adam.square_missing);
      x[k] = std::clamp(x[k] - rate * mean / (std::sqrt(square) + 1e-8), bounds_.low[k], bounds_.high[k]);
    }
  }

  const WeighedHistories& histories_;
  const TrainerOptions& options_;
  WeightSpace space_;
  Bounds bounds_;
  std::vector<std::size_t> chunks_;  // first card of each
  int batches_ = 0;
  typename Gradients::Tape tape_;
};

struct Fsrs6Model {
  using Gradients = Fsrs6Gradient;
  using Weights = Fsrs6Parameters;
};

struct Fsrs7Model {
  using Gradients = Fsrs7Gradient;
  using Weights = Fsrs7Parameters;
};

}  // namespace

std::optional<Parameters> train(const WeighedHistories& histories, const TrainerOptions& options) {
  if (algorithm_of(options.prior) == Algorithm::fsrs_6) return Trainer<Fsrs6Model>(histories, options).train();
  return Trainer<Fsrs7Model>(histories, options).train();
}

}  // namespace haven::srs::detail
