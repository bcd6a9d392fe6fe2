#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/cat/exam.hpp"
#include "haven/core/clock.hpp"
#include "haven/core/id.hpp"
#include "haven/model/question.hpp"
#include "haven/model/user.hpp"

namespace haven {

enum class QuizMode { practice, cat, timed, readiness };
enum class QuizStatus { in_progress, paused, overdue, finished, abandoned };

/// One sitting of one learner.
struct QuizSession {
  Id<QuizSession> id;
  Id<User> user;
  QuizMode mode = QuizMode::cat;
  QuizStatus status = QuizStatus::in_progress;
  cat::Blueprint blueprint;
  std::uint64_t bank_fingerprint = 0;  ///< of the items as they were when the sitting began
  std::uint64_t seed = 0;
  int answered = 0;
  std::optional<Id<Question>> current_question;
  Timestamp started_at;
  std::optional<Timestamp> deadline_at;
  std::optional<Timestamp> finished_at;
  std::int64_t row_version = 1;
};

/// One acknowledged answer.
struct QuizAnswer {
  Id<QuizSession> session;
  int position = 0;  ///< 1, 2, 3, ...
  Id<Question> question;
  int question_version = 1;
  std::string option;  ///< id of the chosen option
  bool correct = false;
  std::int64_t time_ms = 0;  ///< from presentation to answer, by the server's clock
  double theta_after = 0.0;
  double standard_error_after = 0.0;
  Timestamp created_at;
};

struct CategoryScore {
  std::string code;
  std::string name;
  int answered = 0;
  int correct = 0;
};

/// The frozen result of a finished sitting.
struct QuizResult {
  Id<QuizSession> session;
  Id<User> user;
  cat::Outcome outcome;
  int answered = 0;
  int correct = 0;
  std::vector<CategoryScore> categories;
  Timestamp frozen_at;
};

[[nodiscard]] std::string_view to_string(QuizMode mode) noexcept;
[[nodiscard]] std::optional<QuizMode> parse_quiz_mode(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(QuizStatus status) noexcept;
[[nodiscard]] std::optional<QuizStatus> parse_quiz_status(std::string_view text) noexcept;

}  // namespace haven
