#pragma once

#include <string>
#include <vector>

#include "haven/srs/evaluation.hpp"
#include "haven/srs/review_log.hpp"

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

namespace haven::python {

/// The rows of a checked log, and predictions. pybind11 converts a bare std::vector instead of binding it.
struct BoundLog {
  std::vector<srs::LoggedReview> rows;
};
struct BoundPredictions {
  std::vector<srs::Prediction> rows;
};

/// A ReviewLog, a mapping of its columns, or a sequence of (card, rating, at). Throws Error(invalid_argument), naming
/// the row, for anything else.
[[nodiscard]] BoundLog to_log(const pybind11::object& log);

/// "next_day", "same_day" or "all".
[[nodiscard]] srs::Targets to_targets(const std::string& targets);

/// One array of a member of each row.
template <class Value, class Rows, class Read>
[[nodiscard]] pybind11::array_t<Value> column_of(const Rows& rows, Read read) {
  pybind11::array_t<Value> column(static_cast<pybind11::ssize_t>(rows.size()));
  Value* out = column.mutable_data();
  for (const auto& row : rows) *out++ = static_cast<Value>(read(row));
  return column;
}

}  // namespace haven::python
