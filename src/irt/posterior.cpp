#include "irt/posterior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "haven/irt/information.hpp"

namespace haven::irt {
namespace {

constexpr double underflow = -708.0;  // exp of less is no normal number: as a weight beside 1 it counts nothing

struct AddLogProbability {
  const ResponseTerm* term;
  const double* nodes;
  double* sums;
  std::size_t size;

  void operator()() const noexcept {
    if (term->alpha == 0.0)
      add_rising(term->a, term->b, math::detail::log(term->beta));
    else if (term->beta == 0.0)
      add_falling(term->a, term->b, math::detail::log(term->alpha));
    else
      add_both(term->a, term->b, term->alpha, term->beta);
  }

 private:
  void add_rising(double a, double b, double top) const noexcept {
    const double* const theta = nodes;
    double* const out = sums;
    for (std::size_t i = 0; i < size; ++i) out[i] += top - math::detail::softplus_in_range(-(a * (theta[i] - b)));
  }
  void add_falling(double a, double b, double top) const noexcept {
    const double* const theta = nodes;
    double* const out = sums;
    for (std::size_t i = 0; i < size; ++i) out[i] += top - math::detail::softplus_in_range(a * (theta[i] - b));
  }
  /// log R where R < 1/2, else log1p(-(1 - R)).
  void add_both(double a, double b, double alpha, double beta) const noexcept {
    const double* const theta = nodes;
    double* const out = sums;
    for (std::size_t i = 0; i < size; ++i) {
      const auto [l, m] = math::detail::logistic_in_range(a * (theta[i] - b));
      const double r = alpha * m + beta * l, other = (1.0 - alpha) * m + (1.0 - beta) * l;
      const double w = 1.0 - other;
      const double repair = (-other - (w - 1.0)) / w;
      const bool small = r < 0.5;
      out[i] += math::detail::log_scaled(small ? r : w, 0.0) + (small ? 0.0 : repair);
    }
  }
};

/// Sums `start` and rows at every node, in the order of the rows.
struct AddRows {
  const double* start;
  const double* const* rows;
  std::size_t count, size;
  double* sums;

  void operator()() const noexcept {
    for (std::size_t k = 0; k < size; k += lanes) {
      Lanes sum;
      for (std::size_t i = 0; i < lanes; ++i) sum[i] = start[k + i];
      for (std::size_t row = 0; row < count; ++row) {
        const double* const added = rows[row] + k;
        for (std::size_t i = 0; i < lanes; ++i) sum[i] += added[i];
      }
      for (std::size_t i = 0; i < lanes; ++i) sums[k + i] = sum[i];
    }
  }
};

/// exp of each element less the largest.
struct Weigh {
  const double* log_posterior;
  double* weights;
  std::size_t size;
  double largest;

  void operator()() const noexcept {
    const double* const from = log_posterior;
    double* const to = weights;
    for (std::size_t i = 0; i < size; ++i) {
      const double x = from[i] - largest;
      const double within = x > underflow ? x : underflow;
      const double weight = math::detail::exp_in_range(within);
      to[i] = x > underflow ? weight : 0.0;
    }
  }
};

struct Largest {
  const double* values;
  std::size_t size;
  Lanes* out;

  void operator()() const noexcept {
    Lanes most = all_lanes(-math::detail::infinity);
    for (std::size_t k = 0; k < size; k += lanes)
      for (std::size_t i = 0; i < lanes; ++i) most[i] = values[k + i] > most[i] ? values[k + i] : most[i];
    *out = most;
  }
};

/// Sum of weights, and of weights times node less `center` to the first and second power.
struct SumMoments {
  const double* nodes;
  const double* weights;
  std::size_t size;
  double center;
  Lanes* total;
  Lanes* first;
  Lanes* second;

  void operator()() const noexcept {
    Lanes sum{}, linear{}, square{};
    for (std::size_t k = 0; k < size; k += lanes)
      for (std::size_t i = 0; i < lanes; ++i) {
        const double distance = nodes[k + i] - center;
        const double product = weights[k + i] * distance;
        sum[i] += weights[k + i];
        linear[i] += product;
        square[i] += product * distance;
      }
    *total = sum;
    *first = linear;
    *second = square;
  }
};

}  // namespace

void add_log_probabilities(const ResponseTerm& term, std::span<const double> nodes, std::span<double> sums,
                           math::detail::Vectors vectors) {
  if (is_in_range(term, nodes.front(), nodes.back()))
    math::detail::run_vectorised(AddLogProbability{&term, nodes.data(), sums.data(), sums.size()}, vectors);
  else
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += log_probability(term, nodes[i]);
}

void add_log_probabilities(const ResponseParts& parts, std::span<const double> nodes, std::span<double> sums,
                           math::detail::Vectors vectors) {
  for (const auto& term : parts.terms()) add_log_probabilities(term, nodes, sums, vectors);
  if (!parts.has_total) return;
  for (std::size_t i = 0; i < sums.size(); ++i)
    sums[i] += kernel::log_probability(totals_at(parts.total, nodes[i]), parts.total.score);
}

MeanSd posterior_moments(std::span<const double> nodes, std::span<const double> log_posterior,
                         std::span<double> scratch, math::detail::Vectors vectors) {
  const std::size_t size = nodes.size();
  Lanes most, total, first, second;
  math::detail::run_vectorised(Largest{log_posterior.data(), size, &most}, vectors);
  const double largest = *std::max_element(most.begin(), most.end());
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (!(largest > -math::detail::infinity)) return {nan, nan};
  math::detail::run_vectorised(Weigh{log_posterior.data(), scratch.data(), size, largest}, vectors);
  const auto sum_around = [&](double center) {
    math::detail::run_vectorised(SumMoments{nodes.data(), scratch.data(), size, center, &total, &first, &second},
                                 vectors);
  };
  sum_around(0.0);
  const double mean = sum_of(first) / sum_of(total);
  sum_around(mean);
  return {mean, std::sqrt(sum_of(second) / sum_of(total))};
}

Posterior::Posterior(std::span<const double> nodes, std::span<const double> log_weights, bool jeffreys)
    : count_(nodes.size()),
      jeffreys_(jeffreys),
      nodes_(nodes.begin(), nodes.end()),
      log_weights_(log_weights.begin(), log_weights.end()) {
  const std::size_t size = (count_ + lanes - 1) / lanes * lanes;
  nodes_.resize(size, nodes.back());
  log_weights_.resize(size, -math::detail::infinity);
  scratch_.resize(size);
  information_.resize(jeffreys ? size : 0);
  weighted_.resize(information_.size());
  clear();
}

void Posterior::clear() noexcept {
  log_posterior_ = log_weights_;
  std::fill(information_.begin(), information_.end(), 0.0);
}

void Posterior::add(const Item& item, const ResponseParts& parts) {
  add_log_probabilities(parts, nodes_, log_posterior_, vectors_);
  for (std::size_t i = 0; i < information_.size(); ++i) information_[i] += item_information(item, nodes_[i]);
}

void Posterior::assign(std::span<const double* const> log_probabilities) {
  math::detail::run_vectorised(AddRows{log_weights_.data(), log_probabilities.data(), log_probabilities.size(),
                                       nodes_.size(), log_posterior_.data()},
                               vectors_);
}

double Posterior::estimate(AbilityEstimate& result) {
  const auto [mean, sd, gap] = moments();
  if (std::isnan(mean)) return 0.0;
  result.theta = std::clamp(mean, nodes_.front(), nodes_.back());  // rounding may carry it past an end
  result.converged = sd >= 0.5 * gap;
  return sd;
}

Posterior::Moments Posterior::moments() {
  for (std::size_t i = 0; i < information_.size(); ++i)
    weighted_[i] = log_posterior_[i] + 0.5 * math::detail::log(information_[i]);
  const auto found = posterior_moments(nodes_, jeffreys_ ? weighted_ : log_posterior_, scratch_, vectors_);
  const auto above =
      std::upper_bound(nodes_.begin() + 1, nodes_.begin() + static_cast<std::ptrdiff_t>(count_ - 1), found.mean);
  return {found.mean, found.sd, *above - *(above - 1)};
}

}  // namespace haven::irt
