#include "arrays.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "haven/core/error.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;

template <class Integer>
std::int64_t load(const char* data) noexcept {
  Integer value;
  std::memcpy(&value, data, sizeof value);
  if (std::cmp_greater(value, std::numeric_limits<std::int64_t>::max()))
    return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(value);
}

std::string type_name(const py::array& array) { return py::str(array.dtype()).cast<std::string>(); }

bool has_kind(const py::array& array, std::string_view kinds) {
  return kinds.find(array.dtype().kind()) != std::string_view::npos;
}

}  // namespace

void refuse(const std::string& argument, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, argument + ": " + what);
}

py::array to_array(py::handle value, const std::string& argument) {
  if (py::hasattr(value, "mask") && py::hasattr(value, "filled"))
    refuse(argument, "must not be a masked array; fill it first, as in responses.filled(-1)");
  try {
    return py::module_::import("numpy").attr("asarray")(value);
  } catch (const py::error_already_set& error) {
    if (!error.matches(PyExc_ValueError) && !error.matches(PyExc_TypeError)) throw;
    refuse(argument, std::string("is no array: ") + error.what());
  }
}

RealArray to_reals(py::handle value, const std::string& argument) {
  const py::array array = to_array(value, argument);
  if (!has_kind(array, "iuf")) refuse(argument, "must be real numbers, got dtype " + type_name(array));
  if (array.ndim() > 1)
    refuse(argument, "must be a number or one-dimensional, got " + std::to_string(array.ndim()) + " dimensions");
  return RealArray(array);
}

RealArray to_abilities(py::handle value, const std::string& argument) {
  RealArray reals = to_reals(value, argument);
  for (py::ssize_t i = 0; i < reals.size(); ++i)
    if (!std::isfinite(reals.data()[i]))
      refuse(argument, "must be finite, got " + std::to_string(reals.data()[i]) + " at position " + std::to_string(i));
  return reals;
}

ResponseArray::ResponseArray(irt::ItemBank bank, py::handle responses)
    : bank_(std::move(bank)), array_(to_array(responses, "responses")) {
  check_shape();
  single_ = array_.ndim() == 1;
  persons_ = single_ ? 1 : static_cast<std::size_t>(array_.shape(0));
  check_type();
  data_ = static_cast<const char*>(array_.data());
  person_stride_ = single_ ? 0 : array_.strides(0);
  item_stride_ = array_.strides(array_.ndim() - 1);
  is_signed_ = has_kind(array_, "i");
  width_ = static_cast<std::size_t>(array_.itemsize());
}

void ResponseArray::check_shape() const {
  if (array_.ndim() != 1 && array_.ndim() != 2)
    refuse("responses", "must be one pattern [n_items] or a matrix [n_persons, n_items], got " +
                            std::to_string(array_.ndim()) + " dimensions");
  if (const auto items = array_.shape(array_.ndim() - 1); std::cmp_not_equal(items, bank_.size()))
    refuse("responses", "must have one entry for each of the " + std::to_string(bank_.size()) + " items, got " +
                            std::to_string(items));
}

/// Integers and booleans of any width pass. Of other types, the first cell that is no response is named.
void ResponseArray::check_type() {
  if (has_kind(array_, "iub")) {
    if (!array_.dtype().attr("isnative").cast<bool>())
      array_ = array_.attr("astype")(array_.dtype().attr("newbyteorder")("="));
    return;
  }
  const py::list cells = array_.attr("ravel")().attr("tolist")();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t item = i % bank_.size();
    const py::object scores = py::module_::import("builtins").attr("range")(-1, highest_score(item) + 1);
    if (!scores.contains(cells[i]))
      refuse(place(i / bank_.size(), item),
             "must be the integer " + allowed(item) + ", got " + py::repr(cells[i]).cast<std::string>());
  }
  refuse("responses", "must have an integer or boolean dtype, got " + type_name(array_));
}

std::int64_t ResponseArray::cell(std::size_t person, std::size_t item) const noexcept {
  const char* at =
      data_ + static_cast<std::ptrdiff_t>(person) * person_stride_ + static_cast<std::ptrdiff_t>(item) * item_stride_;
  switch (width_) {
    case 1:
      return is_signed_ ? load<std::int8_t>(at) : load<std::uint8_t>(at);
    case 2:
      return is_signed_ ? load<std::int16_t>(at) : load<std::uint16_t>(at);
    case 4:
      return is_signed_ ? load<std::int32_t>(at) : load<std::uint32_t>(at);
    default:
      return is_signed_ ? load<std::int64_t>(at) : load<std::uint64_t>(at);
  }
}

std::string ResponseArray::place(std::size_t person, std::size_t item) const {
  const std::string row = single_ ? "" : "row " + std::to_string(person) + ", ";
  return "responses: " + row + "item " + bank_.id(static_cast<irt::ItemIndex>(item));
}

std::int64_t ResponseArray::highest_score(std::size_t item) const {
  return static_cast<std::int64_t>(category_count(bank_.item(static_cast<irt::ItemIndex>(item)))) - 1;
}

std::string ResponseArray::allowed(std::size_t item) const {
  const std::int64_t highest = highest_score(item);
  return (highest == 1 ? "0, 1" : "0.." + std::to_string(highest)) + ", or -1 where not presented";
}

std::int8_t ResponseArray::score(std::size_t person, std::size_t item) const {
  const std::int64_t score = cell(person, item);
  if (score < -1 || (score > 1 && score > highest_score(item)))
    refuse(place(person, item), "must be " + allowed(item) + ", got " + std::to_string(score));
  return static_cast<std::int8_t>(score);
}

std::vector<irt::ItemResponse> ResponseArray::presented(std::size_t person) const {
  std::vector<irt::ItemResponse> given;
  for (std::size_t item = 0; item < bank_.size(); ++item)
    if (const std::int8_t found = score(person, item); found >= 0)
      given.push_back({static_cast<irt::ItemIndex>(item), {found}});
  return given;
}

std::vector<std::int8_t> ResponseArray::scores(std::size_t first, std::size_t count) const {
  std::vector<std::int8_t> cells;
  cells.reserve(count * bank_.size());
  for (std::size_t person = first; person < first + count; ++person)
    for (std::size_t item = 0; item < bank_.size(); ++item) cells.push_back(score(person, item));
  return cells;
}

py::array_t<double> as_array(const std::vector<double>& values) {
  return py::array_t<double>(static_cast<py::ssize_t>(values.size()), values.data());
}

}  // namespace haven::python
