#include "srs/fsrs7_gradient.hpp"

#include <algorithm>

namespace haven::srs::detail {
namespace {

using math::detail::exp, math::detail::expm1, math::detail::log;

constexpr double lowest_decay = 0.01, highest_decay = 0.95;
constexpr double highest_exponent = 60.0;
constexpr double floor_of_recall = 1e-5;
constexpr std::size_t scheduled_reviews = 10;
constexpr std::size_t slow_weights = 7, fast_weights = 15;  // where those of each trace begin

double bounded(double trace) noexcept { return std::clamp(trace, lowest_trace, highest_trace); }
bool within(double x, double low, double high) noexcept { return x >= low && x <= high; }
bool trace_is_free(double trace) noexcept { return within(trace, lowest_trace, highest_trace); }

}  // namespace

Fsrs7Gradient::Fsrs7Gradient(const Fsrs7Parameters& parameters) noexcept
    : kernel_(parameters),
      w_(parameters.weights),
      slow_decay_(-std::clamp(w_[24], lowest_decay, highest_decay)),
      slow_factor_(expm1(log(w_[26]) / slow_decay_)),
      log_fast_base_(log(w_[25])),
      log_slow_base_(log(w_[26])) {
  for (int g = 1; g <= rating_count; ++g) first_exp_[place(g)] = exp(w_[5] * (g - 1));
  easy_difficulty_ = w_[4] - first_exp_[place(4)] + 1.0;
}

double Fsrs7Gradient::add(std::span<const WeighedStep> history, Tape& tape, Gradient& gradient) const {
  const double loss = forward(history, tape);
  Adjoint state{};
  for (std::size_t i = history.size(); --i > 0;)
    backward(history[i], tape[i], i + 1 == history.size(), state, gradient);
  first(history.front().rating, state, gradient);
  return loss;
}

double Fsrs7Gradient::forward(std::span<const WeighedStep> history, Tape& tape) const {
  if (tape.size() < history.size()) tape.resize(history.size());
  Fsrs7State state = first_state(history.front().rating);
  double loss = 0.0;
  for (std::size_t i = 1; i < history.size(); ++i) {
    Note& note = tape[i];
    note.before = state;
    note.curve = curve(state, history[i].elapsed_days);
    if (history[i].weight > 0.0) loss -= history[i].weight * log_likelihood(note.curve.recall, history[i].rating > 1);
    if (i + 1 < history.size()) state = note_next(history[i].rating, note);
  }
  return loss;
}

Fsrs7State Fsrs7Gradient::first_state(int g) const noexcept {
  const double slow = bounded(w_[place(g)]);
  return {slow, bounded(fast_share * slow), clamp_difficulty(w_[4] - first_exp_[place(g)] + 1.0)};
}

Fsrs7Gradient::Schedule Fsrs7Gradient::schedule(double desired_retention) const {
  Schedule result{std::vector<double>(scheduled_reviews), Tape(scheduled_reviews)};
  Fsrs7State state = first_state(3);
  for (std::size_t i = 0; i < scheduled_reviews; ++i) {
    Note& note = result.tape[i];
    result.intervals[i] = kernel_.interval(state, desired_retention);
    note.before = state;
    note.curve = curve(state, result.intervals[i]);
    state = note_next(3, note);
  }
  return result;
}

void Fsrs7Gradient::add_schedule(const Schedule& schedule, std::span<const double> by_interval,
                                 Gradient& gradient) const {
  Adjoint state{};
  for (std::size_t i = schedule.tape.size(); i-- > 0;) {
    const Note& note = schedule.tape[i];
    Adjoint before{};
    const ByRecall by = next(3, note, state, before, gradient);
    curve(note, at_fixed_recall(note.curve, by, by_interval[i]), before, gradient);
    state = before;
  }
  first(3, state, gradient);
}

/// The interval follows state and weights so that recall stays: dt = -dR / (dR/dt). So whatever depends on the interval
/// comes back to them as a part of the derivative by recall. An interval at its bounds stays where it is.
Fsrs7Gradient::ByRecall Fsrs7Gradient::at_fixed_recall(const Curve& c, ByRecall by, double by_interval) const noexcept {
  if (!(c.t > 0.0 && c.t < highest_trace)) return by;
  const double fast_slope = c.fast * c.fast_decay * c.fast_rate / (1.0 + c.fast_rate * c.t);
  const double slow_slope = c.slow * slow_decay_ * c.slow_rate / (1.0 + c.slow_rate * c.t);
  const double slope = (c.fast_part * fast_slope + (1.0 - c.fast_part) * slow_slope) * (1.0 - 2.0 * floor_of_recall);
  by.both -= (by_interval + by.both * slope + by.fast * fast_slope) / slope;
  return by;
}

Fsrs7Gradient::Curve Fsrs7Gradient::curve(const Fsrs7State& state, double t) const noexcept {
  Curve c;
  const double off_middle = state.difficulty - 5.0;
  c.t = t;
  c.log_slow = log(state.stability);
  c.log_fast = log(state.stability_fast);
  c.fast_decay_raw = w_[23] * exp((w_[33] - 0.3) * c.log_fast);
  c.fast_decay = -std::clamp(c.fast_decay_raw, lowest_decay, highest_decay);
  c.fast_exponent = log_fast_base_ / c.fast_decay;
  c.fast_factor = expm1(std::min(c.fast_exponent, highest_exponent));
  c.fast_rate = c.fast_factor / state.stability_fast;
  c.slow_rate = slow_factor_ * exp(off_middle * (w_[32] - 0.3)) / state.stability;
  c.fast_log = log(1.0 + c.fast_rate * t);
  c.slow_log = log(1.0 + c.slow_rate * t);
  c.fast = exp(c.fast_decay * c.fast_log);
  c.slow = exp(slow_decay_ * c.slow_log);
  const double fast_weight = w_[27] * exp(-w_[29] * c.log_fast);
  const double slow_weight = w_[28] * exp(w_[30] * c.log_slow + off_middle * (w_[31] - 0.5));
  c.fast_part = fast_weight / (fast_weight + slow_weight);
  c.recall = (c.fast_part * c.fast + (1.0 - c.fast_part) * c.slow) * (1.0 - 2.0 * floor_of_recall) + floor_of_recall;
  return c;
}

Fsrs7State Fsrs7Gradient::note_next(int g, Note& note) const noexcept {
  const auto& [slow, fast, difficulty] = note.before;
  note.slow = next_trace(slow_weights, slow, note.curve.log_slow, difficulty, note.curve.recall, g);
  note.fast = next_trace(fast_weights, fast, note.curve.log_fast, difficulty, note.curve.fast, g);
  const double change = -w_[6] * (g - 3) * (g == 1 ? note.curve.recall + 0.1 : 1.0);
  note.moved = difficulty + (highest_difficulty - difficulty) / 9.0 * change;
  Fsrs7State after{bounded(note.slow.result), bounded(note.fast.result), 0.0};
  note.fast_result = g == 1 ? std::min(after.stability_fast, fast_share * after.stability) : after.stability_fast;
  after.stability_fast = bounded(note.fast_result);
  after.difficulty = clamp_difficulty(0.01 * easy_difficulty_ + 0.99 * note.moved);
  return after;
}

/// Recall never lowers a trace, so what a lapse would leave matters only after one.
Fsrs7Gradient::Trace Fsrs7Gradient::next_trace(std::size_t k, double x, double log_x, double difficulty, double recall,
                                               int g) const noexcept {
  const double forgotten = 1.0 - recall;
  Trace trace{};
  if (g == 1) {
    trace.log_more = log(x + 1.0);
    trace.scale = w_[k + 3] * exp(forgotten * w_[k + 5]);
    trace.power = expm1(w_[k + 4] * trace.log_more);
    trace.result = std::min(x, trace.scale * trace.power);
    return trace;
  }
  trace.scale = exp(w_[k] - 1.5 - w_[k + 1] * log_x) * (11.0 - difficulty);
  trace.power = expm1(forgotten * w_[k + 2]);
  trace.result = x * (1.0 + trace.scale * trace.power * (g == 2 ? w_[k + 6] : (g == 4 ? w_[k + 7] : 1.0)));
  return trace;
}

void Fsrs7Gradient::first(int g, const Adjoint& after, Gradient& gradient) const noexcept {
  const double slow = bounded(w_[place(g)]);
  const double by_slow = after.stability + (trace_is_free(fast_share * slow) ? fast_share * after.stability_fast : 0.0);
  if (trace_is_free(w_[place(g)])) gradient[place(g)] += by_slow;
  if (!within(w_[4] - first_exp_[place(g)] + 1.0, lowest_difficulty, highest_difficulty)) return;
  gradient[4] += after.difficulty;
  gradient[5] -= after.difficulty * (g - 1) * first_exp_[place(g)];
}

/// `state` comes as the derivative by the state after the review and leaves as that by the state before.
void Fsrs7Gradient::backward(const WeighedStep& step, const Note& note, bool last, Adjoint& state,
                             Gradient& gradient) const noexcept {
  Adjoint before{};
  ByRecall by;
  if (!last) by = next(step.rating, note, state, before, gradient);
  if (step.weight > 0.0) by.both += step.weight * loss_slope(note.curve.recall, step.rating > 1);
  curve(note, by, before, gradient);
  state = before;
}

Fsrs7Gradient::ByRecall Fsrs7Gradient::next(int g, const Note& note, const Adjoint& after, Adjoint& before,
                                            Gradient& gradient) const noexcept {
  const auto& [slow, fast, d] = note.before;
  ByRecall by;
  by.both = difficulty(g, note, after.difficulty, before, gradient);
  double by_slow = after.stability, by_fast = trace_is_free(note.fast_result) ? after.stability_fast : 0.0;
  if (g == 1 && note.fast_result < bounded(note.fast.result)) {  // the slow trace holds the fast one
    by_slow += fast_share * by_fast;
    by_fast = 0.0;
  }
  const auto of_slow =
      trace({slow_weights, slow, note.curve.log_slow, d, 1.0 - note.curve.recall}, note.slow, g, by_slow, gradient);
  const auto of_fast =
      trace({fast_weights, fast, note.curve.log_fast, d, 1.0 - note.curve.fast}, note.fast, g, by_fast, gradient);
  before.stability += of_slow.x;
  before.stability_fast += of_fast.x;
  before.difficulty += of_slow.difficulty + of_fast.difficulty;
  by.both -= of_slow.forgotten;
  by.fast -= of_fast.forgotten;
  return by;
}

/// Returns the derivative by recall.
double Fsrs7Gradient::difficulty(int g, const Note& note, double after, Adjoint& before,
                                 Gradient& gradient) const noexcept {
  if (!within(0.01 * easy_difficulty_ + 0.99 * note.moved, lowest_difficulty, highest_difficulty)) return 0.0;
  gradient[4] += 0.01 * after;
  gradient[5] -= 0.01 * after * 3.0 * first_exp_[place(4)];
  const double part = (highest_difficulty - note.before.difficulty) / 9.0;
  const double surprise = g == 1 ? note.curve.recall + 0.1 : 1.0;
  const double by_moved = 0.99 * after;
  before.difficulty += by_moved * (1.0 + w_[6] * (g - 3) * surprise / 9.0);
  gradient[6] -= by_moved * part * (g - 3) * surprise;
  return g == 1 ? -by_moved * part * w_[6] * (g - 3) : 0.0;
}

Fsrs7Gradient::TraceAdjoint Fsrs7Gradient::trace(const TraceInput& in, const Trace& note, int g, double after,
                                                 Gradient& gradient) const noexcept {
  if (after == 0.0 || !trace_is_free(note.result)) return {};
  return g == 1 ? lapsed(in, note, after, gradient) : recalled(in, note, g, after, gradient);
}

Fsrs7Gradient::TraceAdjoint Fsrs7Gradient::lapsed(const TraceInput& in, const Trace& note, double after,
                                                  Gradient& gradient) const noexcept {
  const double relearnt = note.scale * note.power;
  if (relearnt > in.x) return {.x = after};
  gradient[in.k + 3] += after * exp(in.forgotten * w_[in.k + 5]) * note.power;
  gradient[in.k + 5] += after * relearnt * in.forgotten;
  const double by_exponent = after * note.scale * (note.power + 1.0);
  gradient[in.k + 4] += by_exponent * note.log_more;
  return {.x = by_exponent * w_[in.k + 4] / (in.x + 1.0), .forgotten = after * relearnt * w_[in.k + 5]};
}

Fsrs7Gradient::TraceAdjoint Fsrs7Gradient::recalled(const TraceInput& in, const Trace& note, int g, double after,
                                                    Gradient& gradient) const noexcept {
  const double answer = g == 2 ? w_[in.k + 6] : (g == 4 ? w_[in.k + 7] : 1.0);
  const double plain = note.scale * note.power, growth = plain * answer;
  const double by_growth = after * in.x, by_log = by_growth * growth;
  gradient[in.k] += by_log;
  gradient[in.k + 1] -= by_log * in.log_x;
  if (g == 2) gradient[in.k + 6] += by_growth * plain;
  if (g == 4) gradient[in.k + 7] += by_growth * plain;
  const double by_exponent = by_growth * note.scale * answer * (note.power + 1.0);
  gradient[in.k + 2] += by_exponent * in.forgotten;
  return {.x = after * (1.0 + growth * (1.0 - w_[in.k + 1])),
          .difficulty = -by_log / (11.0 - in.difficulty),
          .forgotten = by_exponent * w_[in.k + 2]};
}

void Fsrs7Gradient::curve(const Note& note, ByRecall by, Adjoint& before, Gradient& gradient) const noexcept {
  const Curve& c = note.curve;
  const double by_mixed = by.both * (1.0 - 2.0 * floor_of_recall);
  const double by_odds = by_mixed * (c.fast - c.slow) * c.fast_part * (1.0 - c.fast_part);  // by their logarithm
  const double off_middle = note.before.difficulty - 5.0;
  gradient[27] += by_odds / w_[27];
  gradient[28] -= by_odds / w_[28];
  gradient[29] -= by_odds * c.log_fast;
  gradient[30] -= by_odds * c.log_slow;
  gradient[31] -= by_odds * off_middle;
  before.stability_fast -= by_odds * w_[29] / note.before.stability_fast;
  before.stability -= by_odds * w_[30] / note.before.stability;
  before.difficulty -= by_odds * (w_[31] - 0.5);
  fast_curve(note, by.fast + by_mixed * c.fast_part, before, gradient);
  slow_curve(note, by_mixed * (1.0 - c.fast_part), before, gradient);
}

void Fsrs7Gradient::slow_curve(const Note& note, double by, Adjoint& before, Gradient& gradient) const noexcept {
  const Curve& c = note.curve;
  const double by_log_recall = by * c.slow;
  const double by_rate = by_log_recall * slow_decay_ * c.t / (1.0 + c.slow_rate * c.t);
  const double by_log_rate = by_rate * c.slow_rate;
  gradient[32] += by_log_rate * (note.before.difficulty - 5.0);
  before.difficulty += by_log_rate * (w_[32] - 0.3);
  before.stability -= by_log_rate / note.before.stability;
  const double by_exponent = by_log_rate * (slow_factor_ + 1.0) / slow_factor_;
  gradient[26] += by_exponent / (slow_decay_ * w_[26]);
  if (within(w_[24], lowest_decay, highest_decay))
    gradient[24] -= by_log_recall * c.slow_log - by_exponent * log_slow_base_ / (slow_decay_ * slow_decay_);
}

void Fsrs7Gradient::fast_curve(const Note& note, double by, Adjoint& before, Gradient& gradient) const noexcept {
  const Curve& c = note.curve;
  const double by_log_recall = by * c.fast;
  const double by_rate = by_log_recall * c.fast_decay * c.t / (1.0 + c.fast_rate * c.t);
  before.stability_fast -= by_rate * c.fast_rate / note.before.stability_fast;
  double by_decay = by_log_recall * c.fast_log;
  if (c.fast_exponent <= highest_exponent) {
    const double by_exponent = by_rate * (c.fast_factor + 1.0) / note.before.stability_fast;
    gradient[25] += by_exponent / (c.fast_decay * w_[25]);
    by_decay -= by_exponent * log_fast_base_ / (c.fast_decay * c.fast_decay);
  }
  if (!within(c.fast_decay_raw, lowest_decay, highest_decay)) return;
  gradient[23] -= by_decay * c.fast_decay_raw / w_[23];
  gradient[33] -= by_decay * c.fast_decay_raw * c.log_fast;
  before.stability_fast -= by_decay * c.fast_decay_raw * (w_[33] - 0.3) / note.before.stability_fast;
}

}  // namespace haven::srs::detail
