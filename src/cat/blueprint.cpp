#include "haven/cat/blueprint.hpp"

#include <cmath>
#include <sstream>

#include "haven/core/error.hpp"

namespace haven::cat {
namespace {

template <class Value>
void require(bool holds, const char* rule, const char* must, Value found) {
  if (holds) return;
  std::ostringstream message;
  message << "blueprint: " << rule << " must be " << must << ", got " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

}  // namespace

// Written so that NaN fails every test.
void validate(const Blueprint& blueprint) {
  const auto& ability = blueprint.ability;
  validate(ability);
  const auto in_range = [&](double theta) { return theta >= ability.theta_min && theta <= ability.theta_max; };
  require(in_range(blueprint.start_theta), "start_theta", "in the ability range", blueprint.start_theta);
  require(blueprint.provisional == irt::Estimator::map || blueprint.provisional == irt::Estimator::eap, "provisional",
          "map or eap", to_string(blueprint.provisional));
  require(blueprint.minimum_items >= 1, "minimum_items", "at least 1", blueprint.minimum_items);
  require(blueprint.maximum_items >= blueprint.minimum_items, "maximum_items", "at least minimum_items",
          blueprint.maximum_items);
  if (const auto target = blueprint.target_standard_error)
    require(std::isfinite(*target) && *target > 0.0, "target_standard_error", "finite and positive", *target);
  if (const auto standard = blueprint.passing_standard)
    require(in_range(*standard), "passing_standard", "in the ability range", *standard);
  require(std::isfinite(blueprint.confidence_z) && blueprint.confidence_z > 0.0, "confidence_z", "finite and positive",
          blueprint.confidence_z);
  if (const auto limit = blueprint.time_limit)
    require(limit->microseconds > 0, "time_limit", "positive", limit->in_seconds());
}

}  // namespace haven::cat
