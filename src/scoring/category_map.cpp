#include "haven/scoring/score.hpp"

#include "rules.hpp"

namespace haven::scoring {

void validate(const CategoryMap& categories, int maximum_points) {
  const std::string where = "categories";
  if (maximum_points < 1 || maximum_points > points_limit)
    refuse(where, "maximum points must be in 1.." + std::to_string(points_limit), maximum_points);
  const auto entries = static_cast<int>(categories.size());
  if (entries != maximum_points + 1)
    refuse(where, "0 to maximum points must have " + std::to_string(maximum_points + 1) + " entries", entries);
  if (categories.front() != 0) refuse(where, "0 points must be category 0", categories.front());
  for (std::size_t points = 1; points < categories.size(); ++points) {
    const int below = categories[points - 1];
    if (categories[points] != below && categories[points] != below + 1)
      refuse(where, std::to_string(points) + " points must be category " + std::to_string(below) + " or the next",
             categories[points]);
  }
  if (categories.back() < 1) refuse(where, "maximum points must be at least category 1", categories.back());
}

}  // namespace haven::scoring
