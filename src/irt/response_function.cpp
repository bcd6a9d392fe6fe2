#include "haven/irt/response_function.hpp"

#include "irt/bank_table.hpp"
#include "irt/logistic_kernel.hpp"

namespace haven::irt {

ResponseFunction response_function(const Item& item, double theta) noexcept {
  const auto point = kernel::evaluate(std::get<LogisticItem>(item), theta);
  return {point.p, point.q, point.first(), point.second()};
}

double probability_correct(const Item& item, double theta) noexcept { return response_function(item, theta).p; }

void probabilities(const ItemBank& bank, std::span<const double> theta, std::span<double> out) {
  fill_table(bank, theta, out, [](const kernel::LogisticPoint& point) { return point.p; });
}

}  // namespace haven::irt
