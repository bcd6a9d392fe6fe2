#include "haven/srs/optimizer.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "haven/core/error.hpp"

#include "srs/names.hpp"
#include "srs/rating_weights.hpp"
#include "srs/trainer.hpp"
#include "srs/training_loss.hpp"
#include "srs/weighed_histories.hpp"
#include "srs/weight_space.hpp"

namespace haven::srs {
namespace {

constexpr std::array<std::string_view, 5> verdict_names = {"trained", "not_better", "too_few", "one_outcome",
                                                           "cancelled"};
constexpr std::size_t fewest_predictions = 8;            // as fsrs-rs
constexpr std::size_t fewest_guarded_predictions = 100;  // below, what is held out is too little to judge by
constexpr std::size_t one_fold_from = 4096;              // predictions: from here on the last fold judges alone
constexpr double price = 2.0;                            // nats that new weights must gain before they count

[[noreturn]] void refuse(const std::string& rule, const std::string& found) {
  throw Error(ErrorCode::invalid_argument, "optimize: " + rule + ", got " + found);
}

void check_options(const TrainingSet& set, const OptimizerOptions& options) {
  if (std::holds_alternative<Sm2Parameters>(options.present))
    throw Error(ErrorCode::invalid_argument, "optimize: sm-2 has no weights to train");
  check(options.present);
  if (options.prior) {
    check(*options.prior);
    if (options.prior->index() != options.present.index())
      refuse("the prior must be of the model " + std::string(to_string(algorithm_of(options.present))),
             std::string(to_string(algorithm_of(*options.prior))));
  }
  if (!(options.regularisation >= 0.0 && options.regularisation <= 1e6))
    refuse("regularisation must be in 0..1e6", std::to_string(options.regularisation));
  if (options.relearning_steps < 0 || options.relearning_steps > 100)
    refuse("relearning_steps must be in 0..100", std::to_string(options.relearning_steps));
  if (options.seen > set.predictions)
    refuse("seen must be at most the predictions, " + std::to_string(set.predictions), std::to_string(options.seen));
  if (options.threads < 0 || options.threads > 1024)
    refuse("threads must be in 0..1024", std::to_string(options.threads));
}

class Optimizer {
 public:
  Optimizer(const TrainingSet& set, const OptimizerOptions& options)
      : set_(set), options_(options), prior_(prior_of(options)), space_(prior_) {}

  OptimizerResult run() {
    OptimizerResult result;
    result.parameters = options_.present;
    const auto present = predict(MemoryModel(options_.present), set_);
    result.before = evaluate(present);
    result.verdict = improve(present, result);
    result.after = result.verdict == TrainingVerdict::trained ? evaluate(predict(MemoryModel(result.parameters), set_))
                                                              : result.before;
    return result;
  }

 private:
  /// With the rules of the present weights, since these are no weights.
  static Parameters prior_of(const OptimizerOptions& options) {
    Parameters prior = options.prior.value_or(default_parameters(algorithm_of(options.present)));
    if (auto* fsrs6 = std::get_if<Fsrs6Parameters>(&prior))
      fsrs6->rules = std::get<Fsrs6Parameters>(options.present).rules;
    return prior;
  }

  TrainingVerdict improve(const std::vector<Prediction>& present, OptimizerResult& result) {
    const auto histories = weigh_first(set_.predictions);
    result.outliers = histories.outliers;
    if (histories.predictions < (options_.guarded ? fewest_guarded_predictions : fewest_predictions))
      return TrainingVerdict::too_few;
    if (!tells_something(histories)) return TrainingVerdict::one_outcome;
    const auto trained = train_on(histories);
    if (!trained) return TrainingVerdict::cancelled;
    result.share = 1.0;
    if (options_.guarded && !judge(present, result)) return TrainingVerdict::cancelled;
    if (!(result.share > 0.0)) return TrainingVerdict::not_better;
    result.parameters = part_of_the_way(*trained, result.share);
    return TrainingVerdict::trained;
  }

  /// The histories of the first predictions.
  [[nodiscard]] detail::WeighedHistories weigh_first(std::size_t predictions) const {
    const auto weights = options_.recency ? recency_weights(predictions) : std::vector<double>(predictions, 1.0);
    return detail::weigh(set_, weights, options_.without_outliers);
  }

  static bool tells_something(const detail::WeighedHistories& histories) {
    return histories.predictions >= fewest_predictions && histories.recalled && histories.forgotten;
  }

  [[nodiscard]] std::optional<Parameters> train_on(const detail::WeighedHistories& histories) const {
    const auto observe = [this](int step, int most, double loss) {
      return !options_.progress || options_.progress({step, most, loss});
    };
    auto trained = detail::train(histories, {.prior = prior_,
                                             .regularisation = options_.regularisation,
                                             .schedule_penalties = options_.schedule_penalties,
                                             .threads = options_.threads,
                                             .seed = options_.seed,
                                             .observe = observe});
    if (!trained) return std::nullopt;
    const auto found = weights_of(*trained);
    std::vector<double> weights(found.begin(), found.end());
    const auto present = weights_of(options_.present);
    detail::arrange_first_stabilities(weights, present, histories.first);
    detail::keep_unused_ratings(weights, present, algorithm_of(prior_), histories.later);
    return with(weights);
  }

  /// The model with these weights, moved into their ranges.
  [[nodiscard]] Parameters with(const std::vector<double>& weights) const {
    Parameters result = prior_;
    if (auto* fsrs6 = std::get_if<Fsrs6Parameters>(&result))
      std::copy(weights.begin(), weights.end(), fsrs6->weights.begin());
    if (auto* fsrs7 = std::get_if<Fsrs7Parameters>(&result))
      std::copy(weights.begin(), weights.end(), fsrs7->weights.begin());
    return clipped(result, options_.relearning_steps);
  }

  /// Time-ordered folds, of which nothing is tested on that the present weights have seen.
  [[nodiscard]] std::vector<Fold> folds() const {
    auto folds = time_ordered_folds(set_.predictions);
    if (set_.predictions >= one_fold_from) folds.erase(folds.begin(), folds.end() - 1);
    std::erase_if(folds, [this](const Fold& fold) { return fold.test_end <= options_.seen; });
    for (Fold& fold : folds) fold.train_end = std::max(fold.train_end, options_.seen);
    return folds;
  }

  /// Sets what is held out and the share it leaves; false when cancelled.
  bool judge(const std::vector<Prediction>& present, OptimizerResult& result) const {
    std::vector<Prediction> before, after;
    for (const Fold& fold : folds()) {
      const auto histories = weigh_first(fold.train_end);
      const auto trained = tells_something(histories) ? train_on(histories) : options_.present;
      if (!trained) return false;
      append(before, present, fold);
      append(after, predict(MemoryModel(*trained), set_), fold);
    }
    result.held_out_before = evaluate(before);
    result.held_out_after = evaluate(after);
    const double gain =
        static_cast<double>(before.size()) * (result.held_out_before.log_loss - result.held_out_after.log_loss);
    result.share = gain > price ? 1.0 - price / gain : 0.0;  // without predictions there is no gain, but NaN
    return true;
  }

  static void append(std::vector<Prediction>& to, const std::vector<Prediction>& from, const Fold& fold) {
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(fold.train_end),
              from.begin() + static_cast<std::ptrdiff_t>(fold.test_end));
  }

  [[nodiscard]] Parameters part_of_the_way(const Parameters& trained, double share) const {
    if (share == 1.0) return trained;
    const auto present = weights_of(options_.present);
    const auto from = space_.coordinates(present), to = space_.coordinates(weights_of(trained));
    std::vector<double> x(from.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = from[i] + share * (to[i] - from[i]);
    auto weights = space_.weights(x);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (to[i] == from[i]) weights[i] = present[i];  // what stays is not rounded on the way
    return with(weights);
  }

  const TrainingSet& set_;
  const OptimizerOptions& options_;
  Parameters prior_;
  detail::WeightSpace space_;
};

}  // namespace

std::string_view to_string(TrainingVerdict verdict) noexcept {
  return detail::name_at(static_cast<std::size_t>(verdict), verdict_names);
}

OptimizerResult optimize(const TrainingSet& set, const OptimizerOptions& options) {
  check_options(set, options);
  return Optimizer(set, options).run();
}

}  // namespace haven::srs
