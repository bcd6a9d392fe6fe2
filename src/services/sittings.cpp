#include "services/sittings.hpp"

#include <utility>

#include "haven/core/error.hpp"

#include "stores/audit_store.hpp"
#include "stores/bank_store.hpp"
#include "stores/sql.hpp"

namespace haven {
namespace {

AuditEvent event(const QuizSession& session, Timestamp at, std::string action) {
  return {.at = at,
          .actor = session.user,
          .action = std::move(action),
          .object_type = "quiz_session",
          .object = session.id.uuid};
}

}  // namespace

std::shared_ptr<const Sitting> Sittings::known(Id<QuizSession> id, std::int64_t row_version) {
  auto sitting = caches_.sittings.find(id).value_or(nullptr);
  if (sitting && sitting->quiz.session.row_version != row_version) return nullptr;
  return sitting;
}

StoredQuiz Sittings::own(Id<QuizSession> id, Id<User> user) {
  const auto not_found = [] { return Error(ErrorCode::not_found, "there is no such quiz session"); };
  const auto version = QuizStore(tx_).row_version(id);
  if (!version) throw not_found();
  const auto sitting = known(id, *version);
  StoredQuiz quiz = sitting ? sitting->quiz : QuizStore(tx_).find(id).value();
  if (quiz.session.user != user) throw not_found();
  return quiz;
}

Sitting Sittings::begin(Id<User> user, const cat::Blueprint& blueprint, std::shared_ptr<const FrozenBank> bank) {
  Sitting sitting = new_sitting(user, blueprint, std::move(bank), now_);
  const QuizSession& session = sitting.quiz.session;
  BankStore(tx_).keep(session.bank_fingerprint, sitting.bank->questions, now_);
  QuizStore(tx_).insert(sitting.quiz);
  AuditStore(tx_).append(event(session, now_, "quiz.start"));
  return sitting;
}

/// The exam from its stored answers.
cat::Exam Sittings::rebuild(const StoredQuiz& quiz, const FrozenBank& bank, std::optional<Duration> expired_at) {
  const QuizSession& session = quiz.session;
  cat::ExamState state{session.blueprint, session.bank_fingerprint, session.seed};
  for (const StoredAnswer& stored : QuizStore(tx_).answers(session.id)) {
    const bool fits =
        stored.step.item < bank.questions.size() && bank.questions[stored.step.item].question == stored.answer.question;
    if (!fits) throw Error(ErrorCode::corrupt_data, "an answer of " + to_string(session.id) + " names another item");
    state.steps.push_back(stored.step);
  }
  state.expired_at = expired_at;
  return cat::Exam::resume(bank.plan_of(session.blueprint), std::move(state));
}

Sitting Sittings::resume(StoredQuiz quiz) {
  const QuizSession& session = quiz.session;
  if (const auto sitting = known(session.id, session.row_version)) return *sitting;
  auto bank = load_bank(tx_, caches_.banks, session.bank_fingerprint);
  std::optional<Duration> expired_at;
  if (quiz.expired_at) expired_at = *quiz.expired_at - session.started_at;
  cat::Exam exam = rebuild(quiz, *bank, expired_at);
  return {std::move(quiz), std::move(bank), std::move(exam)};
}

bool Sittings::save(const Sitting& sitting) {
  return QuizStore(tx_).update(sitting.quiz, sitting.exam.ability(), now_);
}

bool Sittings::store(const AnsweredSitting& answered) {
  if (!save(answered.sitting)) return false;
  QuizStore(tx_).append(answered.answer);
  if (answered.sitting.exam.outcome()) freeze_result(answered.sitting);
  return true;
}

void Sittings::expire(Sitting& sitting) {
  haven::expire(sitting);
  if (!save(sitting)) throw lost_race("sitting");
  freeze_result(sitting);
}

StoredQuiz Sittings::settle(StoredQuiz quiz) {
  if (!is_overdue(quiz.session, now_)) return quiz;
  Sitting sitting = resume(std::move(quiz));
  expire(sitting);
  return std::move(sitting.quiz);
}

void Sittings::freeze_result(const Sitting& sitting) {
  const QuizSession& session = sitting.quiz.session;
  QuizResult result;
  result.session = session.id;
  result.user = session.user;
  result.outcome = sitting.exam.outcome().value();
  result.answered = session.answered;
  result.categories = QuizStore(tx_).category_scores(session.id);
  for (const CategoryScore& score : result.categories) result.correct += score.correct;
  result.frozen_at = now_;
  QuizStore(tx_).insert_result(result);
  AuditStore(tx_).append(event(session, now_, "quiz.finish"));
}

PresentedQuestion Sittings::present_version(int position, const QuestionVersion& question) {
  return present(position, *caches_.contents.load(tx_, question));
}

std::optional<PresentedQuestion> Sittings::current(const StoredQuiz& quiz) {
  const QuizSession& session = quiz.session;
  if (!session.current_question) return std::nullopt;
  if (const auto sitting = known(session.id, session.row_version)) {
    return present_version(session.answered + 1, sitting->current());
  }
  const int version = BankStore(tx_).version_of(session.bank_fingerprint, *session.current_question);
  return present_version(session.answered + 1, {*session.current_question, version});
}

/// The question that was on the screen when time ran out.
PresentedQuestion Sittings::present_unanswered(const StoredQuiz& quiz) {
  const auto bank = load_bank(tx_, caches_.banks, quiz.session.bank_fingerprint);
  const auto item = rebuild(quiz, *bank, std::nullopt).next_item();
  const BankQuestion& entry = bank->questions[item.value()];
  return present_version(quiz.session.answered + 1, {entry.question, entry.version});
}

AnswerReceipt Sittings::receipt(const StoredQuiz& quiz, int position) {
  const QuizSession& session = quiz.session;
  AnswerReceipt receipt{session.id, position, false, std::nullopt};
  if (position < session.answered) {
    const QuizAnswer next = QuizStore(tx_).find_answer(session.id, position + 1).value();
    receipt.next = present_version(position + 1, {next.question, next.question_version});
  } else if (session.current_question) {
    receipt.next = current(quiz);
  } else if (quiz.expired_at) {
    receipt.next = present_unanswered(quiz);
  } else {
    receipt.finished = true;
  }
  return receipt;
}

}  // namespace haven
