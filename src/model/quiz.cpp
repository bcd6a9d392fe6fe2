#include "haven/model/quiz.hpp"

#include "model/names.hpp"

namespace haven {
namespace {

constexpr EnumNames<QuizMode, 4> modes{{"practice", "cat", "timed", "readiness"}};
constexpr EnumNames<QuizStatus, 5> quiz_statuses{{"in_progress", "paused", "overdue", "finished", "abandoned"}};

}  // namespace

std::string_view to_string(QuizMode mode) noexcept { return modes.name(mode); }
std::optional<QuizMode> parse_quiz_mode(std::string_view text) noexcept { return modes.value(text); }

std::string_view to_string(QuizStatus status) noexcept { return quiz_statuses.name(status); }
std::optional<QuizStatus> parse_quiz_status(std::string_view text) noexcept { return quiz_statuses.value(text); }

}  // namespace haven
