#include <memory>
#include <string>

#include "haven/services/quiz_service.hpp"

#include "services/fixture.hpp"
#include "services/spy_database.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// A quiz service whose transactions are counted, over ten questions.
struct Watched {
  Watched() { fixture.questions().import({{"items", ImportFormat::json, questions_json(10)}}); }

  /// Answers everything that is left.
  void finish(const QuizState& state) {
    auto next = state.current;
    while (next) next = quiz->submit_answer(caller, {state.session.id, next->position, next->question, "B"}).next;
  }
  void forget_counts() { spy.reads = spy.writes = 0; }

  Fixture fixture;
  SpyDatabase spy{fixture.database()};
  std::unique_ptr<QuizService> quiz = make_quiz_service(
      spy, fixture.clock,
      {.blueprint = {
           .minimum_items = 2, .maximum_items = 4, .passing_standard = 0.0, .time_limit = Duration::hours(1)}});
  Caller caller = fixture.caller();
};

}  // namespace

TEST_CASE("quiz transactions: a start reads the questions before it writes, and begins with what it has read") {
  Watched watched;
  watched.spy.before_write = [&watched] {
    watched.spy.before_write = nullptr;
    watched.fixture.questions().import({{"more", ImportFormat::json, questions_json(5, "New?", "n")}});
  };
  const QuizState state = watched.quiz->start(watched.caller, {});
  Database& database = watched.fixture.database();
  CHECK(count(database, "SELECT COUNT(*) FROM questions") == 15);
  CHECK(count(database, "SELECT n_items FROM item_banks") == 10);
  watched.finish(state);
  CHECK(watched.quiz->result(watched.caller, state.session.id).answered >= 2);
  static_cast<void>(watched.quiz->start(watched.caller, {}));
  CHECK(count(database, "SELECT MAX(n_items) FROM item_banks") == 15);
}

TEST_CASE("quiz transactions: a start that is refused writes nothing") {
  Watched watched;
  static_cast<void>(watched.quiz->start(watched.caller, {}));
  watched.forget_counts();
  CHECK(error_of([&] { watched.quiz->start(watched.caller, {}); }) == "conflict/session_open");
  CHECK(watched.spy.writes == 0);
}

TEST_CASE("quiz transactions: of two starts at once one is refused") {
  Watched watched;
  watched.spy.before_write = [&watched] {
    watched.spy.before_write = nullptr;
    static_cast<void>(watched.quiz->start(watched.caller, {}));
  };
  CHECK(error_of([&] { watched.quiz->start(watched.caller, {}); }) == "conflict/session_open");
  CHECK(count(watched.fixture.database(), "SELECT COUNT(*) FROM quiz_sessions") == 1);
}

TEST_CASE("quiz transactions: a look at a sitting is one read") {
  Watched watched;
  const QuizState state = watched.quiz->start(watched.caller, {});
  watched.forget_counts();
  static_cast<void>(watched.quiz->state(watched.caller, state.session.id));
  CHECK(watched.spy.reads == 1);
  CHECK(watched.quiz->open(watched.caller).has_value());
  CHECK(watched.spy.reads == 2);
  watched.finish(state);
  watched.forget_counts();
  static_cast<void>(watched.quiz->result(watched.caller, state.session.id));
  CHECK(watched.spy.reads == 1);
  static_cast<void>(watched.quiz->review(watched.caller, state.session.id));
  CHECK(watched.spy.reads == 2);
  CHECK(watched.spy.writes == 0);
}

TEST_CASE("quiz transactions: the look that finds the time over ends the sitting in one write") {
  Watched watched;
  const QuizState state = watched.quiz->start(watched.caller, {});
  watched.fixture.clock.advance(Duration::hours(2));
  watched.forget_counts();
  CHECK(watched.quiz->result(watched.caller, state.session.id).answered == 0);
  CHECK(watched.spy.reads == 1);
  CHECK(watched.spy.writes == 1);
}
