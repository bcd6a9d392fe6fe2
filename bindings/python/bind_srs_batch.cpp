#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "haven/srs/batch.hpp"

#include "arrays.hpp"
#include "bind_srs.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::MemoryColumns, srs::MemoryModel;

using Ratings = std::vector<std::uint8_t>;

std::vector<double> to_column(py::handle values, const std::string& argument) {
  const RealArray reals = to_reals(values, argument);
  return {reals.data(), reals.data() + reals.size()};
}

/// Integers of any width, each 1 to 4.
Ratings to_ratings(py::handle values) {
  const py::array array = to_array(values, "ratings");
  if (array.size() > 0 && array.dtype().kind() != 'i' && array.dtype().kind() != 'u')
    refuse("ratings", "must be integers, got dtype " + py::str(array.dtype()).cast<std::string>());
  if (array.ndim() != 1)
    refuse("ratings", "must be one-dimensional, got " + std::to_string(array.ndim()) + " dimensions");
  const py::array_t<std::int64_t, py::array::c_style | py::array::forcecast> numbers(array);
  Ratings ratings(static_cast<std::size_t>(numbers.size()));
  for (std::size_t i = 0; i < ratings.size(); ++i)
    ratings[i] = static_cast<std::uint8_t>(srs::to_rating(numbers.data()[i], "row " + std::to_string(i)));
  return ratings;
}

std::span<const double> view(const RealArray& array) { return {array.data(), static_cast<std::size_t>(array.size())}; }

MemoryColumns make_columns(const py::object& stability, const py::object& difficulty,
                           const py::object& stability_fast) {
  MemoryColumns columns;
  columns.stability = to_column(stability, "stability");
  columns.difficulty = to_column(difficulty, "difficulty");
  if (!stability_fast.is_none()) columns.stability_fast = to_column(stability_fast, "stability_fast");
  return columns;
}

/// Adds a column as an array that looks into the object, read-only.
void def_column(py::class_<MemoryColumns>& columns, const char* name, std::vector<double> MemoryColumns::*column,
                const char* doc) {
  columns.def_property_readonly(
      name,
      [column](const py::object& self) {
        const auto& values = self.cast<const MemoryColumns&>().*column;
        py::array_t<double> array(static_cast<py::ssize_t>(values.size()), values.data(), self);
        array.attr("flags").attr("writeable") = false;
        return array;
      },
      doc);
}

void bind_columns(py::module_& module) {
  py::class_<MemoryColumns> columns(module, "MemoryColumns", py::is_final(), R"(
The memory of many cards, one place for each. Immutable. A stability of 0 is a new card.
)");
  columns.def(py::init(&make_columns), "stability"_a, "difficulty"_a, "stability_fast"_a = py::none(), R"(
stability: days. difficulty: 1 to 10, 0 of a new card. stability_fast: days, of FSRS-7 only. Numbers, one for each card.
)");
  def_column(columns, "stability", &MemoryColumns::stability, "Days, float64.");
  def_column(columns, "difficulty", &MemoryColumns::difficulty, "1 to 10, 0 of a new card; float64.");
  def_column(columns, "stability_fast", &MemoryColumns::stability_fast, "Days, float64; empty unless FSRS-7.");
  columns.def("__len__", &MemoryColumns::size);
  columns.def(
      "__eq__", [](const MemoryColumns& self, const MemoryColumns& other) { return self == other; }, py::is_operator());
  columns.def("__repr__", [](const MemoryColumns& self) {
    return "<haven.srs.MemoryColumns of " + std::to_string(self.size()) + " cards>";
  });
  columns.def(py::pickle(
      [](const MemoryColumns& self) {
        return py::make_tuple(as_array(self.stability), as_array(self.difficulty), as_array(self.stability_fast));
      },
      [](const py::tuple& state) { return make_columns(state[0], state[1], state[2]); }));
}

MemoryColumns review_all(const MemoryModel& model, const MemoryColumns& cards, const py::object& elapsed_days,
                         const py::object& ratings, int threads) {
  const RealArray elapsed = to_reals(elapsed_days, "elapsed_days");
  const Ratings given = to_ratings(ratings);
  const py::gil_scoped_release release;
  MemoryColumns after = cards;
  srs::review_all(model, after, view(elapsed), given, threads);
  return after;
}

/// Where the answers of each card begin, and at last their number.
std::vector<std::size_t> to_offsets(py::handle offsets) {
  const py::array array = to_array(offsets, "offsets");
  if (array.ndim() != 1 || (array.dtype().kind() != 'i' && array.dtype().kind() != 'u'))
    refuse("offsets", "must be one-dimensional integers");
  const py::array_t<std::int64_t, py::array::c_style | py::array::forcecast> numbers(array);
  std::vector<std::size_t> first;
  for (py::ssize_t i = 0; i < numbers.size(); ++i) {
    if (numbers.data()[i] < 0) refuse("offsets", "must not be negative, got " + std::to_string(numbers.data()[i]));
    first.push_back(static_cast<std::size_t>(numbers.data()[i]));
  }
  return first;
}

MemoryColumns replay_all(const MemoryModel& model, const py::object& elapsed_days, const py::object& ratings,
                         const py::object& offsets, int threads) {
  const srs::AnswerLog log{to_offsets(offsets), to_column(elapsed_days, "elapsed_days"), to_ratings(ratings)};
  const py::gil_scoped_release release;
  return srs::replay_all(model, log, threads);
}

py::array_t<double> retrievability_all(const MemoryModel& model, const MemoryColumns& cards,
                                       const py::object& elapsed_days, int threads) {
  const RealArray elapsed = to_reals(elapsed_days, "elapsed_days");
  std::vector<double> recall;
  {
    const py::gil_scoped_release release;
    recall = srs::retrievability_all(model, cards, view(elapsed), threads);
  }
  return as_array(recall);
}

py::array_t<double> interval_all(const MemoryModel& model, const MemoryColumns& cards, double desired_retention,
                                 int threads) {
  std::vector<double> intervals;
  {
    const py::gil_scoped_release release;
    intervals = srs::interval_all(model, cards, desired_retention, threads);
  }
  return as_array(intervals);
}

}  // namespace

void bind_srs_batch(py::module_& module) {
  bind_columns(module);
  module.def(
      "new_memory",
      [](const MemoryModel& model, py::ssize_t cards) {
        if (cards < 0) refuse("cards", "must be at least 0, got " + std::to_string(cards));
        return srs::new_memory(model, static_cast<std::size_t>(cards));
      },
      "model"_a, "cards"_a, "The MemoryColumns of as many new cards.");
  module.def("review_all", &review_all, "model"_a, "cards"_a, "elapsed_days"_a, "ratings"_a, py::kw_only(),
             "threads"_a = 1, R"(
The memory of every card after one answer, the same bits as MemoryModel gives card by card.

cards: MemoryColumns.
elapsed_days: since the answer before; not read for a new card.
ratings: integers 1 to 4.
threads: 0: as many as the processor runs. The number does not change the result.

Runs without the GIL, as do the next three. All raise InvalidArgument, naming the row, for a rating, time or state that
MemoryModel refuses, for columns of different lengths, and for SM-2.
)");
  module.def("replay_all", &replay_all, "model"_a, "elapsed_days"_a, "ratings"_a, "offsets"_a, py::kw_only(),
             "threads"_a = 1, R"(
The memory that the answers of each card come to, as MemoryColumns.

elapsed_days, ratings: one row for each answer, those of a card one after the other; the first time is not read.
offsets: the rows where each card's answers begin, and at last the number of rows.
)");
  module.def("retrievability_all", &retrievability_all, "model"_a, "cards"_a, "elapsed_days"_a, py::kw_only(),
             "threads"_a = 1, "The probability of recall of every card; 0 of a new one.");
  module.def("interval_all", &interval_all, "model"_a, "cards"_a, "desired_retention"_a, py::kw_only(), "threads"_a = 1,
             "The interval of every card for a retention, days; 0 of a new card.");
}

}  // namespace haven::python
