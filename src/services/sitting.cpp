#include "services/sitting.hpp"

#include <algorithm>
#include <utility>

#include "haven/core/error.hpp"

#include "crypto/bytes.hpp"

namespace haven {
namespace {

/// The first moment at which a time limit is over.
Duration just_over(Duration limit) { return {limit.microseconds + 1}; }

/// Never before the last answer, even if the clock was set back meanwhile.
Duration elapsed(const Sitting& sitting, Timestamp now) {
  const Duration passed = now - sitting.quiz.session.started_at;
  const auto& steps = sitting.exam.steps();
  return std::max(passed, steps.empty() ? Duration{} : steps.back().at);
}

/// Brings the row in line with the exam.
void follow(Sitting& sitting, Timestamp now) {
  QuizSession& session = sitting.quiz.session;
  session.answered = static_cast<int>(sitting.exam.steps().size());
  session.current_question.reset();
  sitting.quiz.presented_at.reset();
  if (const auto next = sitting.exam.next_item()) {
    session.current_question = sitting.bank->questions[*next].question;
    sitting.quiz.presented_at = now;
  } else {
    session.status = QuizStatus::finished;
    session.finished_at = sitting.quiz.expired_at ? session.deadline_at : now;
  }
}

/// The last step of the exam as an answer, before the row follows it.
StoredAnswer last_answer(const Sitting& sitting, const QuestionVersion& question, const std::string& option,
                         Timestamp now) {
  const QuizSession& session = sitting.quiz.session;
  const cat::Step& step = sitting.exam.steps().back();
  QuizAnswer answer;
  answer.session = session.id;
  answer.position = static_cast<int>(sitting.exam.steps().size());
  answer.question = question.question;
  answer.question_version = question.version;
  answer.option = option;
  answer.correct = step.response == irt::Response::correct;
  answer.time_ms = std::max(std::int64_t{0}, (now - *sitting.quiz.presented_at).microseconds / 1000);
  answer.theta_after = step.ability.theta;
  answer.standard_error_after = step.ability.standard_error;
  answer.created_at = session.started_at + step.at;
  return {answer, step};
}

}  // namespace

QuestionVersion Sitting::current() const {
  const BankQuestion& entry = bank->questions[exam.next_item().value()];
  return {entry.question, entry.version};
}

Sitting new_sitting(Id<User> user, const cat::Blueprint& blueprint, std::shared_ptr<const FrozenBank> bank,
                    Timestamp now) {
  StoredQuiz quiz;
  QuizSession& session = quiz.session;
  session.id = crypto::new_id<QuizSession>(now);
  session.user = user;
  session.blueprint = blueprint;
  session.bank_fingerprint = bank->fingerprint();
  session.seed = crypto::random_word();
  session.started_at = now;
  if (blueprint.time_limit) session.deadline_at = now + *blueprint.time_limit;
  cat::Exam exam(bank->plan_of(blueprint), session.seed);
  Sitting sitting{std::move(quiz), std::move(bank), std::move(exam)};
  follow(sitting, now);
  return sitting;
}

bool is_overdue(const QuizSession& session, Timestamp now) {
  return session.status == QuizStatus::in_progress && session.deadline_at && now > *session.deadline_at;
}

bool is_in_turn(const QuizSession& session, const SubmitAnswer& command) {
  return command.position == session.answered + 1 && command.question == session.current_question;
}

AnsweredSitting answer(Sitting sitting, const QuestionContent& content, const std::string& option, Timestamp now) {
  if (!content.has_option(option)) {
    throw Error(ErrorCode::invalid_argument, "option: the question has no such option", "option");
  }
  const QuestionVersion answered = sitting.current();
  const auto response = option == content.question.key ? irt::Response::correct : irt::Response::incorrect;
  if (!sitting.exam.answer(response, elapsed(sitting, now))) {
    throw Error(ErrorCode::conflict, "the time of this session is over", "deadline_passed");
  }
  StoredAnswer stored = last_answer(sitting, answered, option, now);
  follow(sitting, now);
  ++sitting.quiz.session.row_version;
  return {std::move(sitting), std::move(stored)};
}

void expire(Sitting& sitting) {
  QuizSession& session = sitting.quiz.session;
  sitting.exam.expire(just_over(*session.blueprint.time_limit));
  sitting.quiz.expired_at = session.started_at + *sitting.exam.state().expired_at;
  follow(sitting, *sitting.quiz.expired_at);
  ++session.row_version;
}

PresentedQuestion present(int position, const QuestionContent& content) {
  const Question& question = content.question;
  return {position, question.id, content.category, question.stem, question.options};
}

}  // namespace haven
