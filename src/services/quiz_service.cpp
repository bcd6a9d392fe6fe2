#include "haven/services/quiz_service.hpp"

#include <utility>

#include "haven/core/error.hpp"

#include "services/sittings.hpp"
#include "stores/question_store.hpp"
#include "stores/sql.hpp"

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
      : database_(database), clock_(clock), options_(std::move(options)), caches_(options_.exam_cache) {
    cat::validate(options_.blueprint);
  }

  QuizState start(const Caller& caller, const StartQuiz& command) override;
  QuizState state(const Caller& caller, Id<QuizSession> id) override;
  std::optional<QuizState> open(const Caller& caller) override;
  AnswerReceipt submit_answer(const Caller& caller, const SubmitAnswer& command) override;
  QuizResult result(const Caller& caller, Id<QuizSession> id) override;
  std::vector<ReviewedAnswer> review(const Caller& caller, Id<QuizSession> id) override;

 private:
  /// An answer that was scored on the sitting as it was last known, before any transaction.
  struct Foreseen {
    AnsweredSitting answered;
    AnswerReceipt receipt;
  };
  /// What came of a submission, decided inside the transaction and told after its commit.
  struct Submission {
    bool too_late = false;
    AnswerReceipt receipt;
    std::optional<Sitting> sitting;  ///< as it is now, when the answer is new
  };

  [[nodiscard]] std::optional<Foreseen> foresee(const Caller& caller, const SubmitAnswer& command, Timestamp now);
  [[nodiscard]] Submission submit(Transaction& tx, const Caller& caller, const SubmitAnswer& command, Timestamp now);
  [[nodiscard]] std::shared_ptr<const QuestionContent> content(const QuestionVersion& question);
  [[nodiscard]] std::shared_ptr<const FrozenBank> bank_for(const Caller& caller, Timestamp now);
  void remember(Sitting sitting);
  [[nodiscard]] QuizState state_of(Transaction& tx, const StoredQuiz& quiz);
  template <class Look>
  [[nodiscard]] auto look_at(const Caller& caller, Id<QuizSession> id, Look look);

  Database& database_;
  const Clock& clock_;
  QuizOptions options_;
  QuizCaches caches_;
};

void Quizzes::remember(Sitting sitting) {
  const QuizSession& session = sitting.quiz.session;
  const Id<QuizSession> id = session.id;
  if (session.status != QuizStatus::in_progress) return caches_.sittings.forget(id);
  caches_.sittings.keep(id, std::make_shared<const Sitting>(std::move(sitting)));
}

/// What a start needs to know, without keeping writers waiting. Questions imported after this are for the next sitting.
std::shared_ptr<const FrozenBank> Quizzes::bank_for(const Caller& caller, Timestamp now) {
  std::shared_ptr<const FrozenBank> present;
  auto questions = read(database_, [&](Transaction& tx) {
    const auto open = QuizStore(tx).find_open(caller.user);
    if (open && !is_overdue(open->session, now)) throw session_open();
    QuestionStore live(tx);
    present = caches_.banks.find(live.live_versions());
    return present ? std::vector<BankQuestion>() : live.live();
  });
  return present ? present : prepare_bank(std::move(questions), caches_.banks);
}

QuizState Quizzes::start(const Caller& caller, const StartQuiz& command) {
  if (command.mode != QuizMode::cat) throw Error(ErrorCode::invalid_argument, "mode: only cat is offered", "mode");
  const Timestamp now = clock_.now();
  const auto bank = bank_for(caller, now);
  QuizState state;
  Sitting sitting = transact(database_, [&](Transaction& tx) {
    Sittings sittings(tx, caches_, now);
    if (auto open = QuizStore(tx).find_open(caller.user)) {
      if (sittings.settle(std::move(*open)).session.status == QuizStatus::in_progress) throw session_open();
    }
    Sitting begun = sittings.begin(caller.user, options_.blueprint, bank);
    state = {begun.quiz.session, sittings.current(begun.quiz)};
    return begun;
  });
  remember(std::move(sitting));
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
    if (is_overdue(quiz.session, now)) return std::nullopt;
    return look(tx, quiz);
  });
  if (seen) return std::move(*seen);
  auto seen_at_the_end = transact(database_, [&](Transaction& tx) {
    Sittings sittings(tx, caches_, now);
    return look(tx, sittings.settle(sittings.own(id, caller.user)));
  });
  caches_.sittings.forget(id);
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
    if (!is_overdue(quiz->session, now)) return state_of(tx, *quiz);
    overdue = quiz->session.id;
    return std::nullopt;
  });
  if (overdue) static_cast<void>(state(caller, *overdue));  // ends it
  return open;
}

std::shared_ptr<const QuestionContent> Quizzes::content(const QuestionVersion& question) {
  if (auto known = caches_.contents.find(question)) return known;
  return read(database_, [&](Transaction& tx) { return caches_.contents.load(tx, question); });
}

/// Scoring and the choice of the next item need no transaction, so that others write meanwhile; whether the sitting was
/// still as it is known here shows when the answer is stored. Nothing is refused on this ground: then it is nullopt.
std::optional<Quizzes::Foreseen> Quizzes::foresee(const Caller& caller, const SubmitAnswer& command, Timestamp now) {
  const auto sitting = caches_.sittings.find(command.session).value_or(nullptr);
  if (!sitting || sitting->quiz.session.user != caller.user) return std::nullopt;
  const QuizSession& session = sitting->quiz.session;
  if (is_overdue(session, now) || !is_in_turn(session, command)) return std::nullopt;
  const auto question = content(sitting->current());
  if (!question->has_option(command.option)) return std::nullopt;
  AnswerReceipt receipt{command.session, command.position, true, std::nullopt};
  AnsweredSitting answered = answer(*sitting, *question, command.option, now);
  if (answered.sitting.exam.next_item()) {
    receipt.finished = false;
    receipt.next = present(command.position + 1, *content(answered.sitting.current()));
  }
  return Foreseen{std::move(answered), std::move(receipt)};
}

/// The same from the rows of the database.
Quizzes::Submission Quizzes::submit(Transaction& tx, const Caller& caller, const SubmitAnswer& command, Timestamp now) {
  Sittings sittings(tx, caches_, now);
  StoredQuiz quiz = sittings.own(command.session, caller.user);
  if (command.position >= 1 && command.position <= quiz.session.answered) {
    check_same(QuizStore(tx).find_answer(command.session, command.position).value(), command);
    return {false, sittings.receipt(quiz, command.position), std::nullopt};
  }
  if (quiz.session.status != QuizStatus::in_progress) throw session_finished();
  Sitting sitting = sittings.resume(std::move(quiz));
  if (is_overdue(sitting.quiz.session, now)) {
    sittings.expire(sitting);
    return {true, {}, std::move(sitting)};
  }
  if (!is_in_turn(sitting.quiz.session, command)) throw answer_out_of_order();
  const auto question = caches_.contents.load(tx, sitting.current());
  AnsweredSitting answered = answer(std::move(sitting), *question, command.option, now);
  if (!sittings.store(answered)) throw lost_race("sitting");
  return {false, sittings.receipt(answered.sitting.quiz, command.position), std::move(answered.sitting)};
}

AnswerReceipt Quizzes::submit_answer(const Caller& caller, const SubmitAnswer& command) {
  const Timestamp now = clock_.now();
  auto foreseen = foresee(caller, command, now);
  auto submission = transact(database_, [&](Transaction& tx) -> std::optional<Submission> {
    if (foreseen && Sittings(tx, caches_, now).store(foreseen->answered)) return std::nullopt;
    return submit(tx, caller, command, now);
  });
  if (!submission) {
    remember(std::move(foreseen->answered.sitting));
    return std::move(foreseen->receipt);
  }
  if (submission->sitting) remember(std::move(*submission->sitting));
  if (submission->too_late) throw deadline_passed();
  return std::move(submission->receipt);
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
