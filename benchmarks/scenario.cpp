#include "scenario.hpp"

#include "haven/core/random.hpp"
#include "haven/irt/category_curves.hpp"
#include "haven/simulation/study.hpp"

namespace haven::scenario {

std::vector<irt::LogisticItem> draw_items(std::size_t count) {
  Rng rng(1);
  std::vector<irt::LogisticItem> items(count);
  for (auto& item : items) item = {0.5 + 1.5 * rng.uniform(), -3.0 + 6.0 * rng.uniform(), 0.3 * rng.uniform(), 1.0};
  return items;
}

irt::ItemBank make_bank(std::int64_t size) {
  const irt::ItemBank bank(draw_items(static_cast<std::size_t>(size)));
  static_cast<void>(bank.information_index());
  return bank;
}

cat::Exam make_exam(const irt::ItemBank& bank, int length, double theta, std::uint64_t seed) {
  cat::Exam exam(bank, {.maximum_items = length + 1}, seed);
  Rng rng(seed);
  for (int i = 0; i < length; ++i) exam.answer(irt::draw_response(bank.item(*exam.next_item()), theta, rng));
  return exam;
}

std::vector<State> make_states(const irt::ItemBank& bank) {
  std::vector<State> states;
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    const auto exam = make_exam(bank, 20, -2.0 + 0.25 * static_cast<double>(seed), seed);
    State state{exam.ability().theta, irt::ItemSet(bank.size()), {}};
    for (const auto& step : exam.steps()) {
      state.given.insert(step.item);
      state.responses.push_back({step.item, step.response});
    }
    states.push_back(std::move(state));
  }
  return states;
}

std::vector<double> study_abilities() { return simulation::draw_abilities(study_candidates, 0.0, 1.0, 2); }

cat::Blueprint study_blueprint() {
  return {.ability = {.theta_min = -6.0, .theta_max = 6.0}, .maximum_items = 50, .target_standard_error = 0.3};
}

std::vector<std::int8_t> draw_strings(std::size_t strings) {
  const auto items = draw_items(batch_items);
  Rng rng(3);
  std::vector<std::int8_t> scores;
  scores.reserve(strings * items.size());
  for (std::size_t string = 0; string < strings; ++string) {
    const double theta = -2.0 + 4.0 * rng.uniform();
    for (const auto& item : items)
      scores.push_back(static_cast<std::int8_t>(irt::draw_response(item, theta, rng).score));
  }
  return scores;
}

}  // namespace haven::scenario
