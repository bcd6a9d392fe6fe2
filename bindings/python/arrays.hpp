#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "haven/irt/item_bank.hpp"
#include "haven/irt/response.hpp"

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

/// How Python values become numbers. Everything here needs the GIL unless it says otherwise, and throws
/// Error(invalid_argument), naming the argument and the place in it, for what it does not accept.
namespace haven::python {

[[noreturn]] void refuse(const std::string& argument, const std::string& what);

/// `value` as a NumPy array of any type. Refuses ragged sequences and masked arrays, whose masks would get lost.
[[nodiscard]] pybind11::array to_array(pybind11::handle value, const std::string& argument);

using RealArray = pybind11::array_t<double, pybind11::array::c_style | pybind11::array::forcecast>;

/// `value`, a real number or a sequence of them, as float64; without a copy where it is such an array already.
[[nodiscard]] RealArray to_reals(pybind11::handle value, const std::string& argument);

/// The same, all finite.
[[nodiscard]] RealArray to_abilities(pybind11::handle value, const std::string& argument);

/// Integer or boolean responses, read where they lie whatever their width and strides: one person's pattern [n_items]
/// or a matrix [n_persons, n_items].
class ResponseArray {
 public:
  ResponseArray(irt::ItemBank bank, pybind11::handle responses);

  [[nodiscard]] bool is_single() const noexcept { return single_; }
  [[nodiscard]] std::size_t persons() const noexcept { return persons_; }
  /// What one person was presented. Needs no GIL; throws as the constructor for a score that the item
  /// does not have.
  [[nodiscard]] std::vector<irt::ItemResponse> presented(std::size_t person) const;
  /// The scores of `count` persons from `first` on, -1 where not presented, row by row. As presented() else.
  [[nodiscard]] std::vector<std::int8_t> scores(std::size_t first, std::size_t count) const;

 private:
  [[nodiscard]] std::int64_t cell(std::size_t person, std::size_t item) const noexcept;
  [[nodiscard]] std::int8_t score(std::size_t person, std::size_t item) const;
  [[nodiscard]] std::string place(std::size_t person, std::size_t item) const;
  [[nodiscard]] std::int64_t highest_score(std::size_t item) const;
  [[nodiscard]] std::string allowed(std::size_t item) const;
  void check_shape() const;
  void check_type();

  irt::ItemBank bank_;
  pybind11::array array_;
  bool single_ = false;
  std::size_t persons_ = 0;
  // Copied out of array_, so that reading a cell needs no Python.
  const char* data_ = nullptr;
  std::ptrdiff_t person_stride_ = 0;
  std::ptrdiff_t item_stride_ = 0;
  bool is_signed_ = true;
  std::size_t width_ = 0;
};

/// A copy as a one-dimensional array.
[[nodiscard]] pybind11::array_t<double> as_array(const std::vector<double>& values);

}  // namespace haven::python
