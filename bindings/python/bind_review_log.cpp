#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "haven/srs/review_log.hpp"

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
using srs::LoggedReview, srs::TrainingSet;

/// The values of a column as Python has them, as many as there are rows.
py::list cells_of(py::handle values, const std::string& name, std::size_t rows) {
  const py::list cells = to_array(values, name).attr("tolist")();
  if (cells.size() != rows)
    refuse(name, "must have " + std::to_string(rows) + " rows, got " + std::to_string(cells.size()));
  return cells;
}

std::string place(std::size_t row) { return "row " + std::to_string(row); }

/// Calls `set(row, cell, place)` for each row of a column that is given.
template <class Set>
void fill(BoundLog& log, py::handle values, const std::string& name, Set set) {
  if (values.is_none()) return;
  const py::list cells = cells_of(values, name, log.rows.size());
  for (std::size_t i = 0; i < log.rows.size(); ++i) set(log.rows[i], py::object(cells[i]), place(i));
}

std::uint64_t to_card(py::handle card, const std::string& where) {
  const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(card.ptr()));
  const std::uint64_t number = index ? PyLong_AsUnsignedLongLong(index.ptr()) : 0;
  if (PyErr_Occurred() == nullptr) return number;
  PyErr_Clear();
  refuse(where, "card must be an integer from 0 to 2**64 - 1, got " + py::repr(card).cast<std::string>());
}

srs::RowKind to_kind(py::handle kind, const std::string& where) {
  if (py::isinstance<py::str>(kind))
    if (const auto known = srs::parse_row_kind(kind.cast<std::string>())) return *known;
  refuse(where, R"(kind must be "answer", "cram", "manual" or "reset", got )" + py::repr(kind).cast<std::string>());
}

BoundLog make_log(const py::object& card, const py::object& rating, const py::object& at, const py::object& duration,
                  const py::object& kind, const py::object& day, const py::object& truncated) {
  BoundLog log;
  const py::array cards = to_array(card, "card");
  if (cards.ndim() != 1) refuse("card", "must be one-dimensional");
  log.rows.resize(static_cast<std::size_t>(cards.size()));
  fill(log, card, "card", [](auto& row, const auto& cell, const auto& where) { row.card = to_card(cell, where); });
  fill(log, at, "at", [](auto& row, const auto& cell, const auto& where) { row.at = to_timestamp(cell, where); });
  fill(log, kind, "kind", [](auto& row, const auto& cell, const auto& where) { row.kind = to_kind(cell, where); });
  fill(log, rating, "rating", [](auto& row, const auto& cell, const auto& where) {
    if (row.kind == srs::RowKind::answer) row.rating = to_rating(cell, where);
  });
  fill(log, duration, "duration",
       [](auto& row, const auto& cell, const auto& where) { row.duration = to_length(cell, where); });
  fill(log, day, "day",
       [](auto& row, const auto& cell, const auto&) { row.day = cell.template cast<std::optional<std::int64_t>>(); });
  fill(log, truncated, "truncated",
       [](auto& row, const auto& cell, const auto&) { row.truncated = cell.template cast<bool>(); });
  check(log.rows);
  return log;
}

bool has(const py::object& mapping, const char* name) { return mapping.attr("__contains__")(name).cast<bool>(); }

py::object column(const py::object& mapping, const char* name, bool required) {
  if (has(mapping, name)) return mapping[name];
  if (required) refuse("log", std::string("has no column ") + name);
  return py::none();
}

BoundLog log_of_columns(const py::object& columns) {
  return make_log(column(columns, "card", true), column(columns, "rating", true), column(columns, "at", true),
                  column(columns, "duration", false), column(columns, "kind", false), column(columns, "day", false),
                  column(columns, "truncated", false));
}

LoggedReview to_row(py::handle item, const std::string& where) {
  if (!py::isinstance<py::tuple>(item) && !py::isinstance<py::list>(item))
    refuse(where, "must be (card, rating, at), got " + py::repr(item).cast<std::string>());
  const auto row = py::reinterpret_borrow<py::sequence>(item);
  if (row.size() != 3) refuse(where, "must be (card, rating, at), got " + std::to_string(row.size()) + " values");
  LoggedReview review;
  review.card = to_card(row[0], where);
  review.rating = to_rating(row[1], where);
  review.at = to_timestamp(row[2], where);
  return review;
}

BoundLog log_of_rows(const py::iterable& rows) {
  BoundLog log;
  for (const auto& row : rows) log.rows.push_back(to_row(row, place(log.rows.size())));
  check(log.rows);
  return log;
}

void bind_log(py::module_& module) {
  py::class_<BoundLog> log(module, "ReviewLog", py::is_final(), R"(
The log of one learner, by columns. Immutable. Where a log is wanted, a mapping of these columns or a sequence of
(card, rating, at) will do.
)");
  log.def(py::init(&make_log), "card"_a, "rating"_a, "at"_a, py::kw_only(), "duration"_a = py::none(),
          "kind"_a = py::none(), "day"_a = py::none(), "truncated"_a = py::none(), R"(
card: integers from 0 to 2**64 - 1.
rating: 1 to 4; read of answers only.
at: seconds since 1970-01-01 UTC or aware datetimes. Rows of different cards may be mixed in any way, those of one card
    must be in order.
duration: seconds spent on the card; 0 if unknown.
kind: "answer", "cram" (rated outside the schedule), "manual" (due day set by hand) or "reset" (made new again).
day: local day as it was noted at the answer, or None.
truncated: whether answers of the card before this row are missing from the log; from there on it teaches nothing.

Raises InvalidArgument, naming the row, counted from 0.
)");
  log.def("__len__", [](const BoundLog& self) { return self.rows.size(); });
  log.def("__repr__", [](const BoundLog& self) {
    return "<haven.srs.ReviewLog of " + std::to_string(self.rows.size()) + " rows>";
  });
  log.def_property_readonly(
      "card",
      [](const BoundLog& self) { return column_of<std::uint64_t>(self.rows, [](auto& row) { return row.card; }); },
      "uint64.");
  log.def_property_readonly(
      "rating",
      [](const BoundLog& self) { return column_of<std::uint8_t>(self.rows, [](auto& row) { return row.rating; }); },
      "uint8.");
  log.def_property_readonly(
      "at",
      [](const BoundLog& self) {
        return column_of<double>(self.rows, [](auto& row) { return static_cast<double>(row.at.microseconds) / 1e6; });
      },
      "Seconds, float64.");
}

/// What to make of a log. A set is what was made already.
TrainingSet make_set(const py::object& log, const std::optional<std::string>& day_rule,
                     const std::optional<std::string>& zone, const py::object& rollover_hour,
                     const std::string& targets, const py::object& ignore_before, std::size_t longest_history) {
  srs::TrainingSetOptions options;
  options.day_rule = to_day_rule(day_rule, zone, rollover_hour).value_or(srs::FullDays{});
  options.targets = to_targets(targets);
  if (!ignore_before.is_none()) options.ignore_before = to_timestamp(ignore_before, "ignore_before");
  options.longest_history = longest_history;
  const BoundLog rows = to_log(log);
  const py::gil_scoped_release release;
  return srs::make_training_set(rows.rows, options);
}

template <class Value, class Read>
void def_steps(py::class_<TrainingSet>& set, const char* name, Read read, const char* doc) {
  set.def_property_readonly(
      name, [read](const TrainingSet& self) { return column_of<Value>(self.steps, read); }, doc);
}

void bind_set(py::module_& module) {
  py::class_<TrainingSet> set(module, "TrainingSet", py::is_final(),
                              "The histories of a log as a model is trained on them. Immutable.");
  set.def(py::init(&make_set), "log"_a, py::kw_only(), "day_rule"_a = py::none(), "zone"_a = py::none(),
          "rollover_hour"_a = 4, "targets"_a = "next_day", "ignore_before"_a = py::none(), "longest_history"_a = 256,
          R"(
log: ReviewLog, a mapping of its columns, or a sequence of (card, rating, at).
day_rule, zone, rollover_hour: as for Scheduler; None: "24h".
targets: which reviews are to be predicted: "next_day" (from the first on a later day on), "same_day", or "all", which
    suits FSRS-7 with fractional days.
ignore_before: leave out cards that were answered before this moment.
longest_history: answers of a card after which the rest is cut off.

Raises InvalidArgument.
)");
  set.def("__repr__", [](const TrainingSet& self) {
    return "<haven.srs.TrainingSet of " + std::to_string(self.cards.size()) + " cards, " +
           std::to_string(self.predictions) + " predictions>";
  });
  def_steps<double>(
      set, "elapsed_days", [](auto& step) { return step.elapsed_days; }, "Of each answer, by card and time.");
  def_steps<std::uint8_t>(
      set, "ratings", [](auto& step) { return step.rating; }, "Of each answer.");
  def_steps<std::int64_t>(
      set, "place", [](auto& step) { return step.place; }, "Of its prediction in the order of time; -1: none.");
  set.def_property_readonly(
      "offsets", [](const TrainingSet& self) { return column_of<std::int64_t>(self.starts, [](auto i) { return i; }); },
      "Where each card's answers begin, and at last their number, as replay_all() takes them.");
  set.def_property_readonly(
      "cards", [](const TrainingSet& self) { return column_of<std::uint64_t>(self.cards, [](auto i) { return i; }); },
      "Their keys, ascending.");
  set.def_readonly("predictions", &TrainingSet::predictions, "How many are asked.");
  set.def_readonly("crammed", &TrainingSet::crammed, "Rows left out.");
  set.def_readonly("manual", &TrainingSet::manual, "Rows left out.");
  set.def_readonly("before_reset", &TrainingSet::before_reset, "Answers left out, and resets.");
  set.def_readonly("before_cut_off", &TrainingSet::before_cut_off, "Rows left out.");
  set.def_readonly("truncated", &TrainingSet::truncated, "Answers left out.");
  set.def_readonly("beyond_longest", &TrainingSet::beyond_longest, "Answers left out.");
}

}  // namespace

srs::Targets to_targets(const std::string& targets) {
  if (targets == "next_day") return srs::Targets::next_day;
  if (targets == "same_day") return srs::Targets::same_day;
  if (targets == "all") return srs::Targets::all;
  refuse("targets", R"(must be "next_day", "same_day" or "all", got ")" + targets + '"');
}

BoundLog to_log(const py::object& log) {
  if (py::isinstance<BoundLog>(log)) return log.cast<BoundLog>();
  if (py::isinstance<py::str>(log)) refuse("log", "must be a ReviewLog, a mapping of columns, or rows");
  if (py::hasattr(log, "keys")) return log_of_columns(log);
  if (!py::isinstance<py::iterable>(log)) refuse("log", "must be a ReviewLog, a mapping of columns, or rows");
  return log_of_rows(log);
}

void bind_review_log(py::module_& module) {
  bind_log(module);
  bind_set(module);
}

}  // namespace haven::python
