#include <algorithm>
#include <functional>

#include "services/flashcard_deck.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

std::string reason_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.reason();
  }
  return "none";
}

/// A learner whose cards are answered whenever they are due, forgotten one time in `forgotten_in`.
void study(Deck& deck, int days, std::uint64_t forgotten_in) {
  Rng rng(4);
  for (int day = 0; day < days; ++day) {
    for (std::size_t i = 0; i < deck.cards.size(); ++i) {
      const CardProgress progress = deck.service().progress(deck.learner, deck.cards[i].id);
      if (progress.schedule.due > deck.fixture.clock.now()) continue;
      static_cast<void>(deck.answer(i, rng.below(forgotten_in) == 0 ? srs::Rating::again : srs::Rating::good));
    }
    deck.fixture.clock.advance(Duration::days(1));
  }
}

}  // namespace

TEST_CASE("study plans: few answers fit no weights, and what does not foretell better is not applied") {
  Fixture fixture;
  Deck deck(fixture, 5);
  study(deck, 3, 5);
  const StudyPreset before = deck.service().preset(deck.learner, {});
  const MemoryFit fit = fixture.study_plans().fit_memory(deck.learner, {.set = std::nullopt, .apply = true});
  CHECK(fit.result.verdict == srs::TrainingVerdict::too_few);
  CHECK_FALSE(fit.applied);
  CHECK(fit.result.parameters == before.scheduler.parameters);
  CHECK(deck.service().preset(deck.learner, {}).scheduler.parameters == before.scheduler.parameters);
}

TEST_CASE("study plans: weights that foretell better are put into the preset") {
  Fixture fixture;
  Deck deck(fixture, 150);
  StudyPreset preset = deck.service().preset(deck.learner, {});
  preset.scheduler.learning_steps.clear();
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  study(deck, 30, 2);  // forgets half of what is due, far more than the defaults foretell
  const MemoryFit fit = fixture.study_plans().fit_memory(deck.learner, {.set = std::nullopt, .apply = true});
  CHECK(fit.predictions > 200);
  REQUIRE(fit.result.verdict == srs::TrainingVerdict::trained);
  CHECK(fit.applied);
  CHECK(fit.result.held_out_after.log_loss < fit.result.held_out_before.log_loss);
  CHECK(deck.service().preset(deck.learner, {}).scheduler.parameters == fit.result.parameters);
}

TEST_CASE("study plans: weights are fitted again when later answers tell of more") {
  Fixture fixture;
  Deck deck(fixture, 100);  // fewer than 4,096 predictions, so that all folds judge
  StudyPreset preset = deck.service().preset(deck.learner, {});
  preset.scheduler.learning_steps.clear();
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  const auto fit = [&] { return fixture.study_plans().fit_memory(deck.learner, {.set = std::nullopt, .apply = true}); };
  study(deck, 30, 2);
  const MemoryFit first = fit();
  REQUIRE(first.applied);
  const MemoryFit at_once = fit();  // nothing that the weights have not seen
  CHECK(at_once.result.verdict == srs::TrainingVerdict::not_better);
  CHECK(at_once.result.held_out_before.predictions == 0);
  study(deck, 30, 8);  // forgets less than before
  const MemoryFit second = fit();
  CHECK(second.result.held_out_before.predictions == second.predictions - first.predictions);
  REQUIRE(second.result.verdict == srs::TrainingVerdict::trained);
  CHECK(second.applied);
  CHECK(second.result.held_out_after.log_loss < second.result.held_out_before.log_loss);
  CHECK(deck.service().preset(deck.learner, {}).scheduler.parameters == second.result.parameters);
}

TEST_CASE("study plans: SM-2 has neither weights nor a retention") {
  Fixture fixture;
  Deck deck(fixture, 1);
  StudyPreset preset;
  preset.scheduler.parameters = srs::Sm2Parameters{};
  static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
  auto& plans = fixture.study_plans();
  CHECK(reason_of([&] { static_cast<void>(plans.fit_memory(deck.learner, {})); }) == "algorithm");
  CHECK(reason_of([&] { static_cast<void>(plans.advise_retention(deck.learner, {})); }) == "algorithm");
}

TEST_CASE("study plans: advice on retention lies within what was tried; steps need answers") {
  Fixture fixture;
  Deck deck(fixture, 5);
  const RetentionAdvice advice = fixture.study_plans().advise_retention(deck.learner, {});
  CHECK(advice.present == 0.9);
  CHECK(advice.recommended.desired_retention.mean >= 0.70);
  CHECK(advice.recommended.desired_retention.mean <= 0.95);
  CHECK_FALSE(advice.recommended.curve.empty());
  CHECK_FALSE(fixture.study_plans().advise_steps(deck.learner, {}).learning_steps.has_value());
}

TEST_CASE("study plans: whether Hard is pressed on forgotten cards is told from the log, for SM-2 too") {
  for (const bool misused : {false, true}) {
    CAPTURE(misused);
    Fixture fixture;
    Deck deck(fixture, 60);
    StudyPreset preset = deck.service().preset(deck.learner, {});
    preset.scheduler.learning_steps.clear();
    preset.scheduler.relearning_steps.clear();
    preset.scheduler.fuzz = false;  // which would be drawn by the ids of the cards
    static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
    CHECK(fixture.study_plans().hard_use(deck.learner, {}).verdict == srs::HardVerdict::too_few);
    Rng rng(6);
    std::vector<bool> forgotten(deck.cards.size());
    for (int day = 0; day < 40; ++day) {
      for (std::size_t i = 0; i < deck.cards.size(); ++i) {
        const CardProgress progress = deck.service().progress(deck.learner, deck.cards[i].id);
        if (progress.schedule.due > fixture.clock.now()) continue;
        const bool fails = rng.below(10) == 0, hard = rng.below(4) == 0, is_gone = forgotten[i];
        forgotten[i] = misused && fails && !is_gone;  // Hard is pressed instead of Again: nothing was learned
        const srs::Rating passed = hard || forgotten[i] ? srs::Rating::hard : srs::Rating::good;
        static_cast<void>(deck.answer(i, is_gone || (fails && !misused) ? srs::Rating::again : passed));
      }
      fixture.clock.advance(Duration::days(1));
    }
    const srs::HardUse use = fixture.study_plans().hard_use(deck.learner, {.set = deck.set.id});
    CHECK(use.after_hard >= 20);
    CHECK(use.verdict == (misused ? srs::HardVerdict::misused : srs::HardVerdict::fine));
    preset.scheduler.parameters = srs::Sm2Parameters{};
    static_cast<void>(deck.service().set_preset(deck.learner, {std::nullopt, preset}));
    CHECK(fixture.study_plans().hard_use(deck.learner, {}).verdict == use.verdict);
  }
}
