#include <cmath>
#include <string>
#include <vector>

#include "haven/srs/history.hpp"
#include "haven/srs/scheduler.hpp"

#include "reference/tables.hpp"

#include <doctest/doctest.h>

namespace {

using namespace haven;
using namespace haven::srs;
using nlohmann::json;

constexpr Timestamp t0{1'704'067'200'000'000};  // 2024-01-01T00:00:00Z

const json& table() {
  static const json vectors = reference::load("fsrs6_vectors.json");
  return vectors;
}

Timestamp after(Timestamp at, double seconds) { return {at.microseconds + std::llround(seconds * 1e6)}; }

std::vector<Duration> steps_of(const json& seconds) {
  std::vector<Duration> steps;
  for (const double s : seconds) steps.push_back(after({}, s) - Timestamp{});
  return steps;
}

SchedulerOptions options_of(const json& config, RuleSet rules = RuleSet::current) {
  const auto weights = config.at("parameters").get<std::vector<double>>();
  SchedulerOptions options;
  options.parameters = make_parameters(Algorithm::fsrs_6, weights);
  std::get<Fsrs6Parameters>(options.parameters).rules = rules;
  options.desired_retention = config.at("desired_retention");
  options.learning_steps = steps_of(config.at("learning_steps_s"));
  options.relearning_steps = steps_of(config.at("relearning_steps_s"));
  options.maximum_interval = config.at("maximum_interval");
  options.fuzz = config.at("enable_fuzzing");
  return options;
}

const json& config_of(const json& id) { return table().at("configs").at(id.get<std::size_t>()); }

bool close(double value, double expected) { return std::abs(value - expected) <= 1e-9 * std::abs(expected); }

/// Is the card as [state, step, stability, difficulty, interval_s] says?
bool agrees(const Card& card, const json& row) {
  const auto step = row[1].is_null() ? std::nullopt : std::optional<int>(row[1].get<int>());
  const auto& memory = std::get<Fsrs6State>(*card.memory);
  return static_cast<int>(card.state) == row[0].get<int>() && card.step == step && close(memory.stability, row[2]) &&
         close(memory.difficulty, row[3]) && card.due == after(*card.last_review, row[4].get<double>());
}

/// Reviews the history's cards; `check(i, card)` after each.
template <class Check>
Card run(const Scheduler& scheduler, const json& reviews, Check check) {
  Card card = new_card(1, t0);
  Timestamp at = t0;
  for (std::size_t i = 0; i < reviews.size(); ++i) {
    at = after(at, reviews[i][0].get<double>());
    card = scheduler.review(card, to_rating(reviews[i][1].get<int>(), "history"), at);
    check(i, card);
  }
  return card;
}

json outcome_of(const json& review) { return {review[2], review[3], review[4], review[5], review[6]}; }

}  // namespace

TEST_CASE("FSRS-6: state, step, stability, difficulty and due time of every review equal py-fsrs's") {
  int reviews = 0;
  for (const json& history : table().at("histories")) {
    const Scheduler scheduler(options_of(config_of(history.at("config"))));
    CAPTURE(history.at("id"));
    run(scheduler, history.at("reviews"), [&](std::size_t i, const Card& card) {
      CAPTURE(i);
      CHECK(agrees(card, outcome_of(history["reviews"][i])));
      ++reviews;
    });
  }
  CHECK(reviews == 2647);
}

TEST_CASE("FSRS-6: the legacy rules equal unmodified py-fsrs 6.3.1") {
  int differing = 0;
  for (const json& history : table().at("histories")) {
    if (!history.contains("legacy_rule_reviews") || history["legacy_rule_reviews"].is_null()) continue;
    const Scheduler scheduler(options_of(config_of(history.at("config")), RuleSet::legacy_6_3_1));
    CAPTURE(history.at("id"));
    run(scheduler, history.at("reviews"), [&](std::size_t i, const Card& card) {
      CAPTURE(i);
      CHECK(agrees(card, history["legacy_rule_reviews"][i]));
    });
    ++differing;
  }
  CHECK(differing > 10);
}

TEST_CASE("FSRS-6: retrievability at given instants, by whole and by fractional days") {
  int instants = 0;
  for (const json& history : table().at("histories")) {
    SchedulerOptions options = options_of(config_of(history.at("config")));
    const Scheduler whole(options);
    std::vector<Card> cards;
    run(whole, history.at("reviews"), [&](std::size_t, const Card& card) { cards.push_back(card); });
    options.day_rule = FractionalDays{};
    const Scheduler fractional(options);
    for (const json& row : history.at("retrievability")) {
      const Card& card = cards.at(row[0].get<std::size_t>());
      const Timestamp at = after(*card.last_review, row[1].get<double>());
      CAPTURE(history.at("id"));
      CHECK(close(whole.retrievability(card, at), row[2]));
      CHECK(close(fractional.retrievability(card, at), row[3]));
      ++instants;
    }
  }
  CHECK(instants > 1000);
}

TEST_CASE("FSRS-6: beyond 36,500 days py-fsrs goes on and the current rules stop") {
  for (const json& entry : table().at("beyond_s_max")) {
    for (const RuleSet rules : {RuleSet::current, RuleSet::legacy_6_3_1}) {
      const Scheduler scheduler(options_of(entry.at("config"), rules));
      const json& rows = entry.at(rules == RuleSet::current ? "clamped_at_36500" : "no_upper_clamp_py_fsrs");
      run(scheduler, entry.at("reviews"), [&](std::size_t i, const Card& card) {
        CAPTURE(i);
        CHECK(agrees(card, rows[i]));
      });
    }
  }
}

TEST_CASE("FSRS-6: the forgetting curve and the intervals for a retention") {
  for (const json& row : table().at("curve")) {
    Fsrs6Parameters parameters;
    parameters.weights[20] = row[0];
    const MemoryModel model(parameters);
    CHECK(close(model.retrievability(Fsrs6State{row[2], 5.0}, row[1]), row[3]));
  }
  for (const json& row : table().at("intervals")) {
    Fsrs6Parameters parameters;
    parameters.weights[20] = row[0];
    parameters.weights[2] = row[2].get<double>() <= 100 ? row[2].get<double>() : 100.0;
    const MemoryModel model(parameters);
    CHECK(close(model.interval(Fsrs6State{row[2], 5.0}, row[1]), row[4]));
    if (row[2].get<double>() > 100) continue;
    // The first stability is the weight itself, so a new card answered Good shows the rounded interval.
    const Scheduler scheduler({.parameters = parameters,
                               .desired_retention = row[1],
                               .learning_steps = {},
                               .maximum_interval = row[3],
                               .fuzz = false});
    const Card card = scheduler.review(new_card(1, t0), Rating::good, t0);
    CHECK(card.due == t0 + Duration::days(row[5].get<int>()));
  }
}

namespace {

/// What ts-fsrs 5.4.2 does in another way than py-fsrs, by the cause that the table gives.
bool begins(const json& cause, const std::string& words) { return cause.get<std::string>().rfind(words, 0) == 0; }

/// Compares one history with [state, learning steps, stability, difficulty, interval_s, elapsed UTC days] of each
/// review, up to where ts-fsrs takes other weights or first stabilities. Returns the reviews compared.
std::size_t compare_with_ts_fsrs(const json& entry) {
  const json& history = table().at("histories").at(entry.at("history").get<std::size_t>());
  const json &cause = entry.at("cause"), &rows = entry.at("after");
  SchedulerOptions options = options_of(config_of(history.at("config")));
  options.day_rule = CalendarDays{"UTC", Duration{}};
  options.ordered_answers = true;
  const Scheduler scheduler(options);
  const bool other_weights = begins(cause, "ts-fsrs floors initial") || begins(cause, "ts-fsrs clipped");
  const bool long_steps = begins(cause, "step of a day or more");  // leave the steps at once
  const std::size_t end = other_weights ? entry.at("first_difference").at("review").get<std::size_t>() : rows.size();
  Card card = new_card(1, t0);
  Timestamp at = t0;
  for (std::size_t i = 0; i < end; ++i) {
    const json& row = rows[i];
    at = after(at, history.at("reviews")[i][0].get<double>());
    const Rating rating = to_rating(history["reviews"][i][1].get<int>(), "history");
    const bool on_step = card.state != CardState::review;
    const Outcome outcome = scheduler.outcome(card, rating, at);
    card = outcome.card;
    const auto& memory = std::get<Fsrs6State>(*card.memory);
    CAPTURE(i);
    CHECK(outcome.why.elapsed_days == row[5].get<double>());
    CHECK(memory.stability == doctest::Approx(row[2].get<double>()).epsilon(1e-6));  // of 8 decimals
    CHECK(memory.difficulty == doctest::Approx(row[3].get<double>()).epsilon(1e-7));
    if (long_steps) continue;
    CHECK(static_cast<int>(card.state) == row[0].get<int>());
    CHECK(card.step.value_or(0) == row[1].get<int>());
    const Duration interval = outcome.why.step.value_or(Duration::days(outcome.why.days()));
    const Duration theirs = after({}, row[4].get<double>()) - Timestamp{};
    const Duration longest = Duration::days(options.maximum_interval);
    const bool own_delay = on_step && rating == Rating::hard && outcome.why.step;  // whole minutes, another mean
    const bool unordered = on_step && !outcome.why.step;  // orders answers to cards in review alone
    if (theirs > longest) CHECK(interval == longest);     // order carries it past the maximum
    if (theirs <= longest && !own_delay && !unordered) CHECK(interval.in_seconds() == theirs.in_seconds());
  }
  return end;
}

}  // namespace

TEST_CASE(
    "FSRS-6: by UTC days and with ordered answers, what ts-fsrs gives, but for its rounding, floor and clipping") {
  const json& crosscheck = table().at("ts_fsrs_crosscheck");
  CHECK(crosscheck.at("cases").size() == 30);
  std::size_t reviews = 0;
  for (const json& entry : crosscheck.at("cases")) {
    CAPTURE(entry.at("history"));
    reviews += compare_with_ts_fsrs(entry);
  }
  CHECK(reviews > 250);
}

TEST_CASE("fuzz_range: equals ts-fsrs's bounds") {
  for (const json& row : table().at("fuzz_bounds")) {
    const FuzzRange range = fuzz_range(row[0], row[1], row[2]);
    CAPTURE(row);
    CHECK(range.earliest == row[3].get<int>());
    CHECK(range.latest == row[4].get<int>());
  }
}

TEST_CASE("replay: a card under another configuration is what py-fsrs's reschedule_card gives") {
  for (const json& entry : table().at("reschedule")) {
    const json& history = table().at("histories").at(entry.at("history").get<std::size_t>());
    std::vector<Review> reviews;
    Timestamp at = t0;
    for (const json& row : history.at("reviews")) {
      at = after(at, row[0].get<double>());
      Review review;
      review.at = at;
      review.rating = to_rating(row[1].get<int>(), "history");
      reviews.push_back(review);
    }
    const Scheduler scheduler(options_of(config_of(entry.at("new_config"))));
    const Card card = replay(scheduler, new_card(1, t0), reviews);
    CAPTURE(entry.at("history"));
    CHECK(static_cast<int>(card.state) == entry.at("state").get<int>());
    CHECK(card.step == (entry.at("step").is_null() ? std::nullopt : std::optional<int>(entry["step"].get<int>())));
    CHECK(close(stability(*card.memory), entry.at("stability")));
    CHECK(close(difficulty(*card.memory), entry.at("difficulty")));
    CHECK(card.due == after(t0, entry.at("due_s_from_t0").get<double>()));
  }
}

TEST_CASE("import_sm2: equals fsrs-rs, which computes in single precision") {
  const MemoryModel model;
  for (const json& row : table().at("sm2_import")) {
    const auto state = std::get<Fsrs6State>(import_sm2(model, row[0], row[1], row[2]));
    CAPTURE(row);
    CHECK(state.stability == doctest::Approx(row[3].get<double>()).epsilon(1e-4));
    CHECK(state.difficulty == doctest::Approx(row[4].get<double>()).epsilon(1e-4));
  }
}

TEST_CASE("make_parameters: 17 and 19 weights are migrated as ts-fsrs does, which rounds to 8 decimals") {
  for (const json& entry : table().at("parameter_migration").at("cases")) {
    const auto from = entry.at("from").get<std::vector<double>>();
    const auto to = entry.at("to").get<std::vector<double>>();
    const Parameters parameters = make_parameters(Algorithm::fsrs_6, from);
    for (std::size_t i = 0; i < to.size(); ++i) {
      CAPTURE(i);
      CHECK(std::abs(weights_of(parameters)[i] - to[i]) <= 5.1e-9);
    }
  }
}
