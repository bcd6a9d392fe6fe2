#include "haven/irt/likelihood.hpp"

#include "irt/logistic_kernel.hpp"

namespace haven::irt {

Likelihood likelihood(const ItemBank& bank, std::span<const ItemResponse> responses, double theta) {
  Likelihood sum;
  for (const auto& [index, response] : responses) {
    const auto& item = std::get<LogisticItem>(bank.item(index));
    if (response.is_missing()) continue;
    const bool correct = response == Response::correct;
    const auto point = kernel::evaluate(item, theta);
    sum.log_likelihood += kernel::log_likelihood(item, correct, theta);
    sum.score += correct ? point.first_by_p() : -point.first_by_q();
    sum.observed_information += correct ? point.observed_correct() : point.observed_incorrect();
  }
  return sum;
}

double log_likelihood(const ItemBank& bank, std::span<const ItemResponse> responses, double theta) {
  double sum = 0.0;
  for (const auto& [index, response] : responses)
    if (!response.is_missing())
      sum += kernel::log_likelihood(std::get<LogisticItem>(bank.item(index)), response == Response::correct, theta);
  return sum;
}

}  // namespace haven::irt
