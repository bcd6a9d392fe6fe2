#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "haven/srs/evaluation.hpp"

#include "arrays.hpp"
#include "bind_srs.hpp"
#include "exam_values.hpp"
#include "log_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::Metrics;

BoundPredictions predict(const srs::MemoryModel& model, const srs::TrainingSet& set) {
  const py::gil_scoped_release release;
  return {srs::predict(model, set)};
}

template <class Value, class Read>
void def_column(py::class_<BoundPredictions>& predictions, const char* name, Read read, const char* doc) {
  predictions.def_property_readonly(
      name, [read](const BoundPredictions& self) { return column_of<Value>(self.rows, read); }, doc);
}

void bind_predictions(py::module_& module) {
  py::class_<BoundPredictions> predictions(module, "Predictions", py::is_final(), R"(
What a model said of reviews before they happened, and what then happened: arrays in the order of time. Immutable.
)");
  predictions.def("__len__", [](const BoundPredictions& self) { return self.rows.size(); });
  predictions.def("__repr__", [](const BoundPredictions& self) {
    return "<haven.srs.Predictions of " + std::to_string(self.rows.size()) + " reviews>";
  });
  def_column<std::uint64_t>(
      predictions, "card", [](auto& row) { return row.card; }, "uint64.");
  def_column<double>(
      predictions, "probability", [](auto& row) { return row.probability; }, "Of recall.");
  def_column<bool>(
      predictions, "recalled", [](auto& row) { return row.recalled; }, "Any rating but Again.");
  def_column<double>(
      predictions, "elapsed_days", [](auto& row) { return row.elapsed_days; }, "Since the answer before.");
  def_column<std::int64_t>(
      predictions, "reviews", [](auto& row) { return row.reviews; }, "Next-day reviews so far, this one included.");
  def_column<std::int64_t>(
      predictions, "lapses", [](auto& row) { return row.lapses; }, "Again among those before.");
}

void bind_metrics(py::module_& module) {
  py::class_<Metrics> metrics(module, "Metrics", py::is_final(),
                              "How good predictions are. All NaN when there are none. Immutable.");
  metrics.def_readonly("predictions", &Metrics::predictions, "How many.");
  metrics.def_readonly("recall", &Metrics::recall, "Share recalled.");
  metrics.def_readonly("log_loss", &Metrics::log_loss, "Mean of -log(probability of what happened).");
  metrics.def_readonly("rmse_bins", &Metrics::rmse_bins, "RMSE of predictions against recall in the bins of fsrs-rs.");
  metrics.def_readonly("auc", &Metrics::auc, "Area under the ROC curve, ties at half.");
  metrics.def("__repr__", [](const py::object& self) {
    return describe(self, {"predictions", "recall", "log_loss", "rmse_bins", "auc"});
  });
}

Metrics evaluate(const BoundPredictions& predictions, const py::object& weights) {
  std::vector<double> given;
  if (!weights.is_none()) {
    const RealArray reals = to_reals(weights, "weights");
    given.assign(reals.data(), reals.data() + reals.size());
  }
  const py::gil_scoped_release release;
  return srs::evaluate(predictions.rows, given);
}

py::list calibration(const BoundPredictions& predictions, int bins) {
  py::list list;
  for (const auto& bin : srs::calibration(predictions.rows, bins))
    list.append(py::dict("low"_a = bin.low, "high"_a = bin.high, "count"_a = bin.count, "predicted"_a = bin.predicted,
                         "recalled"_a = bin.recalled));
  return list;
}

py::list folds(std::size_t predictions, std::size_t count) {
  py::list list;
  for (const auto& fold : srs::time_ordered_folds(predictions, count))
    list.append(py::make_tuple(fold.train_end, fold.test_end));
  return list;
}

}  // namespace

void bind_evaluation(py::module_& module) {
  bind_predictions(module);
  bind_metrics(module);
  module.def("predict", &predict, "model"_a, "training_set"_a,
             "The Predictions of a MemoryModel for every review that the TrainingSet asks for. Runs without the GIL.");
  module.def("evaluate", &evaluate, "predictions"_a, "weights"_a = py::none(), R"(
Metrics of Predictions.

weights: one for each, not negative; None: all equal. RMSE(bins) can be gamed, so never judge by it alone. AUC is NaN
when all or none were recalled. Raises InvalidArgument.
)");
  module.def(
      "recency_weights", [](std::size_t predictions) { return as_array(srs::recency_weights(predictions)); },
      "predictions"_a, "0.25 + 0.75 (i / (n - 1)) ** 3: as fsrs-rs and Anki weigh predictions, the latest most.");
  module.def("calibration", &calibration, "predictions"_a, "bins"_a = 20, R"(
Predictions in equal ranges of probability: a dict with low, high, count, predicted and recalled (NaN in an empty bin)
for each. Raises InvalidArgument unless bins is in 1..1000.
)");
  module.def("time_ordered_folds", &folds, "predictions"_a, "count"_a = 5, R"(
(train_end, test_end) of each fold: train on the predictions before train_end, test on those from there to test_end.
)");
}

}  // namespace haven::python
