#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "arrays.hpp"

namespace haven::python {

/// The values of an enumeration by their names, as C++ spells them.
template <class Value, std::size_t count>
struct Names {
  std::array<std::pair<Value, std::string_view>, count> all;

  [[nodiscard]] Value parse(const std::string& name, const std::string& argument) const {
    std::string known;
    for (const auto& [value, text] : all) {
      if (text == name) return value;
      known += (known.empty() ? "\"" : ", \"") + std::string(text) + '"';
    }
    refuse(argument, "must be one of " + known + ", got \"" + name + '"');
  }
  [[nodiscard]] std::string text(Value value) const {
    for (const auto& [known, text] : all)
      if (known == value) return std::string(text);
    return "";
  }
};

}  // namespace haven::python
