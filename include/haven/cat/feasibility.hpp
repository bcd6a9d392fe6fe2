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

/// The conflict of the blueprint on the pool, or nullopt when none was found.
///
/// Looked at are the shortest exam that the blueprint allows and the longest one that the pool has items for, with the
/// bounds of every content rule, how many items of each value there are, how many sets and pretest items. Of two
/// attributes their bounds are weighed together exactly (a flow through the cells that both make); of three or more,
/// every pair. Enemies and items that a candidate has seen are not looked at. Pure and thread-safe; a few milliseconds.
[[nodiscard]] std::optional<Conflict> find_conflict(const ItemPool& pool, const Blueprint& blueprint);

/// "infeasible at 70 scored items: ... together with ...".
[[nodiscard]] std::string describe(const Conflict& conflict);

}  // namespace haven::cat
