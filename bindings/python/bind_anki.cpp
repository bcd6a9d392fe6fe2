#include "bind_anki.hpp"

#include "bind.hpp"

namespace haven::python {

void bind_anki(pybind11::module_& parent) {
  auto module = parent.def_submodule("anki", "The compiled part of haven.anki.");
  bind_anki_cards(module);
  bind_anki_values(module);
  bind_anki_files(module);
  bind_anki_text(module);
}

}  // namespace haven::python
