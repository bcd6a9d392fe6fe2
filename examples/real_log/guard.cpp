#include "guard.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "haven/core/random.hpp"

namespace example {

namespace srs = haven::srs;

namespace {

/// So many of the first reviews of randomly chosen cards, and the reviews of the other cards.
struct Split {
  Log part, rest;
};

Split split_by_cards(const Log& log, std::size_t reviews, haven::Rng& rng) {
  std::vector<std::uint64_t> cards;
  for (const auto& row : log) cards.push_back(row.card);
  std::sort(cards.begin(), cards.end());
  const auto end = std::unique(cards.begin(), cards.end());
  cards.erase(end, cards.end());
  for (std::size_t i = cards.size(); i > 1; --i) std::swap(cards[i - 1], cards[rng.below(i)]);
  std::set<std::uint64_t> chosen;
  std::size_t held = 0;
  const auto of_card = [&](std::uint64_t card) {
    return static_cast<std::size_t>(std::count_if(log.begin(), log.end(), [&](auto& row) { return row.card == card; }));
  };
  for (std::size_t i = 0; held < reviews; held += of_card(cards[i++])) chosen.insert(cards[i]);
  Split split;
  for (const auto& row : log) (chosen.contains(row.card) ? split.part : split.rest).push_back(row);
  split.part.resize(reviews);
  return split;
}

}  // namespace

GuardResult try_guard(const Log& log, srs::Algorithm algorithm, std::size_t reviews, int repetitions) {
  const auto options = options_for(algorithm);
  const srs::OptimizerOptions training{.present = srs::default_parameters(algorithm)};
  haven::Rng rng(reviews);
  GuardResult result;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    const Split split = split_by_cards(log, reviews, rng);
    const auto fit = optimize(make_training_set(split.part, options), training);
    if (fit.verdict != srs::TrainingVerdict::trained) continue;  // kept: no change
    const auto rest = make_training_set(split.rest, options);
    const double change = foretold(fit.parameters, rest).log_loss - foretold(training.present, rest).log_loss;
    ++result.trained;
    result.worst_change = std::max(result.worst_change, change);
    result.mean_change += change / repetitions;
  }
  return result;
}

}  // namespace example
