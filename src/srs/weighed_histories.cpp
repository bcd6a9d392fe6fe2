#include "srs/weighed_histories.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace haven::srs::detail {
namespace {

using Step = TrainingSet::Step;

double weight_of(const Step& step, std::span<const double> weights) noexcept {
  return step.place >= 0 && static_cast<std::size_t>(step.place) < weights.size()
             ? weights[static_cast<std::size_t>(step.place)]
             : 0.0;
}

std::size_t place(Rating rating) noexcept { return static_cast<std::size_t>(rating) - 1; }

/// Reviews up to the last prediction that has a weight; 0 when none has.
std::size_t used(std::span<const Step> history, std::span<const double> weights) {
  std::size_t count = history.size();
  while (count > 0 && !(weight_of(history[count - 1], weights) > 0.0)) --count;
  return count;
}

/// Whole days to the first next-day review; 0 without one.
double first_interval(std::span<const Step> history) {
  for (const Step& step : history) {
    if (step.next_day) return std::floor(step.elapsed_days);
  }
  return 0.0;
}

/// The rare first intervals of each first rating.
class Outliers {
 public:
  Outliers(const TrainingSet& set, std::span<const double> weights) {
    std::array<std::map<double, std::size_t>, rating_count> cards;
    for (std::size_t card = 0; card + 1 < set.starts.size(); ++card) {
      const auto history = set.history(card).first(used(set.history(card), weights));
      if (const double days = first_interval(history); days > 0.0) ++cards[place(history.front().rating)][days];
    }
    for (std::size_t rating = 0; rating < cards.size(); ++rating) find(rating, cards[rating]);
  }

  [[nodiscard]] bool contain(std::span<const Step> history) const {
    return rare_[place(history.front().rating)].contains(first_interval(history));
  }

 private:
  void find(std::size_t rating, const std::map<double, std::size_t>& cards) {
    struct Group {
      double days;
      std::size_t count;
    };
    std::vector<Group> groups;
    std::size_t total = 0;
    for (const auto& [days, count] : cards) {
      groups.push_back({days, count});
      total += count;
    }
    std::sort(groups.begin(), groups.end(),
              [](const Group& a, const Group& b) { return a.count != b.count ? a.count < b.count : a.days < b.days; });
    const double longest = rating == 3 ? 365.0 : 100.0;
    std::size_t removed = 0, by_share = 0;
    std::set<double> rare;
    for (const auto& [days, count] : groups) {
      const bool within_share = by_share + count <= std::max<std::size_t>(total / 20, 20);
      if (within_share) by_share += count;
      if (!within_share && count >= 6 && days <= longest) continue;
      rare.insert(days);
      removed += count;
    }
    if (4 * removed <= total) rare_[rating] = std::move(rare);
  }

  std::array<std::set<double>, rating_count> rare_;
};

void append(WeighedHistories& into, std::span<const Step> history, std::span<const double> weights) {
  for (const Step& step : history) {
    const double weight = weight_of(step, weights);
    into.steps.push_back({step.elapsed_days, weight, static_cast<int>(step.rating)});
    if (!(weight > 0.0)) continue;
    ++into.predictions;
    into.weight += weight;
    (step.rating == Rating::again ? into.forgotten : into.recalled) = true;
  }
  ++into.first[place(history.front().rating)];
  for (const Step& step : history.subspan(1)) ++into.later[place(step.rating)];
  into.starts.push_back(into.steps.size());
}

}  // namespace

WeighedHistories weigh(const TrainingSet& set, std::span<const double> weights, bool without_outliers) {
  const Outliers outliers = without_outliers ? Outliers(set, weights) : Outliers({}, {});
  WeighedHistories result;
  for (std::size_t card = 0; card + 1 < set.starts.size(); ++card) {
    const auto history = set.history(card).first(used(set.history(card), weights));
    if (history.empty()) continue;
    if (!outliers.contain(history)) {
      append(result, history, weights);
      continue;
    }
    for (const Step& step : history) result.outliers += weight_of(step, weights) > 0.0 ? 1U : 0U;
  }
  return result;
}

}  // namespace haven::srs::detail
