#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "haven/srs/optimizer.hpp"

#include "arrays.hpp"
#include "bind_srs.hpp"
#include "exam_values.hpp"
#include "log_values.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::OptimizerResult;

/// Tells Python's function, and lets Ctrl-C through. Called without the GIL.
bool tell(const py::object& progress, const srs::TrainingProgress& now) {
  const py::gil_scoped_acquire acquire;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  if (progress.is_none()) return true;
  const py::object answer = progress(now.step, now.most_steps, now.loss);
  return answer.is_none() || answer.cast<bool>();
}

srs::TrainingSet to_set(const py::object& log, bool is_fsrs_7) {
  if (py::isinstance<srs::TrainingSet>(log)) return log.cast<srs::TrainingSet>();
  srs::TrainingSetOptions options;
  if (is_fsrs_7) options = {.day_rule = srs::FractionalDays{}, .targets = srs::Targets::all};
  return srs::make_training_set(to_log(log).rows, options);
}

OptimizerResult optimize(const py::object& log, const std::string& model, const py::object& parameters,
                         const py::object& prior, double regularisation, bool recency, bool without_outliers,
                         bool guarded, std::size_t seen, bool schedule_penalties, int relearning_steps, int threads,
                         const py::object& seed, const py::object& progress) {
  srs::OptimizerOptions options;
  options.present = to_parameters({model, parameters, "current", std::nullopt});
  if (!prior.is_none()) options.prior = to_parameters({model, prior, "current", std::nullopt});
  options.regularisation = regularisation;
  options.recency = recency;
  options.without_outliers = without_outliers;
  options.guarded = guarded;
  options.seen = seen;
  options.schedule_penalties = schedule_penalties;
  options.relearning_steps = relearning_steps;
  options.threads = threads;
  options.seed = to_seed(seed);
  options.progress = [&progress](const srs::TrainingProgress& now) { return tell(progress, now); };
  const srs::TrainingSet set = to_set(log, to_algorithm(model) == srs::Algorithm::fsrs_7);
  const py::gil_scoped_release release;
  return srs::optimize(set, options);
}

void bind_result(py::module_& module) {
  py::class_<OptimizerResult> result(module, "OptimizerResult", py::is_final(),
                                     "What became of a training. Immutable.");
  result.def_property_readonly(
      "parameters", [](const OptimizerResult& self) { return weights_tuple(self.parameters); },
      "The trained weights, or the present ones.");
  result.def_property_readonly(
      "verdict", [](const OptimizerResult& self) { return std::string(to_string(self.verdict)); },
      R"("trained", "not_better", "too_few", "one_outcome" or "cancelled"; all but the first keep the present weights.)");
  result.def_readonly("share", &OptimizerResult::share,
                      "Of the way from the present to the trained weights that `parameters` went, 0 to 1.");
  result.def_readonly("outliers", &OptimizerResult::outliers, "Predictions that were left out of training.");
  result.def_readonly("before", &OptimizerResult::before, "Metrics of the present weights on the whole set.");
  result.def_readonly("after", &OptimizerResult::after, "Metrics of `parameters` on the whole set.");
  result.def_readonly("held_out_before", &OptimizerResult::held_out_before,
                      "Metrics of the present weights on later reviews, if guarded.");
  result.def_readonly("held_out_after", &OptimizerResult::held_out_after,
                      "Metrics of trained weights on later reviews, if guarded.");
  result.def("__repr__", [](const py::object& self) {
    return describe(self, {"verdict", "share", "before", "after"});
  });
}

}  // namespace

void bind_optimizer(py::module_& module) {
  bind_result(module);
  module.def("optimize", &optimize, "log"_a, "model"_a = "fsrs-6", py::kw_only(), "parameters"_a = py::none(),
             "prior"_a = py::none(), "regularisation"_a = 1.0, "recency"_a = false, "without_outliers"_a = false,
             "guarded"_a = true, "seen"_a = 0, "schedule_penalties"_a = false, "relearning_steps"_a = 1,
             "threads"_a = 1, "seed"_a = 2023, "progress"_a = py::none(),
             R"(
Fits the weights of a model to a log: an OptimizerResult.

log: a TrainingSet; or a ReviewLog, a mapping of its columns, or a sequence of (card, rating, at), of which for FSRS-6
    the next-day reviews are predicted from days of 24 hours, for FSRS-7 all from fractional days.
model: "fsrs-6" or "fsrs-7".
parameters: the weights in use, which trained ones must beat. None: the defaults.
prior: what weights are drawn towards, the more the less a log says. None: the defaults. What belongs to a rating that
    never occurs stays as it is in `parameters`.
regularisation: strength of that pull; 1 as in fsrs-rs.
recency: weigh predictions by recency_weights(). without_outliers: leave out cards with a rare first interval.
guarded: take new weights only as far as they foretell later reviews better. seen: so many of the first predictions
    have `parameters` seen, when they were trained on this log themselves; they are judged on later ones alone.
schedule_penalties: of FSRS-7, also hold down intervals that grow by large factors and very short ones; costs accuracy.
relearning_steps: as for clip_parameters().
threads: 0: as many as the processor runs. The number does not change the result.
seed: shuffles the cards of large logs.
progress: called as progress(step, most_steps, loss); False cancels.

Deterministic. Runs without the GIL. A log too small, of one outcome only, or empty keeps the weights in use, and the
verdict says so. Raises InvalidArgument, naming the row or the weight.
)");
}

}  // namespace haven::python
