#pragma once

#include <cstddef>
#include <string>

#include "haven/anki/package.hpp"
#include "haven/anki/reader.hpp"

#include <pybind11/pybind11.h>

/// Parts of the submodule anki.
namespace haven::python {

/// A package as Python holds it: its objects are made once, and are immutable.
struct BoundPackage {
  anki::Collection collection;
  pybind11::tuple decks, note_types, notes, cards, reviews;
  pybind11::tuple media;  ///< names
  std::size_t skipped_cards = 0, skipped_reviews = 0;
};

template <class Value>
void def_equal(pybind11::class_<Value>& type) {
  type.def(
      "__eq__", [](const Value& self, const Value& other) { return self == other; }, pybind11::is_operator());
}

void bind_anki_cards(pybind11::module_& module);   ///< cards and reviews
void bind_anki_values(pybind11::module_& module);  ///< decks, note types, notes, the package
void bind_anki_files(pybind11::module_& module);   ///< reading and writing packages
void bind_anki_text(pybind11::module_& module);    ///< rendering and text files

}  // namespace haven::python
