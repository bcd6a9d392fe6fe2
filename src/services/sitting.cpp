#include "services/sitting.hpp"

#include <algorithm>
#include <utility>

#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"
#include "stores/audit_store.hpp"
#include "stores/category_store.hpp"

namespace haven {
namespace {

/// The first moment at which a time limit is over.
Duration just_over(Duration limit) { return {limit.microseconds + 1}; }

Question stored_version(Transaction& tx, Id<Question> id, int version) {
  auto question = QuestionStore(tx).find_version(id, version);
  if (!question) throw Error(ErrorCode::corrupt_data, "question " + to_string(id) + " has lost a version");
  return std::move(*question);
}

void check_option(const Question& question, const std::string& option) {
  const bool known = std::any_of(question.options.begin(), question.options.end(),
                                 [&](const Option& candidate) { return candidate.id == option; });
  if (!known) throw Error(ErrorCode::invalid_argument, "option: the question has no such option", "option");
}

AuditEvent event(const QuizSession& session, Timestamp at, std::string action) {
  return {.at = at,
          .actor = session.user,
          .action = std::move(action),
          .object_type = "quiz_session",
          .object = session.id.uuid};
}

}  // namespace

StoredQuiz Sittings::own(Id<QuizSession> id, Id<User> user) {
  auto quiz = QuizStore(tx_).find(id);
  if (!quiz || quiz->session.user != user) throw Error(ErrorCode::not_found, "there is no such quiz session");
  return std::move(*quiz);
}

Sitting Sittings::begin(Id<User> user, const cat::Blueprint& blueprint, std::shared_ptr<const FrozenBank> bank) {
  StoredQuiz quiz;
  QuizSession& session = quiz.session;
  session.id = crypto::new_id<QuizSession>(now_);
  session.user = user;
  session.blueprint = blueprint;
  session.bank_fingerprint = bank->bank.fingerprint();
  session.seed = crypto::random_word();
  session.started_at = now_;
  if (blueprint.time_limit) session.deadline_at = now_ + *blueprint.time_limit;
  Sitting sitting{quiz, bank, cat::Exam(bank->bank, blueprint, session.seed)};
  follow(sitting);
  BankStore(tx_).keep(session.bank_fingerprint, bank->questions, now_);
  QuizStore(tx_).insert(sitting.quiz);
  AuditStore(tx_).append(event(session, now_, "quiz.start"));
  return sitting;
}

cat::ExamState Sittings::state_of(const StoredQuiz& quiz, const FrozenBank& bank) {
  const QuizSession& session = quiz.session;
  cat::ExamState state{session.blueprint, session.bank_fingerprint, session.seed};
  for (const StoredAnswer& stored : QuizStore(tx_).answers(session.id)) {
    const bool fits =
        stored.step.item < bank.questions.size() && bank.questions[stored.step.item].question == stored.answer.question;
    if (!fits) throw Error(ErrorCode::corrupt_data, "an answer of " + to_string(session.id) + " names another item");
    state.steps.push_back(stored.step);
  }
  if (quiz.expired_at) state.expired_at = *quiz.expired_at - session.started_at;
  return state;
}

Sitting Sittings::resume(StoredQuiz quiz) {
  const QuizSession& session = quiz.session;
  const auto bank = load_bank(tx_, caches_.banks, session.bank_fingerprint);
  if (auto cached = caches_.exams.find(session.id, session.row_version)) return {quiz, bank, std::move(*cached)};
  return {quiz, bank, cat::Exam::resume(bank->bank, state_of(quiz, *bank))};
}

bool Sittings::is_overdue(const StoredQuiz& quiz) const {
  const QuizSession& session = quiz.session;
  return session.status == QuizStatus::in_progress && session.deadline_at && now_ > *session.deadline_at;
}

StoredQuiz Sittings::settle(StoredQuiz quiz) {
  if (!is_overdue(quiz)) return quiz;
  Sitting sitting = resume(std::move(quiz));
  expire(sitting);
  return std::move(sitting.quiz);
}

/// The moment is that of the deadline, whenever the sitting is looked at again.
void Sittings::expire(Sitting& sitting) {
  sitting.exam.expire(just_over(*sitting.quiz.session.blueprint.time_limit));
  sitting.quiz.expired_at = sitting.quiz.session.started_at + *sitting.exam.state().expired_at;
  follow(sitting);
  save(sitting);
  freeze_result(sitting);
}

/// Never before the last answer, even if the clock was set back meanwhile.
Duration Sittings::elapsed(const Sitting& sitting) const {
  const Duration passed = now_ - sitting.quiz.session.started_at;
  const auto& steps = sitting.exam.steps();
  return std::max(passed, steps.empty() ? Duration{} : steps.back().at);
}

void Sittings::answer(Sitting& sitting, const std::string& option) {
  const BankQuestion entry = sitting.bank->questions[sitting.exam.next_item().value()];
  const Question question = stored_version(tx_, entry.question, entry.version);
  check_option(question, option);
  const bool correct = option == question.key;
  if (!sitting.exam.answer(correct ? irt::Response::correct : irt::Response::incorrect, elapsed(sitting))) {
    throw Error(ErrorCode::conflict, "the time of this session is over", "deadline_passed");
  }
  const StoredAnswer stored = last_answer(sitting, option, entry.version);
  follow(sitting);
  save(sitting);
  QuizStore(tx_).append(stored);
  if (sitting.exam.outcome()) freeze_result(sitting);
}

StoredAnswer Sittings::last_answer(const Sitting& sitting, const std::string& option, int version) const {
  const QuizSession& session = sitting.quiz.session;
  const cat::Step& step = sitting.exam.steps().back();
  QuizAnswer answer;
  answer.session = session.id;
  answer.position = static_cast<int>(sitting.exam.steps().size());
  answer.question = *session.current_question;
  answer.question_version = version;
  answer.option = option;
  answer.correct = step.response == irt::Response::correct;
  answer.time_ms = std::max(std::int64_t{0}, (now_ - *sitting.quiz.presented_at).microseconds / 1000);
  answer.theta_after = step.ability.theta;
  answer.standard_error_after = step.ability.standard_error;
  answer.created_at = session.started_at + step.at;
  return {answer, step};
}

/// Brings the row in line with the exam.
void Sittings::follow(Sitting& sitting) {
  QuizSession& session = sitting.quiz.session;
  session.answered = static_cast<int>(sitting.exam.steps().size());
  session.current_question.reset();
  sitting.quiz.presented_at.reset();
  if (const auto next = sitting.exam.next_item()) {
    session.current_question = sitting.bank->questions[*next].question;
    sitting.quiz.presented_at = now_;
  } else {
    session.status = QuizStatus::finished;
    session.finished_at = sitting.quiz.expired_at ? session.deadline_at : now_;
  }
}

void Sittings::save(Sitting& sitting) { QuizStore(tx_).update(sitting.quiz, sitting.exam.ability(), now_); }

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

PresentedQuestion Sittings::present(int position, Id<Question> id, int version) {
  Question question = stored_version(tx_, id, version);
  return {position, id, CategoryStore(tx_).get(question.category).code, std::move(question.stem),
          std::move(question.options)};
}

std::optional<PresentedQuestion> Sittings::current(const StoredQuiz& quiz) {
  const QuizSession& session = quiz.session;
  if (!session.current_question) return std::nullopt;
  const int version = BankStore(tx_).version_of(session.bank_fingerprint, *session.current_question);
  return present(session.answered + 1, *session.current_question, version);
}

/// The question that was on the screen when time ran out.
PresentedQuestion Sittings::present_unanswered(const StoredQuiz& quiz) {
  const auto bank = load_bank(tx_, caches_.banks, quiz.session.bank_fingerprint);
  cat::ExamState before = state_of(quiz, *bank);
  before.expired_at.reset();
  const auto item = cat::Exam::resume(bank->bank, std::move(before)).next_item();
  const BankQuestion& entry = bank->questions[item.value()];
  return present(quiz.session.answered + 1, entry.question, entry.version);
}

AnswerReceipt Sittings::receipt(const StoredQuiz& quiz, int position) {
  const QuizSession& session = quiz.session;
  AnswerReceipt receipt{session.id, position, false, std::nullopt};
  if (position < session.answered) {
    const auto next = QuizStore(tx_).find_answer(session.id, position + 1);
    receipt.next = present(position + 1, next.value().question, next->question_version);
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
