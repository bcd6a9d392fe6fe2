#include "srs/fsrs6_gradient.hpp"

#include <cmath>

namespace haven::srs::detail {
namespace {

using math::detail::exp, math::detail::expm1, math::detail::log;

}  // namespace

Fsrs6Gradient::Fsrs6Gradient(const Fsrs6Parameters& parameters) noexcept
    : w_(parameters.weights),
      factor_(expm1(log(0.9) / -w_[20])),
      factor_slope_((factor_ + 1.0) * log(0.9) / (w_[20] * w_[20])),
      recall_scale_(exp(w_[8])),
      lapse_bound_(exp(-w_[17] * w_[18])),
      never_falls_(parameters.rules == RuleSet::legacy_6_3_1 ? 3 : 2) {
  if (parameters.rules == RuleSet::legacy_6_3_1) highest_ = math::detail::infinity;
  for (int g = 1; g <= rating_count; ++g) {
    same_day_[place(g)] = exp(w_[17] * (g - 3 + w_[18]));
    first_exp_[place(g)] = exp(w_[5] * (g - 1));
  }
  easy_difficulty_ = w_[4] - first_exp_[place(4)] + 1.0;
}

double Fsrs6Gradient::add(std::span<const WeighedStep> history, Tape& tape, Gradient& gradient) const {
  const double loss = forward(history, tape);
  Adjoint state;
  for (std::size_t i = history.size(); --i > 0;)
    backward(history[i], tape[i], i + 1 == history.size(), state, gradient);
  first(history.front().rating, state, gradient);
  return loss;
}

double Fsrs6Gradient::forward(std::span<const WeighedStep> history, Tape& tape) const {
  if (tape.size() < history.size()) tape.resize(history.size());
  const int g = history.front().rating;
  Fsrs6State state{std::max(w_[place(g)], lowest_stability), clamp_difficulty(w_[4] - first_exp_[place(g)] + 1.0)};
  double loss = 0.0;
  for (std::size_t i = 1; i < history.size(); ++i) {
    const WeighedStep& step = history[i];
    Note& note = tape[i];
    note.stability = state.stability;
    note.difficulty = state.difficulty;
    if (step.weight > 0.0 || !is_same_day(step.elapsed_days)) note_recall(step, note);
    if (step.weight > 0.0) loss -= step.weight * log_likelihood(note.recall, step.rating > 1);
    if (i + 1 < history.size()) state = note_next(step, note);
  }
  return loss;
}

void Fsrs6Gradient::note_recall(const WeighedStep& step, Note& note) const noexcept {
  note.ratio = factor_ * step.elapsed_days / note.stability;
  note.log_ratio = log(1.0 + note.ratio);
  note.recall = exp(-w_[20] * note.log_ratio);
}

Fsrs6State Fsrs6Gradient::note_next(const WeighedStep& step, Note& note) const noexcept {
  note.result = note_stability(step, note);
  note.moved = note.difficulty - w_[6] * (step.rating - 3) * (highest_difficulty - note.difficulty) / 9.0;
  return {std::min(std::max(note.result, lowest_stability), highest_),
          clamp_difficulty(w_[7] * easy_difficulty_ + (1.0 - w_[7]) * note.moved)};
}

/// The new stability before its bounds. `scale` times `power` or expm1(`power`) is what it is made of.
double Fsrs6Gradient::note_stability(const WeighedStep& step, Note& note) const noexcept {
  const int g = step.rating;
  if (is_same_day(step.elapsed_days)) {
    note.logarithm = log(note.stability);
    note.scale = same_day_[place(g)] * exp(-w_[19] * note.logarithm);
    return note.stability * (g >= never_falls_ ? std::max(note.scale, 1.0) : note.scale);
  }
  const double forgotten = 1.0 - note.recall;
  if (g == 1) {
    note.logarithm = log(note.difficulty);
    note.scale = w_[11] * exp(-w_[12] * note.logarithm + w_[14] * forgotten);
    note.power = expm1(w_[13] * log(note.stability + 1.0));
    return std::min(note.scale * note.power, note.stability * lapse_bound_);
  }
  note.logarithm = log(note.stability);
  note.scale = recall_scale_ * (11.0 - note.difficulty) * exp(-w_[9] * note.logarithm);
  note.power = expm1(w_[10] * forgotten);
  return note.stability * (1.0 + note.scale * note.power * (g == 2 ? w_[15] : (g == 4 ? w_[16] : 1.0)));
}

void Fsrs6Gradient::first(int g, const Adjoint& after, Gradient& gradient) const noexcept {
  gradient[place(g)] += after.stability;
  const double raw = w_[4] - first_exp_[place(g)] + 1.0;
  if (!(raw >= lowest_difficulty && raw <= highest_difficulty)) return;
  gradient[4] += after.difficulty;
  gradient[5] -= after.difficulty * (g - 1) * first_exp_[place(g)];
}

/// `state` comes as the derivative by the state after the review and leaves as that by the state before.
void Fsrs6Gradient::backward(const WeighedStep& step, const Note& note, bool last, Adjoint& state,
                             Gradient& gradient) const noexcept {
  Adjoint before;
  double by_recall = step.weight > 0.0 ? step.weight * loss_slope(note.recall, step.rating > 1) : 0.0;
  if (!last) {
    difficulty(step.rating, note, state, before, gradient);
    if (note.result >= lowest_stability && note.result <= highest_)
      by_recall -= stability(step, note, state.stability, before, gradient);
  }
  if (by_recall != 0.0) {
    const double by_log = by_recall * note.recall;
    const double slope = w_[20] / (1.0 + note.ratio);
    before.stability += by_log * slope * note.ratio / note.stability;
    gradient[20] -= by_log * (note.log_ratio + slope * factor_slope_ * step.elapsed_days / note.stability);
  }
  state = before;
}

void Fsrs6Gradient::difficulty(int g, const Note& note, const Adjoint& after, Adjoint& before,
                               Gradient& gradient) const noexcept {
  const double raw = w_[7] * easy_difficulty_ + (1.0 - w_[7]) * note.moved;
  if (!(raw >= lowest_difficulty && raw <= highest_difficulty)) return;
  gradient[4] += after.difficulty * w_[7];
  gradient[5] -= after.difficulty * w_[7] * 3.0 * first_exp_[place(4)];
  gradient[7] += after.difficulty * (easy_difficulty_ - note.moved);
  const double by_moved = after.difficulty * (1.0 - w_[7]);
  gradient[6] -= by_moved * (g - 3) * (highest_difficulty - note.difficulty) / 9.0;
  before.difficulty += by_moved * (1.0 + w_[6] * (g - 3) / 9.0);
}

/// Returns the derivative by 1 - R.
double Fsrs6Gradient::stability(const WeighedStep& step, const Note& note, double after, Adjoint& before,
                                Gradient& gradient) const noexcept {
  if (!is_same_day(step.elapsed_days))
    return step.rating == 1 ? lapsed(note, after, before, gradient)
                            : recalled(step.rating, note, after, before, gradient);
  same_day(step.rating, note, after, before, gradient);
  return 0.0;
}

void Fsrs6Gradient::same_day(int g, const Note& note, double after, Adjoint& before,
                             Gradient& gradient) const noexcept {
  if (g >= never_falls_ && note.scale < 1.0) {
    before.stability += after;
    return;
  }
  before.stability += after * note.scale * (1.0 - w_[19]);
  const double by_log = after * note.stability * note.scale;
  gradient[17] += by_log * (g - 3 + w_[18]);
  gradient[18] += by_log * w_[17];
  gradient[19] -= by_log * note.logarithm;
}

double Fsrs6Gradient::recalled(int g, const Note& note, double after, Adjoint& before,
                               Gradient& gradient) const noexcept {
  const double answer = g == 2 ? w_[15] : (g == 4 ? w_[16] : 1.0);
  const double plain = note.scale * note.power, growth = plain * answer;
  const double by_growth = after * note.stability, by_log = by_growth * growth;
  gradient[8] += by_log;
  gradient[9] -= by_log * note.logarithm;
  if (g == 2) gradient[15] += by_growth * plain;
  if (g == 4) gradient[16] += by_growth * plain;
  before.difficulty -= by_log / (11.0 - note.difficulty);
  before.stability += after * (1.0 + growth * (1.0 - w_[9]));
  const double by_exponent = by_growth * note.scale * answer * (note.power + 1.0);
  gradient[10] += by_exponent * (1.0 - note.recall);
  return by_exponent * w_[10];
}

double Fsrs6Gradient::lapsed(const Note& note, double after, Adjoint& before, Gradient& gradient) const noexcept {
  const double relearnt = note.scale * note.power, bound = note.stability * lapse_bound_;
  if (relearnt > bound) {
    before.stability += after * lapse_bound_;
    gradient[17] -= after * bound * w_[18];
    gradient[18] -= after * bound * w_[17];
    return 0.0;
  }
  const double by_log = after * relearnt;
  gradient[11] += by_log / w_[11];
  gradient[12] -= by_log * note.logarithm;
  before.difficulty -= by_log * w_[12] / note.difficulty;
  const double by_power = after * note.scale * (note.power + 1.0);
  gradient[13] += by_power * log(note.stability + 1.0);
  before.stability += by_power * w_[13] / (note.stability + 1.0);
  gradient[14] += by_log * (1.0 - note.recall);
  return by_log * w_[14];
}

}  // namespace haven::srs::detail
