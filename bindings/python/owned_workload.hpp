#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "haven/srs/workload.hpp"

namespace haven::python {

/// A srs::Workload with what it looks at. One object of Python.
struct OwnedWorkload {
  std::int64_t first_day = 0;
  std::vector<int> cards_due;
  std::vector<std::int64_t> sibling_days;
  std::optional<srs::DayPreferences> preferences;

  /// Valid as long as this.
  [[nodiscard]] srs::Workload view() const noexcept {
    return {first_day, cards_due, sibling_days, preferences ? &*preferences : nullptr};
  }
};

/// A local day. Throws Error(invalid_argument) beyond 4,000,000 days from 1970-01-01.
[[nodiscard]] std::int64_t to_day(std::int64_t day);

}  // namespace haven::python
