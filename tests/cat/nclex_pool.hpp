#pragma once

#include <cstddef>
#include <cstdint>

#include "haven/cat/item_pool.hpp"
#include "haven/cat/nclex.hpp"

namespace haven::cat {

/// A made-up pool for the rules of a profile: Rasch and partial-credit items that stand alone, `sets` case studies of
/// six partial-credit items, `pretest` items on trial, and a pair of enemies in every twenty. Areas come as often as
/// their shares ask for; one in eight items that stand alone is a clinical-judgment one.
[[nodiscard]] ItemPool nclex_pool(NclexProfile profile, std::size_t stand_alone, std::size_t sets, std::size_t pretest,
                                  std::uint64_t seed);

}  // namespace haven::cat
