#include "haven/srs/batch.hpp"

#include <array>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include "math/simd.hpp"
#include "srs/fsrs6_rows.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::srs;

namespace {

/// Cards with 0 to 20 answers at random times, the same day among them.
AnswerLog random_log(std::size_t cards, std::uint64_t seed) {
  Rng rng(seed);
  AnswerLog log;
  for (std::size_t card = 0; card < cards; ++card) {
    log.first.push_back(log.ratings.size());
    for (std::uint64_t answers = rng.below(21); answers > 0; --answers) {
      const bool same_day = rng.below(4) == 0;
      log.elapsed_days.push_back(same_day ? rng.uniform() : static_cast<double>(rng.below(400)));
      log.ratings.push_back(static_cast<std::uint8_t>(1 + rng.below(4)));
    }
  }
  log.first.push_back(log.ratings.size());
  return log;
}

/// The answers one by one through MemoryModel.
MemoryColumns one_by_one(const MemoryModel& model, const AnswerLog& log) {
  MemoryColumns cards = new_memory(model, log.first.size() - 1);
  for (std::size_t card = 0; card < cards.size(); ++card) {
    MemoryState state;
    if (log.first[card] == log.first[card + 1]) continue;
    for (std::size_t row = log.first[card]; row < log.first[card + 1]; ++row) {
      const auto rating = static_cast<Rating>(log.ratings[row]);
      state = row == log.first[card] ? model.first(rating) : model.next(state, log.elapsed_days[row], rating);
    }
    cards.stability[card] = stability(state);
    cards.difficulty[card] = difficulty(state);
    if (const auto* fsrs7 = std::get_if<Fsrs7State>(&state)) cards.stability_fast[card] = fsrs7->stability_fast;
  }
  return cards;
}

std::vector<MemoryModel> models() {
  return {MemoryModel{}, MemoryModel{Fsrs6Parameters{.rules = RuleSet::legacy_6_3_1}}, MemoryModel{Fsrs7Parameters{}}};
}

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("replay_all: the same bits as one card after the other, on any number of threads") {
  const AnswerLog log = random_log(3000, 1);
  for (const MemoryModel& model : models()) {
    const MemoryColumns expected = one_by_one(model, log);
    for (const int threads : {1, 2, 3}) CHECK(replay_all(model, log, threads) == expected);
  }
}

TEST_CASE("step_rows: the same bits for every kind of vector registers") {
  const AnswerLog log = random_log(400, 2);
  const detail::Fsrs6Kernel kernel{Fsrs6Parameters{}};
  std::array<std::vector<double>, 3> results;
  for (const auto vectors :
       {math::detail::Vectors::generic, math::detail::Vectors::avx2, math::detail::Vectors::avx512}) {
    if (!math::detail::is_supported(vectors)) continue;
    const std::size_t rows = log.ratings.size();
    std::vector<double> stability(rows), difficulty(rows, 5.0), rating(log.ratings.begin(), log.ratings.end());
    for (std::size_t i = 0; i < rows; ++i) stability[i] = 0.01 * static_cast<double>(i);  // the first one new
    step_rows(kernel, {stability.data(), difficulty.data(), log.elapsed_days.data(), rating.data(), rows}, vectors);
    stability.insert(stability.end(), difficulty.begin(), difficulty.end());
    results[static_cast<std::size_t>(vectors)] = stability;
    CHECK(results[static_cast<std::size_t>(vectors)] == results[0]);
  }
}

TEST_CASE("review_all, retrievability_all, interval_all: the same bits as MemoryModel") {
  const AnswerLog log = random_log(1500, 3);
  for (const MemoryModel& model : models()) {
    MemoryColumns cards = replay_all(model, log);
    const std::size_t count = cards.size();
    std::vector<double> elapsed(count, 12.25);
    const auto recall = retrievability_all(model, cards, elapsed, 2);
    const auto intervals = interval_all(model, cards, 0.85);
    const MemoryColumns before = cards;
    review_all(model, cards, elapsed, std::vector<std::uint8_t>(count, 3), 2);
    for (std::size_t i = 0; i < count; ++i) {
      if (before.stability[i] == 0.0) {
        CHECK(recall[i] == 0.0);
        CHECK(cards.stability[i] == stability(model.first(Rating::good)));
        continue;
      }
      const bool fsrs7 = model.algorithm() == Algorithm::fsrs_7;
      const MemoryState state =
          fsrs7 ? MemoryState(Fsrs7State{before.stability[i], before.stability_fast[i], before.difficulty[i]})
                : MemoryState(Fsrs6State{before.stability[i], before.difficulty[i]});
      CHECK(recall[i] == model.retrievability(state, 12.25));
      CHECK(intervals[i] == model.interval(state, 0.85));
      CHECK(cards.stability[i] == stability(model.next(state, 12.25, Rating::good)));
    }
  }
}

TEST_CASE("batch: bad rows are refused by their number and nothing is changed") {
  const MemoryModel model;
  MemoryColumns cards = new_memory(model, 3);
  cards.stability = {1.0, 2.0, 3.0};
  cards.difficulty = {5.0, 5.0, 5.0};
  const MemoryColumns before = cards;
  const std::vector<double> elapsed = {1.0, 1.0, 1.0};
  const std::vector<std::uint8_t> good = {3, 3, 3};
  CHECK(refusal([&] {
          review_all(model, cards, elapsed, std::vector<std::uint8_t>{3, 3, 5});
        }) == "row 2: rating must be 1..4, got 5");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal([&] {
          review_all(model, cards, std::vector<double>{1.0, nan, 1.0}, good);
        }) == "row 1: elapsed_days must be 0 to 1e9, got nan");
  CHECK(refusal([&] { review_all(model, cards, std::vector<double>{1.0}, good); }) ==
        "batch: elapsed_days must have 3 rows, got 1");
  CHECK(cards == before);
  cards.difficulty[1] = 11.0;
  CHECK(refusal([&] { review_all(model, cards, elapsed, good); }) ==
        "row 1: state must be 0 for a new card or one of the model, got stability 2.000000, difficulty 11.000000");
  CHECK(refusal([&] { static_cast<void>(new_memory(MemoryModel{Sm2Parameters{}}, 1)); }) ==
        "batch: the model must be fsrs-6 or fsrs-7, got sm-2");
  CHECK(refusal([&] {
          static_cast<void>(replay_all(model, {{0, 2}, {0.0}, {3}}));
        }) == "batch: first must rise from 0 to the number of answers");
}
