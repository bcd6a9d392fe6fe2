#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "haven/cat/exam_plan.hpp"
#include "haven/cat/item_pool.hpp"

namespace haven::simulation {

/// A bank of `count` 3PL items over the usual ranges.
[[nodiscard]] irt::ItemBank random_bank(std::size_t count, std::uint64_t seed);

/// `singles` Rasch items of four areas in turn ("area" = "a" .. "d") with difficulties from -2 to 2, then `sets` case
/// studies of three items around 0, each harder than the one before by `set_step`, then `pretest` items on trial.
[[nodiscard]] cat::ItemPool licensure_pool(std::size_t singles, std::size_t sets, std::size_t pretest,
                                           double set_step = 0.0);

/// Rules for it: 12 to 30 items, a cut at 0, every area between 15 and 40 %, one set, two pretest items.
[[nodiscard]] cat::Blueprint licensure_blueprint();

}  // namespace haven::simulation
