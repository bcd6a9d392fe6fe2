#include "cat/simulated_examinee.hpp"

#include <vector>

#include "haven/irt/category_curves.hpp"

namespace haven::cat {

irt::ItemBank random_bank(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<irt::LogisticItem> items(count);
  for (auto& item : items) item = {0.5 + 2.0 * rng.uniform(), -3.0 + 6.0 * rng.uniform(), 0.35 * rng.uniform(), 1.0};
  return irt::ItemBank(items);
}

irt::Response SimulatedExaminee::respond(const irt::ItemBank& bank, irt::ItemIndex item) {
  return irt::draw_response(bank.item(item), theta_, rng_);
}

void take(Exam& exam, SimulatedExaminee examinee) {
  while (const auto item = exam.next_item()) exam.answer(examinee.respond(exam.bank(), *item));
}

}  // namespace haven::cat
