#include "srs/poisson_binomial.hpp"

#include <vector>

namespace haven::srs::detail {

double probability_of_at_most(std::size_t count, std::span<const double> probabilities) {
  if (count >= probabilities.size()) return 1.0;
  std::vector<double> exactly(count + 1, 0.0);  // so many successes so far; more than `count` are lost from sight
  exactly[0] = 1.0;
  for (const double p : probabilities) {
    for (std::size_t k = count; k > 0; --k) exactly[k] = exactly[k] * (1.0 - p) + exactly[k - 1] * p;
    exactly[0] *= 1.0 - p;
  }
  double sum = 0.0;
  for (const double part : exactly) sum += part;
  return sum;
}

}  // namespace haven::srs::detail
