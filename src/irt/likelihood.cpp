#include "haven/irt/likelihood.hpp"

#include "haven/irt/category_curves.hpp"

namespace haven::irt {

Likelihood likelihood(const ItemBank& bank, std::span<const ItemResponse> responses, double theta) {
  Likelihood sum;
  CategoryCurves curves;
  for (const auto& [index, response] : responses) {
    const Item& item = bank.item(index);
    if (response.is_missing()) continue;
    const auto score = static_cast<std::size_t>(response.score);
    evaluate(item, theta, curves);
    sum.log_likelihood += log_probability(item, score, theta);
    sum.score += curves.log_first[score];
    sum.observed_information -= curves.log_second[score];
  }
  return sum;
}

double log_likelihood(const ItemBank& bank, std::span<const ItemResponse> responses, double theta) {
  double sum = 0.0;
  for (const auto& [index, response] : responses)
    if (!response.is_missing())
      sum += log_probability(bank.item(index), static_cast<std::size_t>(response.score), theta);
  return sum;
}

}  // namespace haven::irt
