#include "haven/services/quiz_service.hpp"

#include <utility>

#include "haven/core/error.hpp"

#include "services/sitting.hpp"

namespace haven {
namespace {

Error conflict(const std::string& message, std::string reason) {
  return {ErrorCode::conflict, message, std::move(reason)};
}
Error session_open() { return conflict("a session is in progress", "session_open"); }
Error session_finished() { return conflict("the session has ended", "session_finished"); }
Error session_in_progress() { return conflict("the session is in progress", "session_in_progress"); }
Error deadline_passed() { return conflict("the time of this session is over", "deadline_passed"); }
Error answer_out_of_order() { return conflict("another question is to be answered now", "answer_out_of_order"); }

/// The same answer as the one that was accepted?
void check_same(const QuizAnswer& accepted, const SubmitAnswer& command) {
  const bool same = accepted.question == command.question && accepted.option == command.option;
  if (!same) throw conflict("this position has another answer", "answer_out_of_order");
}

class Quizzes final : public QuizService {
 public:
  Quizzes(Database& database, const Clock& clock, QuizOptions options)
      : database_(database),
        clock_(clock),
        options_(std::move(options)),
        caches_{BankCache(), ExamCache(options_.exam_cache)} {
    cat::validate(options_.blueprint);
  }

  QuizState start(const Caller& caller, const StartQuiz& command) override;
  QuizState state(const Caller& caller, Id<QuizSession> id) override;
  std::optional<QuizState> open(const Caller& caller) override;
  AnswerReceipt submit_answer(const Caller& caller, const SubmitAnswer& command) override;
  QuizResult result(const Caller& caller, Id<QuizSession> id) override;
  std::vector<ReviewedAnswer> review(const Caller& caller, Id<QuizSession> id) override;

 private:
  /// What came of a submission, decided inside the transaction and told after its commit.
  struct Submission {
    bool too_late = false;
    AnswerReceipt receipt;
    std::optional<Sitting> sitting;  ///< as it is now, when the answer is new
  };

  [[nodiscard]] Submission submit(Transaction& tx, const Caller& caller, const SubmitAnswer& command, Timestamp now);
  [[nodiscard]] std::shared_ptr<const FrozenBank> bank_for(const Caller& caller, Timestamp now);
  void remember(const Sitting& sitting);
  [[nodiscard]] QuizState state_of(Transaction& tx, const StoredQuiz& quiz);
  template <class Look>
  [[nodiscard]] auto look_at(const Caller& caller, Id<QuizSession> id, Look look);

  Database& database_;
  const Clock& clock_;
  QuizOptions options_;
  QuizCaches caches_;
};

void Quizzes::remember(const Sitting& sitting) {
  const QuizSession& session = sitting.quiz.session;
  if (session.status == QuizStatus::in_progress) {
    caches_.exams.keep(session.id, session.row_version, sitting.exam);
  } else {
    caches_.exams.forget(session.id);
  }
}

/// What a start needs to know, without keeping writers waiting. Questions imported after this are for the next sitting.
std::shared_ptr<const FrozenBank> Quizzes::bank_for(const Caller& caller, Timestamp now) {
  auto questions = read(database_, [&](Transaction& tx) {
    const auto open = QuizStore(tx).find_open(caller.user);
    if (open && !Sittings(tx, caches_, now).is_overdue(*open)) throw session_open();
    return QuestionStore(tx).live();
  });
  return prepare_bank(std::move(questions), caches_.banks);
}

QuizState Quizzes::start(const Caller& caller, const StartQuiz& command) {
  if (command.mode != QuizMode::cat) throw Error(ErrorCode::invalid_argument, "mode: only cat is offered", "mode");
  const Timestamp now = clock_.now();
  const auto bank = bank_for(caller, now);
  QuizState state;
  const Sitting sitting = transact(database_, [&](Transaction& tx) {
    Sittings sittings(tx, caches_, now);
    if (auto open = QuizStore(tx).find_open(caller.user)) {
      if (sittings.settle(std::move(*open)).session.status == QuizStatus::in_progress) throw session_open();
    }
    Sitting begun = sittings.begin(caller.user, options_.blueprint, bank);
    state = {begun.quiz.session, sittings.current(begun.quiz)};
    return begun;
  });
  remember(sitting);
  return state;
}

QuizState Quizzes::state_of(Transaction& tx, const StoredQuiz& quiz) {
  return {quiz.session, Sittings(tx, caches_, clock_.now()).current(quiz)};
}

/// What `look` sees in the caller's sitting, in one transaction. Most calls find the time not over, and only read.
template <class Look>
auto Quizzes::look_at(const Caller& caller, Id<QuizSession> id, Look look) {
  const Timestamp now = clock_.now();
  using Seen = decltype(look(std::declval<Transaction&>(), std::declval<const StoredQuiz&>()));
  auto seen = read(database_, [&](Transaction& tx) -> std::optional<Seen> {
    Sittings sittings(tx, caches_, now);
    const StoredQuiz quiz = sittings.own(id, caller.user);
    if (sittings.is_overdue(quiz)) return std::nullopt;
    return look(tx, quiz);
  });
  if (seen) return std::move(*seen);
  auto seen_at_the_end = transact(database_, [&](Transaction& tx) {
    Sittings sittings(tx, caches_, now);
    return look(tx, sittings.settle(sittings.own(id, caller.user)));
  });
  caches_.exams.forget(id);
  return seen_at_the_end;
}

QuizState Quizzes::state(const Caller& caller, Id<QuizSession> id) {
  return look_at(caller, id, [&](Transaction& tx, const StoredQuiz& quiz) { return state_of(tx, quiz); });
}

std::optional<QuizState> Quizzes::open(const Caller& caller) {
  const Timestamp now = clock_.now();
  std::optional<Id<QuizSession>> overdue;
  auto open = read(database_, [&](Transaction& tx) -> std::optional<QuizState> {
    const auto quiz = QuizStore(tx).find_open(caller.user);
    if (!quiz) return std::nullopt;
    if (!Sittings(tx, caches_, now).is_overdue(*quiz)) return state_of(tx, *quiz);
    overdue = quiz->session.id;
    return std::nullopt;
  });
  if (overdue) static_cast<void>(state(caller, *overdue));  // ends it
  return open;
}

Quizzes::Submission Quizzes::submit(Transaction& tx, const Caller& caller, const SubmitAnswer& command, Timestamp now) {
  Sittings sittings(tx, caches_, now);
  StoredQuiz quiz = sittings.own(command.session, caller.user);
  if (command.position >= 1 && command.position <= quiz.session.answered) {
    check_same(QuizStore(tx).find_answer(command.session, command.position).value(), command);
    return {false, sittings.receipt(quiz, command.position), std::nullopt};
  }
  if (quiz.session.status != QuizStatus::in_progress) throw session_finished();
  Sitting sitting = sittings.resume(std::move(quiz));
  if (sittings.is_overdue(sitting.quiz)) {
    sittings.expire(sitting);
    return {true, {}, std::move(sitting)};
  }
  const QuizSession& session = sitting.quiz.session;
  const bool in_turn = command.position == session.answered + 1 && command.question == session.current_question;
  if (!in_turn) throw answer_out_of_order();
  sittings.answer(sitting, command.option);
  return {false, sittings.receipt(sitting.quiz, command.position), std::move(sitting)};
}

AnswerReceipt Quizzes::submit_answer(const Caller& caller, const SubmitAnswer& command) {
  const Timestamp now = clock_.now();
  Submission submission = transact(database_, [&](Transaction& tx) { return submit(tx, caller, command, now); });
  if (submission.sitting) remember(*submission.sitting);
  if (submission.too_late) throw deadline_passed();
  return std::move(submission.receipt);
}

QuizResult Quizzes::result(const Caller& caller, Id<QuizSession> id) {
  return look_at(caller, id, [](Transaction& tx, const StoredQuiz& quiz) {
    auto result = QuizStore(tx).find_result(quiz.session.id);
    if (!result) throw session_in_progress();
    return std::move(*result);
  });
}

std::vector<ReviewedAnswer> Quizzes::review(const Caller& caller, Id<QuizSession> id) {
  return look_at(caller, id, [](Transaction& tx, const StoredQuiz& quiz) {
    if (quiz.session.status != QuizStatus::finished) throw session_in_progress();
    std::vector<ReviewedAnswer> reviewed;
    for (const StoredAnswer& stored : QuizStore(tx).answers(quiz.session.id)) {
      const QuizAnswer& answer = stored.answer;
      reviewed.push_back({answer, QuestionStore(tx).find_version(answer.question, answer.question_version).value()});
    }
    return reviewed;
  });
}

}  // namespace

std::unique_ptr<QuizService> make_quiz_service(Database& database, const Clock& clock, QuizOptions options) {
  return std::make_unique<Quizzes>(database, clock, std::move(options));
}

}  // namespace haven
