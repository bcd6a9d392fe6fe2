#include "haven/services/quiz_service.hpp"

#include <map>
#include <string>
#include <vector>

#include "services/fixture.hpp"
#include "stores/audit_store.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

/// Two to four questions, an hour.
QuizOptions short_exam() {
  QuizOptions options;
  options.blueprint = {.minimum_items = 2,
                       .maximum_items = 4,
                       .passing_standard = 0.0,
                       .stop_when_confident = false,
                       .time_limit = Duration::hours(1)};
  return options;
}

/// A short exam over a small bank, begun.
struct BegunQuiz {
  BegunQuiz() : fixture(short_exam()) {
    fixture.questions().import({{"items", ImportFormat::json, questions_json(10)}});
    caller = fixture.caller();
    state = fixture.quiz().start(caller, {});
  }

  SubmitAnswer answer_to(const PresentedQuestion& question, const std::string& option = "B") const {
    return {state.session.id, question.position, question.question, option};
  }
  AnswerReceipt submit(const SubmitAnswer& command) { return fixture.quiz().submit_answer(caller, command); }
  std::string submit_error(const SubmitAnswer& command) {
    return error_of([&] { static_cast<void>(submit(command)); });
  }
  /// Answers every question that is left with `option`.
  void finish(const std::string& option = "B") {
    std::optional<PresentedQuestion> next = fixture.quiz().state(caller, state.session.id).current;
    while (next) {
      fixture.clock.advance(Duration::seconds(30));
      next = submit(answer_to(*next, option)).next;
    }
  }

  Fixture fixture;
  Caller caller;
  QuizState state;
};

bool same(const std::optional<PresentedQuestion>& a, const std::optional<PresentedQuestion>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  const auto texts = [](const PresentedQuestion& question) {
    std::string all = question.stem + "|" + question.category;
    for (const Option& option : question.options) all += "|" + option.id + option.text;
    return all;
  };
  return a->position == b->position && a->question == b->question && texts(*a) == texts(*b);
}

bool same(const AnswerReceipt& a, const AnswerReceipt& b) {
  return a.session == b.session && a.position == b.position && a.finished == b.finished && same(a.next, b.next);
}

}  // namespace

TEST_CASE("quiz: a sitting begins with its first question, which stays until it is answered") {
  BegunQuiz begun;
  CHECK(begun.state.session.status == QuizStatus::in_progress);
  CHECK(begun.state.session.answered == 0);
  REQUIRE(begun.state.current.has_value());
  CHECK(begun.state.current->position == 1);
  CHECK(begun.state.current->category == "management_of_care");
  CHECK(begun.state.current->options.size() == 2);
  CHECK(same(begun.fixture.quiz().state(begun.caller, begun.state.session.id).current, begun.state.current));
  CHECK(begun.fixture.quiz().open(begun.caller)->session.id == begun.state.session.id);
}

TEST_CASE("quiz: an accepted answer brings the next question") {
  BegunQuiz begun;
  const AnswerReceipt receipt = begun.submit(begun.answer_to(*begun.state.current));
  CHECK(receipt.position == 1);
  CHECK_FALSE(receipt.finished);
  REQUIRE(receipt.next.has_value());
  CHECK(receipt.next->position == 2);
  CHECK(receipt.next->question != begun.state.current->question);
  const QuizState state = begun.fixture.quiz().state(begun.caller, begun.state.session.id);
  CHECK(state.session.answered == 1);
  CHECK(same(state.current, receipt.next));
}

TEST_CASE("quiz: the same answer again gives the same receipt, whenever it comes") {
  BegunQuiz begun;
  std::vector<std::pair<SubmitAnswer, AnswerReceipt>> sent;
  std::optional<PresentedQuestion> next = begun.state.current;
  while (next) {
    const SubmitAnswer command = begun.answer_to(*next, next->position % 2 == 0 ? "A" : "B");
    sent.emplace_back(command, begun.submit(command));
    CHECK(same(begun.submit(command), sent.back().second));
    next = sent.back().second.next;
  }
  REQUIRE(sent.size() == 4);
  CHECK(sent.back().second.finished);
  begun.fixture.clock.advance(Duration::days(2));
  for (const auto& [command, receipt] : sent) CHECK(same(begun.submit(command), receipt));
  CHECK(count(begun.fixture.database(), "SELECT COUNT(*) FROM quiz_answers") == 4);
}

TEST_CASE("quiz: the receipt of the last answer stays the same when time runs out after it") {
  BegunQuiz begun;
  const SubmitAnswer command = begun.answer_to(*begun.state.current);
  const AnswerReceipt receipt = begun.submit(command);
  begun.fixture.clock.advance(Duration::hours(2));
  CHECK(begun.fixture.quiz().state(begun.caller, begun.state.session.id).session.status == QuizStatus::finished);
  CHECK(same(begun.submit(command), receipt));
}

TEST_CASE("quiz: another answer to an answered position is out of order") {
  BegunQuiz begun;
  const SubmitAnswer command = begun.answer_to(*begun.state.current, "B");
  const AnswerReceipt receipt = begun.submit(command);
  CHECK(begun.submit_error(begun.answer_to(*begun.state.current, "A")) == "conflict/answer_out_of_order");
  SubmitAnswer other = command;
  other.question = receipt.next->question;
  CHECK(begun.submit_error(other) == "conflict/answer_out_of_order");
  CHECK(same(begun.submit(command), receipt));
}

TEST_CASE("quiz: positions and questions out of turn are refused") {
  BegunQuiz begun;
  SubmitAnswer command = begun.answer_to(*begun.state.current);
  for (const int position : {0, -1, 2, 1000}) {
    command.position = position;
    CHECK(begun.submit_error(command) == "conflict/answer_out_of_order");
  }
  command.position = 1;
  command.question = {};
  CHECK(begun.submit_error(command) == "conflict/answer_out_of_order");
  CHECK(count(begun.fixture.database(), "SELECT COUNT(*) FROM quiz_answers") == 0);
}

TEST_CASE("quiz: an option that the question does not have is refused and nothing is stored") {
  BegunQuiz begun;
  for (const char* option : {"C", "", "b", "AB"}) {
    CHECK(begun.submit_error(begun.answer_to(*begun.state.current, option)) == "invalid_argument/option");
  }
  CHECK(begun.fixture.quiz().state(begun.caller, begun.state.session.id).session.answered == 0);
  CHECK(begun.submit_error(begun.answer_to(*begun.state.current)) == "");
}

TEST_CASE("quiz: only one sitting at a time, another after its end") {
  BegunQuiz begun;
  const auto start = [&] { static_cast<void>(begun.fixture.quiz().start(begun.caller, {})); };
  CHECK(error_of(start) == "conflict/session_open");
  begun.finish();
  CHECK_FALSE(begun.fixture.quiz().open(begun.caller).has_value());
  CHECK(error_of(start) == "");
}

TEST_CASE("quiz: without live questions, and in other modes, none is started") {
  Fixture fixture(short_exam());
  const Caller caller = fixture.caller();
  CHECK(error_of([&] { fixture.quiz().start(caller, {}); }) == "conflict/empty_bank");
  fixture.questions().import({{"items", ImportFormat::json, questions_json(10)}});
  for (const QuizMode mode : {QuizMode::practice, QuizMode::timed, QuizMode::readiness}) {
    CHECK(error_of([&] { fixture.quiz().start(caller, {mode}); }) == "invalid_argument/mode");
  }
  CHECK(error_of([&] { fixture.quiz().start(caller, {}); }) == "");
}

TEST_CASE("quiz: a sitting of another user, and one that never was, are not found") {
  BegunQuiz begun;
  const Caller other = begun.fixture.caller();
  const Id<QuizSession> id = begun.state.session.id;
  QuizService& quiz = begun.fixture.quiz();
  CHECK(error_of([&] { quiz.state(other, id); }) == "not_found/");
  CHECK(error_of([&] { quiz.submit_answer(other, begun.answer_to(*begun.state.current)); }) == "not_found/");
  CHECK(error_of([&] { quiz.result(other, id); }) == "not_found/");
  CHECK(error_of([&] { quiz.review(other, id); }) == "not_found/");
  CHECK_FALSE(quiz.open(other).has_value());
  CHECK(error_of([&] { quiz.state(begun.caller, {}); }) == "not_found/");
}

TEST_CASE("quiz: result and review wait for the end") {
  BegunQuiz begun;
  const Id<QuizSession> id = begun.state.session.id;
  CHECK(error_of([&] { begun.fixture.quiz().result(begun.caller, id); }) == "conflict/session_in_progress");
  CHECK(error_of([&] { begun.fixture.quiz().review(begun.caller, id); }) == "conflict/session_in_progress");
}

TEST_CASE("quiz: a finished sitting takes no more answers") {
  BegunQuiz begun;
  begun.finish();
  SubmitAnswer command = begun.answer_to(*begun.state.current);
  command.position = 5;
  CHECK(begun.submit_error(command) == "conflict/session_finished");
}

TEST_CASE("quiz: the result is frozen with decision, scores and evidence") {
  BegunQuiz begun;
  begun.finish("B");
  const QuizResult result = begun.fixture.quiz().result(begun.caller, begun.state.session.id);
  CHECK(result.answered == 4);
  CHECK(result.correct == 4);
  CHECK(result.outcome.decision == cat::Decision::pass);
  CHECK(result.outcome.reason == cat::StopReason::maximum_length);
  CHECK(result.outcome.items == 4);
  CHECK(result.outcome.elapsed == Duration::seconds(120));
  REQUIRE(result.categories.size() == 1);
  CHECK(result.categories[0].name == "Management of Care");
  CHECK(result.categories[0].answered == 4);
  CHECK(result.categories[0].correct == 4);
  begun.fixture.clock.advance(Duration::days(1));
  CHECK(begun.fixture.quiz().result(begun.caller, begun.state.session.id).frozen_at == result.frozen_at);
}

TEST_CASE("quiz: the review shows each answer with the question as it was, key and rationale") {
  BegunQuiz begun;
  begun.finish("A");
  begun.fixture.questions().import({{"items", ImportFormat::json, questions_json(10, "Quite another stem?")}});
  const auto review = begun.fixture.quiz().review(begun.caller, begun.state.session.id);
  REQUIRE(review.size() == 4);
  for (std::size_t i = 0; i < review.size(); ++i) {
    CHECK(review[i].answer.position == static_cast<int>(i) + 1);
    CHECK(review[i].answer.option == "A");
    CHECK_FALSE(review[i].answer.correct);
    CHECK(review[i].answer.time_ms == 30'000);
    CHECK(review[i].answer.standard_error_after > 0.0);
    CHECK(review[i].question.version == 1);
    CHECK(review[i].question.stem == "Which?");
    CHECK(review[i].question.key == "B");
    CHECK(review[i].question.rationale == "canary-rationale");
  }
}

TEST_CASE("quiz: an answer at the deadline counts, one just after it ends the sitting") {
  BegunQuiz begun;
  begun.fixture.clock.advance(Duration::hours(1));
  const AnswerReceipt receipt = begun.submit(begun.answer_to(*begun.state.current));
  begun.fixture.clock.advance(Duration{1});
  CHECK(begun.submit_error(begun.answer_to(*receipt.next)) == "conflict/deadline_passed");
  CHECK(begun.submit_error(begun.answer_to(*receipt.next)) == "conflict/session_finished");
  const QuizResult result = begun.fixture.quiz().result(begun.caller, begun.state.session.id);
  CHECK(result.answered == 1);
  CHECK(result.outcome.reason == cat::StopReason::minimum_not_met);
  CHECK(result.outcome.decision == cat::Decision::fail);
}

TEST_CASE("quiz: time runs out whoever looks, and the result does not depend on when") {
  std::vector<std::function<void(BegunQuiz&)>> looks{
      [](BegunQuiz& begun) { static_cast<void>(begun.fixture.quiz().state(begun.caller, begun.state.session.id)); },
      [](BegunQuiz& begun) { static_cast<void>(begun.fixture.quiz().result(begun.caller, begun.state.session.id)); },
      [](BegunQuiz& begun) { static_cast<void>(begun.fixture.quiz().review(begun.caller, begun.state.session.id)); },
      [](BegunQuiz& begun) { CHECK_FALSE(begun.fixture.quiz().open(begun.caller).has_value()); },
      [](BegunQuiz& begun) { static_cast<void>(begun.fixture.quiz().start(begun.caller, {})); },
  };
  Duration later = Duration::hours(2);
  for (const auto& look : looks) {
    BegunQuiz begun;
    begun.fixture.clock.advance(later);
    later = {later.microseconds * 2};
    look(begun);
    const QuizState state = begun.fixture.quiz().state(begun.caller, begun.state.session.id);
    CHECK(state.session.status == QuizStatus::finished);
    CHECK(state.session.finished_at == begun.state.session.deadline_at);
    CHECK_FALSE(state.current.has_value());
    const QuizResult result = begun.fixture.quiz().result(begun.caller, begun.state.session.id);
    CHECK(result.outcome.elapsed == Duration{Duration::hours(1).microseconds + 1});
    CHECK(result.answered == 0);
  }
}

TEST_CASE("quiz: questions imported in the middle change nothing in a running sitting") {
  BegunQuiz begun;
  const std::string before = begun.state.current->stem;
  const AnswerReceipt first = begun.submit(begun.answer_to(*begun.state.current));
  begun.fixture.questions().import({{"changed", ImportFormat::json, questions_json(10, "Quite another stem?")},
                                    {"more", ImportFormat::json, questions_json(50, "New?", "n")}});
  transact(begun.fixture.database(),
           [](Transaction& tx) { tx.prepare("UPDATE questions SET status = 'retired' WHERE code < 'q005'")->step(); });
  std::optional<PresentedQuestion> next = begun.fixture.quiz().state(begun.caller, begun.state.session.id).current;
  CHECK(same(next, first.next));
  while (next) {
    CHECK(next->stem == before);
    next = begun.submit(begun.answer_to(*next)).next;
  }
  CHECK(begun.fixture.quiz().result(begun.caller, begun.state.session.id).answered == 4);
  CHECK(begun.fixture.quiz().start(begun.caller, {}).current->stem != before);
}

TEST_CASE("quiz: a clock that is set back does no harm") {
  BegunQuiz begun;
  begun.fixture.clock.advance(Duration::minutes(30));
  const AnswerReceipt first = begun.submit(begun.answer_to(*begun.state.current));
  begun.fixture.clock.advance({-Duration::minutes(45).microseconds});
  CHECK(begun.submit_error(begun.answer_to(*first.next)) == "");
  begun.finish();
  const auto review = begun.fixture.quiz().review(begun.caller, begun.state.session.id);
  CHECK(review.size() == 4);
  CHECK(review[1].answer.time_ms == 0);
}

TEST_CASE("quiz: start and end of a sitting stand in the audit log") {
  BegunQuiz begun;
  begun.finish();
  CHECK(count(begun.fixture.database(), "SELECT COUNT(*) FROM audit_logs WHERE action = 'quiz.start'") == 1);
  CHECK(count(begun.fixture.database(), "SELECT COUNT(*) FROM audit_logs WHERE action = 'quiz.finish'") == 1);
  CHECK_FALSE(
      read(begun.fixture.database(), [](Transaction& tx) { return AuditStore(tx).first_broken(); }).has_value());
}

TEST_CASE("quiz: a blueprint that breaks its rules is refused when the service is made") {
  QuizOptions options;
  options.blueprint.minimum_items = 0;
  CHECK(error_of([&] { const Fixture fixture(options); }) != "");
}
