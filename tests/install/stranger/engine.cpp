#include <haven/cat/exam.hpp>
#include <haven/core/version.hpp>
#include <haven/irt/item_bank.hpp>
#include <iostream>
#include <vector>

// An examinee who answers every item wrong fails, and does not need the whole bank for it.
int main() {
  std::vector<haven::irt::LogisticItem> items;
  for (int i = 0; i < 60; ++i) items.push_back({.discrimination = 1.5, .difficulty = -3.0 + 0.1 * i});

  haven::cat::Blueprint blueprint;
  blueprint.passing_standard = 0.0;
  blueprint.minimum_items = 5;
  haven::cat::Exam exam(haven::irt::ItemBank(items), blueprint, 42);
  while (exam.next_item()) exam.answer(haven::irt::Response::incorrect);

  const auto& outcome = *exam.outcome();
  std::cout << "haven " << haven::version() << ": " << to_string(outcome.decision) << " after " << outcome.items
            << " items\n";
  return outcome.decision == haven::cat::Decision::fail ? 0 : 1;
}
