#include <cmath>
#include <optional>
#include <vector>

#include "haven/srs/memory_model.hpp"

#include "reference/tables.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven::srs;
using nlohmann::json;

const json& fsrs7_table() {
  static const json vectors = reference::load("fsrs7_vectors.json");
  return vectors;
}

bool close(double value, double expected, double tolerance) {
  return std::abs(value - expected) <= tolerance * std::max(std::abs(expected), 1e-300);
}

Fsrs7State state_of(const json& row) { return {row[0], row[1], row[2]}; }

bool agrees(const Fsrs7State& state, const Fsrs7State& expected, double tolerance) {
  return close(state.stability, expected.stability, tolerance) &&
         close(state.stability_fast, expected.stability_fast, tolerance) &&
         close(state.difficulty, expected.difficulty, tolerance);
}

Fsrs7State next(const MemoryModel& model, const std::optional<MemoryState>& state, double days, int rating) {
  const Rating answer = to_rating(rating, "history");
  return std::get<Fsrs7State>(state ? model.next(*state, days, answer) : model.first(answer));
}

}  // namespace

TEST_CASE("FSRS-7: states, retrievability and intervals equal the published formulas evaluated elsewhere") {
  int reviews = 0;
  for (const json& history : fsrs7_table().at("histories")) {
    const json& config = fsrs7_table().at("configs").at(history.at("config").get<std::size_t>());
    const MemoryModel model(make_parameters(Algorithm::fsrs_7, config.at("parameters").get<std::vector<double>>()));
    std::optional<MemoryState> state;
    CAPTURE(history.at("id"));
    for (const json& row : history.at("reviews")) {
      const Fsrs7State after = next(model, state, row[0].get<double>() / 86'400.0, row[1]);
      CHECK(agrees(after, {row[2], row[3], row[4]}, 1e-9));
      CHECK(close(model.interval(after, 0.9), row[5], 1e-6));
      state = after;
      ++reviews;
    }
    for (const json& row : history.at("retrievability")) {
      CHECK(close(model.retrievability(*state, row[0]), row[1], 1e-9));
    }
    for (const json& row : history.at("intervals")) {
      CHECK(close(model.interval(*state, row[0]), row[1], 1e-6));
    }
  }
  CHECK(reviews > 1000);
}

TEST_CASE("FSRS-7: agrees with the single-precision values that ts-fsrs publishes") {
  const MemoryModel model{Fsrs7Parameters{}};
  const json& published = fsrs7_table().at("published_reference_values_float32");
  for (const json& history : published.at("histories")) {
    std::optional<MemoryState> state;
    for (std::size_t i = 0; i < history.at("days_rating").size(); ++i) {
      const json& row = history["days_rating"][i];
      const Fsrs7State after = next(model, state, row[0], row[1]);
      CHECK(agrees(after, state_of(history.at("states_slow_fast_difficulty")[i]), 1e-4));
      state = after;
    }
  }
  for (const json& entry : published.at("cases")) {
    const Fsrs7State state = state_of(entry.at("state"));
    CHECK(close(model.retrievability(state, entry.at("elapsed_days")), entry.at("retrievability"), 1e-5));
    for (int rating = 1; rating <= 4; ++rating) {
      const json& row = entry.at("next_states_again_hard_good_easy")[static_cast<std::size_t>(rating - 1)];
      CHECK(agrees(next(model, state, entry.at("elapsed_days"), rating), state_of(row), 1e-4));
    }
  }
  for (const json& entry : published.at("intervals")) {
    CHECK(close(model.interval(state_of(entry.at("state")), entry.at("target")), entry.at("days"), 1e-4));
  }
}
