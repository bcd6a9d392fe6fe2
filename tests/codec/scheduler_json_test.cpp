#include "haven/codec/scheduler_json.hpp"

#include <string>

#include "haven/core/error.hpp"
#include "haven/core/random.hpp"

#include <doctest/doctest.h>

using namespace haven;

namespace {

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(codec::scheduler_options_from_json(text));
  } catch (const Error& error) {
    return std::string(to_string(error.code())) + ": " + error.what();
  }
  return "";
}

srs::SchedulerOptions some_options() {
  srs::SchedulerOptions options;
  options.parameters = srs::Fsrs7Parameters{};
  options.desired_retention = 0.1 + 0.2;
  options.learning_steps = {Duration::seconds(90)};
  options.relearning_steps.clear();
  options.maximum_interval = 365;
  options.fuzz = false;
  options.ordered_answers = true;
  options.day_rule = srs::CalendarDays{"Europe/Berlin", Duration::hours(3)};
  return options;
}

}  // namespace

TEST_CASE("scheduler json: the text of the defaults is the one that is documented") {
  CHECK(codec::canonical_json({.parameters = srs::Sm2Parameters{}}) ==
        R"({"algorithm":"sm-2","day_rule":{"rule":"24h"},"desired_retention":0.9,"fuzz":true,"initial_ease":2.5,)"
        R"("learning_steps_microseconds":[60000000,600000000],"maximum_interval":36500,"ordered_answers":false,)"
        R"("relearning_steps_microseconds":[600000000]})");
}

TEST_CASE("scheduler json: options come back as they were written") {
  const srs::SchedulerOptions options = some_options();
  const auto read = codec::scheduler_options_from_json(codec::to_json(options));
  CHECK(read.parameters == options.parameters);
  CHECK(read.desired_retention == options.desired_retention);
  CHECK(read.learning_steps == options.learning_steps);
  CHECK(read.relearning_steps.empty());
  CHECK(read.maximum_interval == 365);
  CHECK_FALSE(read.fuzz);
  CHECK(read.ordered_answers);
  CHECK(read.day_rule == options.day_rule);
  CHECK(codec::canonical_json(read) == codec::canonical_json(options));
}

TEST_CASE("scheduler json: the canonical text tells apart what schedules otherwise, and only that") {
  srs::SchedulerOptions options;
  const std::string text = codec::canonical_json(options);
  options.day_rule = srs::FullDays{};
  CHECK(codec::canonical_json(options) == text);
  options.day_rule = srs::FractionalDays{};
  CHECK(codec::canonical_json(options) != text);
  options = {};
  std::get<srs::Fsrs6Parameters>(options.parameters).weights[20] += 1e-16;
  CHECK(codec::canonical_json(options) != text);
  options = {};
  std::get<srs::Fsrs6Parameters>(options.parameters).rules = srs::RuleSet::legacy_6_3_1;
  CHECK(codec::canonical_json(options) != text);
}

TEST_CASE("scheduler json: what is left out keeps its default, weights of older versions are migrated") {
  const auto options = codec::scheduler_options_from_json(R"({"algorithm": "fsrs-7", "day_rule": "calendar"})");
  CHECK(options.parameters == srs::Parameters(srs::Fsrs7Parameters{}));
  CHECK(options.day_rule == srs::DayRule(srs::CalendarDays{}));
  std::string weights = "0.4";
  for (const char* weight : {"0.6", "2.4", "5.8", "4.93", "0.94", "0.86", "0.01", "1.49", "0.14", "0.94", "2.18",
                             "0.05", "0.34", "1.26", "0.29", "2.61"}) {
    weights += std::string(", ") + weight;
  }
  const auto migrated = codec::scheduler_options_from_json(R"({"weights": [)" + weights + "]}");
  CHECK(srs::weights_of(migrated.parameters).size() == 21);
}

TEST_CASE("scheduler json: bad options are refused") {
  CHECK(error_of("[]") == "invalid_argument: scheduler: must be a JSON object");
  CHECK(error_of(R"({"retention": 0.9})") == "invalid_argument: scheduler.retention: unknown field");
  CHECK(error_of(R"({"algorithm": "fsrs-5"})") == "invalid_argument: scheduler.algorithm: an unknown word");
  CHECK(error_of(R"({"fuzz": 1})") == "invalid_argument: scheduler.fuzz: must be true or false");
  CHECK(error_of(R"({"weights": [1, "2"]})") == "invalid_argument: scheduler.weights: must hold numbers only");
  CHECK(error_of(R"({"weights": [1, 2]})").substr(0, 16) == "invalid_argument");
  CHECK(error_of(R"({"desired_retention": 1})").substr(0, 16) == "invalid_argument");
  CHECK(error_of(R"({"desired_retention": "nan"})").substr(0, 16) == "invalid_argument");
  CHECK(error_of(R"({"learning_steps_microseconds": [0]})").substr(0, 16) == "invalid_argument");
  CHECK(error_of(R"({"day_rule": {"rule": "calendar", "zone": "Mars/Base"}})").substr(0, 16) == "invalid_argument");
  CHECK(error_of(R"({"day_rule": {"rule": "24h", "zone": "UTC"}})") ==
        "invalid_argument: scheduler.day_rule.zone: unknown field");
  CHECK(error_of(R"({"initial_ease": 2.5})") == "invalid_argument: scheduler.initial_ease: unknown field");
}

TEST_CASE("scheduler json: cards of every model come back bit for bit") {
  Rng rng(4);
  for (const auto algorithm : {srs::Algorithm::fsrs_6, srs::Algorithm::fsrs_7, srs::Algorithm::sm_2}) {
    const srs::Scheduler scheduler({.parameters = srs::default_parameters(algorithm)});
    srs::Card card = srs::new_card(~std::uint64_t{0}, {1'800'000'000'000'001});
    CHECK(codec::card_from_json(codec::to_json(card)) == card);
    Timestamp at = card.due;
    for (int i = 0; i < 20; ++i) {
      at = at + Duration{static_cast<std::int64_t>(rng.below(10'000'000'000'000))};
      card = scheduler.review(card, static_cast<srs::Rating>(1 + rng.below(4)), at);
      CHECK(codec::card_from_json(codec::to_json(card)) == card);
    }
  }
}

TEST_CASE("scheduler json: reviews come back, and bad cards and reviews are refused") {
  srs::Review review;
  review.id = *parse_uuid("0190f3a0-0000-7000-8000-000000000001");
  review.at = {5};
  review.rating = srs::Rating::hard;
  review.day = -3;
  review.balanced = -2;
  review.duration = Duration::seconds(9);
  const std::string text = codec::to_json(review);
  CHECK(codec::review_from_json(text) == review);
  CHECK_THROWS_AS(static_cast<void>(codec::review_from_json("{}")), Error);
  CHECK_THROWS_AS(static_cast<void>(codec::card_from_json("{}")), Error);
  std::string card = codec::to_json(srs::new_card(1, {}));
  const auto place = card.find("\"learning\"");
  CHECK_THROWS_AS(static_cast<void>(codec::card_from_json(card.replace(place, 10, "\"asleep\""))), Error);
}
