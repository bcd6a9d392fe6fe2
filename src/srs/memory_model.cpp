#include "haven/srs/memory_model.hpp"

#include <algorithm>
#include <sstream>
#include <string>

#include "haven/core/error.hpp"

#include "srs/kernels.hpp"
#include "srs/state_check.hpp"

namespace haven::srs {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& rule, double found) {
  std::ostringstream message;
  message << "memory model: " << name << " must be " << rule << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

// Every test is written so that NaN fails it.
void check_within(const char* name, double value, double low, double high) {
  if (value >= low && value <= high) return;
  std::ostringstream rule;
  rule << "in " << low << ".." << high;
  refuse(name, rule.str(), value);
}

template <class State>
void check_state(const State& state) {
  if (!detail::is_valid(state))
    throw Error(ErrorCode::invalid_argument, "memory model: a value of the state is out of its range");
}

void check_elapsed(double elapsed_days) { check_within("elapsed_days", elapsed_days, 0.0, detail::longest_elapsed); }

/// The state, checked, as that of the kernel's own model.
template <class K>
const typename K::State& own(const K&, const MemoryState& state) {
  const auto* mine = std::get_if<typename K::State>(&state);
  if (!mine) throw Error(ErrorCode::invalid_argument, "memory model: the state is one of another model", "other_model");
  check_state(*mine);
  return *mine;
}

/// The stability at which FSRS-7 has the retention after these days. R rises with it; bisection in log stability.
Fsrs7State solve_state(const detail::Fsrs7Kernel& kernel, double days, double retention) {
  const auto state_at = [](double log_stability) {
    const double slow = math::detail::exp(log_stability);
    return Fsrs7State{slow, std::max(detail::fast_share * slow, detail::lowest_trace), 5.0};
  };
  double low = math::detail::log(detail::lowest_trace), high = math::detail::log(detail::highest_trace);
  for (int step = 0; step < 100; ++step) {
    const double middle = 0.5 * (low + high);
    (kernel.retrievability(state_at(middle), days) < retention ? low : high) = middle;
  }
  Fsrs7State state = state_at(0.5 * (low + high));
  state.stability = std::clamp(state.stability, detail::lowest_trace, detail::highest_trace);
  return state;
}

/// From the interval follows stability, and from how much the ease let it grow, difficulty.
Fsrs6State imported(const Fsrs6Parameters& parameters, double ease, double days, double retention) {
  const auto& w = parameters.weights;
  const detail::Fsrs6Kernel kernel(parameters);
  const double per_stability = kernel.interval({1.0, 5.0}, retention);
  const double stability = std::clamp(days / per_stability, detail::lowest_stability, detail::highest_stability);
  const double growth =
      math::detail::exp(w[8] - w[9] * math::detail::log(stability)) * math::detail::expm1((1.0 - retention) * w[10]);
  return {stability, detail::clamp_difficulty(11.0 - (ease - 1.0) / growth)};
}

}  // namespace

double stability(const MemoryState& state) noexcept {
  struct {
    double operator()(const Fsrs6State& fsrs6) const noexcept { return fsrs6.stability; }
    double operator()(const Fsrs7State& fsrs7) const noexcept { return fsrs7.stability; }
    double operator()(const Sm2State& sm2) const noexcept { return sm2.interval; }
  } days;
  return std::visit(days, state);
}

double difficulty(const MemoryState& state) noexcept {
  struct {
    double operator()(const Fsrs6State& fsrs6) const noexcept { return fsrs6.difficulty; }
    double operator()(const Fsrs7State& fsrs7) const noexcept { return fsrs7.difficulty; }
    double operator()(const Sm2State& sm2) const noexcept {
      return detail::clamp_difficulty(1.0 + 9.0 * (5.0 - sm2.ease) / (5.0 - detail::lowest_ease));
    }
  } level;
  return std::visit(level, state);
}

struct MemoryModel::Kernels {
  detail::Kernel kernel;
};

MemoryModel::MemoryModel(Parameters parameters) : parameters_(parameters), fingerprint_(srs::fingerprint(parameters)) {
  srs::check(parameters_);
  kernels_ = std::make_shared<const Kernels>(Kernels{detail::make_kernel(parameters_)});
}

MemoryState MemoryModel::first(Rating rating) const {
  const int g = static_cast<int>(rating);
  return std::visit([g](const auto& kernel) { return MemoryState(kernel.first(g)); }, kernels_->kernel);
}

MemoryState MemoryModel::next(const MemoryState& state, double elapsed_days, Rating rating) const {
  check_elapsed(elapsed_days);
  const int g = static_cast<int>(rating);
  return std::visit([&](const auto& kernel) { return MemoryState(kernel.next(own(kernel, state), elapsed_days, g)); },
                    kernels_->kernel);
}

double MemoryModel::retrievability(const MemoryState& state, double elapsed_days) const {
  check_elapsed(elapsed_days);
  return std::visit([&](const auto& kernel) { return kernel.retrievability(own(kernel, state), elapsed_days); },
                    kernels_->kernel);
}

double MemoryModel::interval(const MemoryState& state, double desired_retention) const {
  if (!(desired_retention > 0.0 && desired_retention < 1.0))
    refuse("desired_retention", "between 0 and 1", desired_retention);
  return std::visit([&](const auto& kernel) { return kernel.interval(own(kernel, state), desired_retention); },
                    kernels_->kernel);
}

MemoryState import_sm2(const MemoryModel& model, double ease, double interval_days, double assumed_retention) {
  check_within("ease", ease, detail::lowest_ease, 100.0);
  check_within("interval_days", interval_days, 0.0, detail::highest_stability);
  if (!(assumed_retention > 0.0 && assumed_retention < 1.0))
    refuse("assumed_retention", "between 0 and 1", assumed_retention);
  const Parameters& parameters = model.parameters();
  if (const auto* fsrs6 = std::get_if<Fsrs6Parameters>(&parameters))
    return imported(*fsrs6, ease, interval_days, assumed_retention);
  if (const auto* fsrs7 = std::get_if<Fsrs7Parameters>(&parameters))
    return solve_state(detail::Fsrs7Kernel(*fsrs7), interval_days, assumed_retention);
  return Sm2State{ease, interval_days, interval_days > 0.0 ? 2 : 0};
}

}  // namespace haven::srs
