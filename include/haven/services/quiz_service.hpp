#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "haven/cat/blueprint.hpp"
#include "haven/core/clock.hpp"
#include "haven/model/quiz.hpp"
#include "haven/model/user.hpp"
#include "haven/storage/database.hpp"

namespace haven {

struct QuizOptions {
  /// The adaptive exam that POST /quiz/sessions starts. The default is modelled on the length and confidence rule of
  /// the NCLEX, scaled to a small bank.
  cat::Blueprint blueprint = {
      .minimum_items = 30, .maximum_items = 75, .passing_standard = 0.0, .time_limit = Duration::hours(5)};
  std::size_t exam_cache = 10'000;  ///< rebuilt exams kept in memory; only speed
};

/// A question as a candidate sees it: no key, no rationale, no parameters.
struct PresentedQuestion {
  int position = 0;  ///< 1-based
  Id<Question> question;
  std::string category;  ///< code
  std::string stem;
  std::vector<Option> options;
};

struct StartQuiz {
  QuizMode mode = QuizMode::cat;
};

struct SubmitAnswer {
  Id<QuizSession> session;
  int position = 0;
  Id<Question> question;
  std::string option;  ///< id of the chosen option
};

/// What a candidate may know of a sitting: no ability, no correctness, before its end.
struct QuizState {
  QuizSession session;
  std::optional<PresentedQuestion> current;  ///< absent once finished
};

/// The reply to an accepted answer; the same for the same answer sent again, whenever.
struct AnswerReceipt {
  Id<QuizSession> session;
  int position = 0;
  bool finished = false;  ///< this answer ended the exam
  std::optional<PresentedQuestion> next;
};

struct ReviewedAnswer {
  QuizAnswer answer;
  Question question;  ///< as it was answered, with key and rationale
};

/// Adaptive exams taken on the platform. Thread-safe. Every operation is one transaction; a sitting of another user is
/// not_found. Time limits are enforced by the server's clock whenever a sitting is touched.
class QuizService {
 public:
  virtual ~QuizService() = default;

  /// Starts a sitting. Throws conflict (reason "session_open") when one is in progress, and (reason "empty_bank")
  /// without live questions; invalid_argument for a mode that is not offered.
  virtual QuizState start(const Caller& caller, const StartQuiz& command) = 0;
  virtual QuizState state(const Caller& caller, Id<QuizSession> session) = 0;
  /// The sitting of the caller that is in progress, if any.
  virtual std::optional<QuizState> open(const Caller& caller) = 0;

  /// Durable before it returns. The same answer again gives the same receipt. Throws conflict: another answer to an
  /// answered position or a position or question out of turn ("answer_out_of_order"), a finished sitting
  /// ("session_finished"), time over ("deadline_passed"; the sitting is then finished); invalid_argument for an option
  /// that the question does not have.
  virtual AnswerReceipt submit_answer(const Caller& caller, const SubmitAnswer& command) = 0;

  /// Throws conflict (reason "session_in_progress") before the end.
  virtual QuizResult result(const Caller& caller, Id<QuizSession> session) = 0;
  /// Every answer with key and rationale, in order. Throws conflict (reason "session_in_progress") before the end.
  virtual std::vector<ReviewedAnswer> review(const Caller& caller, Id<QuizSession> session) = 0;
};

[[nodiscard]] std::unique_ptr<QuizService> make_quiz_service(Database& database, const Clock& clock,
                                                             QuizOptions options);

}  // namespace haven
