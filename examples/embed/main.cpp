// An adaptive exam inside a program of your own: no database, no server, no files. It needs haven::engine and nothing
// else. The examinee is simulated here; a real program shows the item `*item` and scores what comes back.

#include <iomanip>
#include <iostream>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/core/random.hpp"
#include "haven/irt/category_curves.hpp"

int main() {
  std::vector<haven::irt::LogisticItem> items;
  for (int i = 0; i <= 200; ++i)
    items.push_back({.discrimination = 1.2, .difficulty = -3.0 + 0.03 * i, .pseudo_guessing = 0.2});
  const haven::irt::ItemBank bank(items);
  haven::cat::Exam exam(bank, {.minimum_items = 15, .maximum_items = 80, .passing_standard = 0.0}, 2026);

  const double true_theta = 1.0;
  haven::Rng rng(7);
  while (const auto item = exam.next_item()) {
    exam.answer(haven::irt::draw_response(bank.item(*item), true_theta, rng));
  }

  const auto& outcome = *exam.outcome();
  std::cout << std::fixed << std::setprecision(2) << to_string(outcome.decision) << " after " << outcome.items
            << " items: ability " << outcome.ability.theta << ", 95 % interval " << outcome.interval_lower << " to "
            << outcome.interval_upper << ", true ability " << true_theta << '\n';
}
