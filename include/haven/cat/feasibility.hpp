#pragma once

#include <optional>
#include <string>
#include <vector>

#include "haven/cat/blueprint.hpp"
#include "haven/cat/item_pool.hpp"

namespace haven::cat {

/// Constraints of a blueprint that no exam on a pool can meet together, though any of them can be left out: the
/// smallest such set.
struct Conflict {
  int scored_items = 0;                  ///< the length at which they conflict
  std::vector<std::string> constraints;  ///< e.g. "client_need=safety: at least 10 of 70 items", "the pool has 4 items"
};

/// The conflict of the blueprint on the pool at the shortest length that has one, or nullopt when none was found.
///
/// Looked at is every length at which the exam may end, with the bounds of every content rule, how many items of each
/// value there are, how many sets and pretest items. Of two attributes their bounds are weighed together exactly (a
/// flow through the cells that both make); of three or more, every pair. The set named is the smallest when it has up
/// to three constraints (of at most 30), else one of which none can be left out. Enemies and items that a candidate has
/// seen are not looked at. Pure and thread-safe; some ten microseconds for each length. Throws Error(invalid_argument)
/// for an attribute or a value that no item of the pool has.
[[nodiscard]] std::optional<Conflict> find_conflict(const ItemPool& pool, const Blueprint& blueprint);

/// "infeasible at 70 scored items: ... together with ...".
[[nodiscard]] std::string describe(const Conflict& conflict);

}  // namespace haven::cat
