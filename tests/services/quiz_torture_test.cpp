#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "haven/core/random.hpp"
#include "haven/services/quiz_service.hpp"

#include "services/fixture.hpp"
#include "stores/audit_store.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// A sitting that has begun.
struct Begun {
  Caller caller;
  Id<QuizSession> id;
};

/// Begins an exam on the sample bank in the file `path`, and copies the file to `copy`: two sittings with one seed.
Begun begin_twice(const std::string& path, const std::string& copy) {
  Begun begun;
  {
    Fixture fixture({}, account_options(), path);
    fixture.import_sample_bank();
    begun.caller = fixture.caller();
    begun.id = fixture.quiz().start(begun.caller, {}).session.id;
  }
  for (const char* suffix : {"", "-wal"}) {
    if (std::filesystem::exists(path + suffix)) std::filesystem::copy_file(path + suffix, copy + suffix);
  }
  return begun;
}

/// All that a finished exam is, as text.
std::string trace(Fixture& fixture, const Caller& caller, Id<QuizSession> id) {
  std::string text;
  const auto review = fixture.quiz().review(caller, id);
  for (const auto& [answer, question] : review) {
    text += question.code + answer.option + std::to_string(answer.theta_after) + " " +
            std::to_string(answer.standard_error_after) + "\n";
  }
  const QuizResult result = fixture.quiz().result(caller, id);
  char numbers[128];
  std::snprintf(numbers, sizeof numbers, "%a %a %a %d", result.outcome.ability.theta,
                result.outcome.ability.standard_error, result.outcome.interval_lower, result.correct);
  return text + numbers + std::string(cat::to_string(result.outcome.decision)) +
         std::string(cat::to_string(result.outcome.reason));
}

/// Answers at random, the same at each call, and calls `between` before each step.
template <class Between>
std::string take_exam(Fixture& fixture, const Begun& begun, Between between) {
  const auto& [caller, id] = begun;
  Rng choices(42);
  for (;;) {
    between(fixture);
    const auto current = fixture.quiz().state(caller, id).current;
    if (!current) return trace(fixture, caller, id);
    between(fixture);
    fixture.clock.advance(Duration::seconds(40));
    const std::string option = current->options[choices.below(current->options.size())].id;
    static_cast<void>(fixture.quiz().submit_answer(caller, {id, current->position, current->question, option}));
  }
}

}  // namespace

TEST_CASE("quiz: an exam to its decision is the same when everything is reopened between all steps") {
  TemporaryFile kept, reopened;
  const Begun begun = begin_twice(kept.path(), reopened.path());
  Fixture steady({}, account_options(), kept.path());
  Fixture restless({}, account_options(), reopened.path());
  const std::string once = take_exam(steady, begun, [](Fixture&) {});
  CHECK(once == take_exam(restless, begun, [](Fixture& fixture) { fixture.reopen(); }));
  CHECK(once.find("fail") != std::string::npos);
}

TEST_CASE("quiz: an exam is the same without the cache of exams") {
  TemporaryFile first, second;
  const Begun begun = begin_twice(first.path(), second.path());
  QuizOptions without;
  without.exam_cache = 0;
  Fixture cached({}, account_options(), first.path());
  Fixture uncached(without, account_options(), second.path());
  CHECK(take_exam(cached, begun, [](Fixture&) {}) == take_exam(uncached, begun, [](Fixture&) {}));
}

TEST_CASE("quiz: the same answer from many threads has one effect and one receipt") {
  TemporaryFile file;
  Fixture fixture({}, account_options(), file.path());
  fixture.import_sample_bank();
  const Caller caller = fixture.caller();
  QuizState state = fixture.quiz().start(caller, {});
  for (int round = 0; round < 10; ++round) {
    const SubmitAnswer command{state.session.id, state.current->position, state.current->question, "A"};
    std::mutex mutex;
    std::vector<std::string> replies;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        std::string reply = "?";
        const std::string error = error_of([&] {
          const AnswerReceipt receipt = fixture.quiz().submit_answer(caller, command);
          reply = to_string(receipt.next.value().question);
        });
        const std::lock_guard lock(mutex);
        replies.push_back(error.empty() ? reply : error);
      });
    }
    for (std::thread& thread : threads) thread.join();
    state = fixture.quiz().state(caller, state.session.id);
    CHECK(replies == std::vector<std::string>(8, to_string(state.current->question)));
    CHECK(state.session.answered == round + 1);
  }
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM quiz_answers") == 10);
}

TEST_CASE("quiz: of two different answers at once one is accepted, the other is out of order") {
  TemporaryFile file;
  Fixture fixture({}, account_options(), file.path());
  fixture.import_sample_bank();
  const Caller caller = fixture.caller();
  QuizState state = fixture.quiz().start(caller, {});
  for (int round = 0; round < 10; ++round) {
    std::vector<std::string> errors(2);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 2; ++i) {
      threads.emplace_back([&, i] {
        const SubmitAnswer command{state.session.id, state.current->position, state.current->question,
                                   i == 0 ? "A" : "B"};
        errors[i] = error_of([&] { static_cast<void>(fixture.quiz().submit_answer(caller, command)); });
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(errors[0].empty() != errors[1].empty());
    CHECK(errors[0] + errors[1] == "conflict/answer_out_of_order");
    state = fixture.quiz().state(caller, state.session.id);
  }
}

TEST_CASE("quiz: of many starts at once one begins a sitting") {
  TemporaryFile file;
  Fixture fixture({}, account_options(), file.path());
  fixture.import_sample_bank();
  const Caller caller = fixture.caller();
  std::atomic<int> begun{0}, refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const std::string error = error_of([&] { static_cast<void>(fixture.quiz().start(caller, {})); });
      if (error.empty()) ++begun;
      if (error == "conflict/session_open") ++refused;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(begun == 1);
  CHECK(refused == 7);
}

TEST_CASE("quiz: forty candidates at once, and an import among them, all reach their result") {
  TemporaryFile file;
  QuizOptions options;
  options.blueprint = {.minimum_items = 3, .maximum_items = 5, .passing_standard = 0.0};
  Fixture fixture(options, account_options(), file.path());
  fixture.import_sample_bank();
  std::vector<Caller> callers;
  for (int i = 0; i < 40; ++i) callers.push_back(fixture.caller());
  std::vector<std::string> errors(callers.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < callers.size(); ++i) {
    threads.emplace_back([&, i] {
      errors[i] = error_of([&] {
        QuizState state = fixture.quiz().start(callers[i], {});
        if (i == 20) fixture.questions().import({{"more", ImportFormat::json, questions_json(30)}});
        for (auto next = state.current; next;) {
          next = fixture.quiz().submit_answer(callers[i], {state.session.id, next->position, next->question, "A"}).next;
        }
        static_cast<void>(fixture.quiz().result(callers[i], state.session.id));
      });
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& error : errors) CHECK(error == "");
  CHECK(count(fixture.database(), "SELECT COUNT(*) FROM quiz_results") == 40);
  CHECK_FALSE(read(fixture.database(), [](Transaction& tx) { return AuditStore(tx).first_broken(); }).has_value());
}

TEST_CASE("quiz: nothing that a candidate is given before the end holds a key, a rationale or a parameter") {
  // The types have no room for them; what is left to check is that no text carries them along.
  Fixture fixture;
  std::string json = questions_json(40);
  fixture.questions().import({{"items", ImportFormat::json, json}});
  const Caller caller = fixture.caller();
  QuizState state = fixture.quiz().start(caller, {});
  std::string seen;
  for (auto next = state.current; next;) {
    seen += next->stem + next->category;
    for (const Option& option : next->options) seen += option.id + option.text;
    next = fixture.quiz().submit_answer(caller, {state.session.id, next->position, next->question, "A"}).next;
  }
  CHECK(seen.find("canary") == std::string::npos);
  CHECK(fixture.quiz().review(caller, state.session.id)[0].question.rationale == "canary-rationale");
}
