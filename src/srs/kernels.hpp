#pragma once

// The formulas of every memory model as one closed set. Private.

#include <variant>

#include "srs/fsrs6_kernel.hpp"
#include "srs/fsrs7_kernel.hpp"
#include "srs/sm2_kernel.hpp"

namespace haven::srs::detail {

using Kernel = std::variant<Fsrs6Kernel, Fsrs7Kernel, Sm2Kernel>;

[[nodiscard]] inline Kernel make_kernel(const Parameters& parameters) noexcept {
  struct {
    Kernel operator()(const Fsrs6Parameters& fsrs6) const noexcept { return Fsrs6Kernel(fsrs6); }
    Kernel operator()(const Fsrs7Parameters& fsrs7) const noexcept { return Fsrs7Kernel(fsrs7); }
    Kernel operator()(const Sm2Parameters& sm2) const noexcept { return Sm2Kernel(sm2); }
  } make;
  return std::visit(make, parameters);
}

}  // namespace haven::srs::detail
