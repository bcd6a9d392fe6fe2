#include <memory>
#include <optional>
#include <string>
#include <vector>

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
  void forget_counts() {
    spy.reads = spy.writes = 0;
    spy.statements.clear();
  }
  /// The first words of the statements since the counts were forgotten.
  [[nodiscard]] std::vector<std::string> verbs() const {
    std::vector<std::string> words;
    for (const std::string& sql : spy.statements) words.push_back(sql.substr(0, sql.find(' ')));
    return words;
  }
  [[nodiscard]] SubmitAnswer answer_to(const QuizState& state) const {
    return {state.session.id, state.current->position, state.current->question, "B"};
  }

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

TEST_CASE("quiz transactions: an answer in a sitting that is known and unchanged is one write of two statements") {
  Watched watched;
  const QuizState state = watched.quiz->start(watched.caller, {});
  static_cast<void>(watched.quiz->state(watched.caller, state.session.id));
  for (QuizState now = state; now.session.answered < 2;) {
    const SubmitAnswer command = watched.answer_to(now);
    watched.forget_counts();
    static_cast<void>(watched.quiz->submit_answer(watched.caller, command));
    CHECK(watched.spy.writes == 1);
    CHECK(watched.spy.reads <= 1);  // for the next question, when it is seen for the first time
    const auto verbs = watched.verbs();
    REQUIRE(verbs.size() >= 2);
    CHECK(std::vector(verbs.end() - 2, verbs.end()) == std::vector<std::string>{"UPDATE", "INSERT"});
    now = watched.quiz->state(watched.caller, state.session.id);
  }
}

TEST_CASE("quiz transactions: an answer in a sitting that is not known here takes the same way, from the rows") {
  Watched watched;
  const QuizState state = watched.quiz->start(watched.caller, {});
  const auto other = make_quiz_service(watched.spy, watched.fixture.clock, {});
  const AnswerReceipt receipt = other->submit_answer(watched.caller, watched.answer_to(state));
  CHECK(receipt.next.has_value());
  CHECK(watched.quiz->state(watched.caller, state.session.id).current->question == receipt.next->question);
}

TEST_CASE("quiz transactions: processes that take turns with a sitting agree on every step") {
  Watched watched;
  const auto other = make_quiz_service(watched.spy, watched.fixture.clock, {});
  const QuizState state = watched.quiz->start(watched.caller, {});
  std::vector<QuizService*> nodes{watched.quiz.get(), other.get()};
  std::optional<PresentedQuestion> next = state.current;
  for (int round = 0; next; ++round) {
    QuizService& node = *nodes[static_cast<std::size_t>(round) % 2];
    QuizService& stale = *nodes[static_cast<std::size_t>(round + 1) % 2];
    const SubmitAnswer command{state.session.id, next->position, next->question, round % 3 == 0 ? "A" : "B"};
    const AnswerReceipt receipt = node.submit_answer(watched.caller, command);
    // The other knows an older version, in which this answer would be in turn: it must not be taken twice.
    const AnswerReceipt again = stale.submit_answer(watched.caller, command);
    CHECK(again.finished == receipt.finished);
    CHECK(again.next.has_value() == receipt.next.has_value());
    SubmitAnswer different = command;
    different.option = command.option == "A" ? "B" : "A";
    CHECK(error_of([&] { stale.submit_answer(watched.caller, different); }) == "conflict/answer_out_of_order");
    different.option = "no such option";
    CHECK(error_of([&] { stale.submit_answer(watched.caller, different); }) == "conflict/answer_out_of_order");
    if (receipt.next) {
      CHECK(again.next->question == receipt.next->question);
      CHECK(stale.state(watched.caller, state.session.id).current->question == receipt.next->question);
    }
    next = receipt.next;
  }
  CHECK(count(watched.fixture.database(), "SELECT COUNT(*) FROM quiz_answers") ==
        watched.quiz->result(watched.caller, state.session.id).answered);
  CHECK(other->result(watched.caller, state.session.id).answered >= 2);
}

TEST_CASE("quiz transactions: a sitting that is gone is not found, though it is known here") {
  Watched watched;
  const QuizState state = watched.quiz->start(watched.caller, {});
  transact(watched.fixture.database(), [](Transaction& tx) { tx.prepare("DELETE FROM quiz_sessions")->step(); });
  CHECK(error_of([&] { watched.quiz->submit_answer(watched.caller, watched.answer_to(state)); }) == "not_found/");
  CHECK(error_of([&] { static_cast<void>(watched.quiz->state(watched.caller, state.session.id)); }) == "not_found/");
}

TEST_CASE("quiz transactions: nothing is refused because of what is known here of an older version") {
  Watched watched;
  const QuizState state = watched.quiz->start(watched.caller, {});
  const auto other = make_quiz_service(watched.spy, watched.fixture.clock, {});
  const AnswerReceipt first = other->submit_answer(watched.caller, watched.answer_to(state));
  const SubmitAnswer second{state.session.id, 2, first.next->question, "B"};
  CHECK(error_of([&] { static_cast<void>(watched.quiz->submit_answer(watched.caller, second)); }) == "");
}

TEST_CASE("quiz transactions: a start reads only versions while the questions are those of the bank in memory") {
  Watched watched;
  watched.finish(watched.quiz->start(watched.caller, {}));
  watched.forget_counts();
  watched.finish(watched.quiz->start(watched.caller, {}));
  for (const std::string& sql : watched.spy.statements) CHECK(sql.find("ORDER BY code") == std::string::npos);
  // Exactly what is live counts: an exam gets no question that is not, whoever changed that, and in which way.
  const auto change = [&](const char* sql) {
    transact(watched.fixture.database(), [&](Transaction& tx) { tx.prepare(sql)->step(); });
    watched.fixture.clock.advance(Duration::seconds(1));  // so that the new sitting has the highest id
    watched.finish(watched.quiz->start(watched.caller, {}));
    return count(watched.fixture.database(),
                 "SELECT n_items FROM item_banks WHERE fingerprint = (SELECT bank_fingerprint FROM quiz_sessions "
                 "ORDER BY id DESC LIMIT 1)");
  };
  CHECK(change("UPDATE questions SET status = 'retired' WHERE code = 'q003'") == 9);
  CHECK(change("UPDATE questions SET status = 'live' WHERE code = 'q003'") == 10);
  CHECK(change("UPDATE questions SET status = 'pretest' WHERE code > 'q005'") == 5);
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
