#include "haven/model/question.hpp"

#include "model/names.hpp"

namespace haven {
namespace {

constexpr EnumNames<QuestionStatus, 4> question_statuses{{"draft", "pretest", "live", "retired"}};
constexpr EnumNames<Calibration, 3> calibrations{{"none", "provisional", "calibrated"}};

}  // namespace

std::string_view to_string(QuestionStatus status) noexcept { return question_statuses.name(status); }
std::optional<QuestionStatus> parse_question_status(std::string_view text) noexcept {
  return question_statuses.value(text);
}

std::string_view to_string(Calibration calibration) noexcept { return calibrations.name(calibration); }
std::optional<Calibration> parse_calibration(std::string_view text) noexcept { return calibrations.value(text); }

}  // namespace haven
