#pragma once

#include "irt/response_terms.hpp"
#include "math/simd.hpp"

namespace haven::irt {

/// Both kinds of information of a response pattern.
struct PatternInformation {
  double expected;
  double observed;  ///< of all terms, fences among them
};

/// At theta; the same bits whatever the vectors.
[[nodiscard]] PatternInformation information_at(const PatternTerms& terms, double theta,
                                                math::detail::Vectors vectors = math::detail::widest_vectors());

}  // namespace haven::irt
