#include "srs/minimise.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <utility>

namespace haven::srs::detail {
namespace {

using Vector = std::vector<double>;

constexpr std::size_t memory = 8;             // pairs of steps and changes of gradient kept
constexpr double sufficient_decrease = 1e-4;  // Armijo's condition
constexpr int most_halvings = 8;

class Search {
 public:
  Search(const Objective& objective, const Bounds& bounds, Vector& x, double first_length)
      : objective_(objective),
        bounds_(bounds),
        x_(x),
        first_length_(first_length),
        gradient_(x.size()),
        free_(x.size()) {
    value_ = objective_(x_, gradient_);
  }

  [[nodiscard]] double value() const noexcept { return value_; }

  /// Returns what the step gained; 0 when no step gains anything.
  double step() {
    const double before = value_;
    find_free();
    if (!advance(direction()) && !pairs_.empty()) {  // what was learnt of the curvature misleads: begin anew
      pairs_.clear();
      advance(direction());
    }
    return before - value_;
  }

 private:
  struct Pair {
    Vector step, change;
    double curvature;  // their product
  };

  /// A variable at a bound is held there when descent would lead out.
  void find_free() {
    for (std::size_t i = 0; i < x_.size(); ++i)
      free_[i] = !((x_[i] <= bounds_.low[i] && gradient_[i] > 0.0) || (x_[i] >= bounds_.high[i] && gradient_[i] < 0.0));
  }

  [[nodiscard]] double dot(const Vector& a, const Vector& b) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += free_[i] ? a[i] * b[i] : 0.0;
    return sum;
  }

  void add(Vector& to, double factor, const Vector& from) const {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += free_[i] ? factor * from[i] : 0.0;
  }

  /// Away from which to go: the inverse Hessian, as the pairs know it, times the gradient.
  [[nodiscard]] Vector direction() const {
    Vector d(x_.size(), 0.0);
    add(d, 1.0, gradient_);
    if (pairs_.empty()) {
      const double length = std::sqrt(dot(d, d));
      for (double& part : d) part *= length > 0.0 ? first_length_ / length : 0.0;
      return d;
    }
    Vector along(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      along[i] = dot(pairs_[i].step, d) / pairs_[i].curvature;
      add(d, -along[i], pairs_[i].change);
    }
    const Pair& last = pairs_.back();
    const double scale = last.curvature / std::max(dot(last.change, last.change), 1e-300);
    for (double& part : d) part *= scale;
    for (std::size_t i = 0; i < pairs_.size(); ++i)
      add(d, along[i] - dot(pairs_[i].change, d) / pairs_[i].curvature, pairs_[i].step);
    return d;
  }

  bool advance(const Vector& direction) {
    double length = 1.0;
    for (int halving = 0; halving < most_halvings; ++halving, length *= 0.5) {
      Vector x(x_.size()), gradient(x_.size());
      double promised = 0.0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = std::clamp(x_[i] - length * direction[i], bounds_.low[i], bounds_.high[i]);
        promised += gradient_[i] * (x[i] - x_[i]);
      }
      if (!(promised < 0.0)) return false;
      const double value = objective_(x, gradient);
      if (value <= value_ + sufficient_decrease * promised) {
        accept(std::move(x), std::move(gradient), value);
        return true;
      }
    }
    return false;
  }

  void accept(Vector x, Vector gradient, double value) {
    Pair pair{x, gradient, 0.0};
    for (std::size_t i = 0; i < x.size(); ++i) {
      pair.step[i] -= x_[i];
      pair.change[i] -= gradient_[i];
    }
    pair.curvature = dot(pair.step, pair.change);
    if (pair.curvature > 1e-10 * dot(pair.change, pair.change)) pairs_.push_back(std::move(pair));
    if (pairs_.size() > memory) pairs_.pop_front();
    x_ = std::move(x);
    gradient_ = std::move(gradient);
    value_ = value;
  }

  const Objective& objective_;
  const Bounds& bounds_;
  Vector& x_;
  double first_length_;
  Vector gradient_;
  std::vector<bool> free_;
  std::deque<Pair> pairs_;
  double value_ = 0.0;
};

}  // namespace

Stopped minimise(const Objective& objective, const Bounds& bounds, std::vector<double>& x,
                 const MinimiseOptions& options) {
  Search search(objective, bounds, x, options.first_length);
  for (int step = 0; step < options.most_steps; ++step) {
    const double gained = search.step();
    if (!options.observe(step + 1, search.value())) return Stopped::by_observer;
    if (gained < options.tolerance) return Stopped::converged;
  }
  return Stopped::most_steps;
}

}  // namespace haven::srs::detail
