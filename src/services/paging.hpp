#pragma once

#include <algorithm>
#include <cstdint>

namespace haven {

/// Lists are paged by `after`, which is quick however far in, or by `offset`, which passes over rows one by one and so
/// has a bound. Their totals are counted no further than an offset may go.
inline constexpr int largest_offset = 10'000;
inline constexpr std::int64_t most_counted = largest_offset;

/// Notes in a page what was counted, up to one more than `most_counted`.
template <class Page>
void set_total(Page& page, std::int64_t counted) {
  page.total = std::min(counted, most_counted);
  page.total_is_capped = counted > most_counted;
}

}  // namespace haven
