#include "stores/quiz_store.hpp"

#include <limits>

#include "stores/bank_store.hpp"
#include "stores/fixture.hpp"

#include <doctest/doctest.h>

using namespace haven;
using namespace haven::test;

namespace {

constexpr std::uint64_t fingerprint = 0x8000000000000001ULL;

/// A database with one user, one question, its bank, and a sitting that has begun.
struct Fixture {
  Fixture() : database(fresh_database()) {
    transact(*database, [&](Transaction& tx) {
      const StoredUser owner = user("ada@example.org");
      UserStore(tx).insert(owner);
      const Question first = question(tx, "q1");
      QuestionStore(tx).insert(first, now);
      BankStore(tx).keep(fingerprint, QuestionStore(tx).live(), now);
      quiz.session.id = crypto::new_id<QuizSession>(now);
      quiz.session.user = owner.user.id;
      quiz.session.blueprint.passing_standard = 1.0 / 3.0;
      quiz.session.bank_fingerprint = fingerprint;
      quiz.session.seed = 0xFFFFFFFFFFFFFFFFULL;
      quiz.session.current_question = first.id;
      quiz.session.started_at = now;
      quiz.session.deadline_at = now + Duration::hours(1);
      quiz.presented_at = now;
      QuizStore(tx).insert(quiz);
    });
  }

  StoredAnswer answer() const {
    StoredAnswer stored;
    stored.answer = {quiz.session.id,           1, *quiz.session.current_question, 1, "B", true, 1500, 0.0, 0.0,
                     now + Duration::seconds(2)};
    stored.step = {0,
                   irt::Response::correct,
                   Duration::seconds(2),
                   {.theta = 0.1 + 0.2, .standard_error = 0.9},
                   irt::Estimator::eap};
    return stored;
  }

  std::unique_ptr<Database> database;
  StoredQuiz quiz;
};

}  // namespace

TEST_CASE("quiz store: a sitting comes back as it was stored, all 64 bits of its seed") {
  Fixture fixture;
  read(*fixture.database, [&](Transaction& tx) {
    const auto found = QuizStore(tx).find(fixture.quiz.session.id);
    REQUIRE(found.has_value());
    CHECK(found->session.seed == 0xFFFFFFFFFFFFFFFFULL);
    CHECK(found->session.bank_fingerprint == fingerprint);
    CHECK(found->session.blueprint == fixture.quiz.session.blueprint);
    CHECK(found->session.deadline_at == fixture.quiz.session.deadline_at);
    CHECK(found->presented_at == now);
    CHECK(QuizStore(tx).find_open(fixture.quiz.session.user)->session.id == fixture.quiz.session.id);
  });
}

TEST_CASE("quiz store: a user has one open adaptive sitting") {
  Fixture fixture;
  StoredQuiz second = fixture.quiz;
  second.session.id = crypto::new_id<QuizSession>(now);
  CHECK(reason_of([&] { transact(*fixture.database, [&](Transaction& tx) { QuizStore(tx).insert(second); }); }) ==
        "conflict/unique");
}

TEST_CASE("quiz store: an update is refused unless the row is in the version before") {
  Fixture fixture;
  transact(*fixture.database, [&](Transaction& tx) {
    QuizStore quizzes(tx);
    StoredQuiz next = fixture.quiz;
    next.session.answered = 1;
    next.session.row_version = 2;
    CHECK(quizzes.update(next, {.theta = 0.5, .standard_error = 0.7}, now));
    CHECK(quizzes.row_version(next.session.id) == 2);
    for (const std::int64_t version : {1, 2, 4}) {
      next.session.row_version = version;
      CHECK_FALSE(quizzes.update(next, {}, now));
    }
    CHECK(quizzes.find(next.session.id)->session.row_version == 2);
    CHECK(quizzes.find(next.session.id)->session.answered == 1);
    CHECK_FALSE(quizzes.row_version({}).has_value());
  });
}

TEST_CASE("quiz store: a sitting that ends comes back with its end, and no question to answer") {
  Fixture fixture;
  transact(*fixture.database, [&](Transaction& tx) {
    QuizStore quizzes(tx);
    StoredQuiz ended = fixture.quiz;
    ended.session.status = QuizStatus::finished;
    ended.session.current_question.reset();
    ended.presented_at.reset();
    ended.expired_at = now + Duration::minutes(61);
    ended.session.finished_at = ended.session.deadline_at;
    ended.session.row_version = 2;
    CHECK(quizzes.update(ended, {}, now));
    CHECK_FALSE(quizzes.update(ended, {}, now));
    const auto found = quizzes.find(ended.session.id);
    REQUIRE(found.has_value());
    CHECK(found->session.status == QuizStatus::finished);
    CHECK(found->session.finished_at == ended.session.deadline_at);
    CHECK(found->expired_at == ended.expired_at);
    CHECK_FALSE(found->session.current_question.has_value());
    CHECK_FALSE(found->presented_at.has_value());
    CHECK_FALSE(quizzes.find_open(ended.session.user).has_value());
  });
}

TEST_CASE("quiz store: an answer comes back with its step, every bit of it, and its place is taken") {
  Fixture fixture;
  const StoredAnswer stored = fixture.answer();
  transact(*fixture.database, [&](Transaction& tx) {
    QuizStore quizzes(tx);
    quizzes.append(stored);
    const auto answers = quizzes.answers(fixture.quiz.session.id);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].step == stored.step);
    CHECK(answers[0].answer.theta_after == stored.step.ability.theta);
    CHECK(answers[0].answer.option == "B");
    CHECK(answers[0].answer.time_ms == 1500);
    CHECK(quizzes.find_answer(fixture.quiz.session.id, 1)->correct);
    CHECK_FALSE(quizzes.find_answer(fixture.quiz.session.id, 2).has_value());
    CHECK(reason_of([&] { quizzes.append(stored); }) == "conflict/unique");
  });
}

TEST_CASE("quiz store: a result comes back as it was frozen, infinities too") {
  Fixture fixture;
  QuizResult result;
  result.session = fixture.quiz.session.id;
  result.user = fixture.quiz.session.user;
  result.outcome.decision = cat::Decision::fail;
  result.outcome.reason = cat::StopReason::minimum_not_met;
  result.outcome.interval_upper = std::numeric_limits<double>::infinity();
  result.categories = {{"code", "Name \"quoted\"", 3, 2}};
  result.answered = 3;
  result.correct = 2;
  result.frozen_at = now;
  result.outcome.ability.theta = 0.25;
  transact(*fixture.database, [&](Transaction& tx) {
    CHECK_FALSE(QuizStore(tx).find_result(result.session).has_value());
    QuizStore(tx).insert_result(result);
    const auto found = QuizStore(tx).find_result(result.session);
    REQUIRE(found.has_value());
    CHECK(found->outcome == result.outcome);
    CHECK(found->correct == 2);
    REQUIRE(found->categories.size() == 1);
    CHECK(found->categories[0].name == "Name \"quoted\"");
    CHECK(found->frozen_at == now);
  });
}
