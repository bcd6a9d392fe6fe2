#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "haven/core/clock.hpp"
#include "haven/core/id.hpp"
#include "haven/irt/item.hpp"
#include "haven/model/user.hpp"

namespace haven {

/// A content area of a test plan, such as a Client Needs category of the NCLEX-RN.
struct Category {
  Id<Category> id;
  std::string code;  ///< unique within the exam, e.g. "management_of_care"
  std::string name;
  std::string exam;         ///< e.g. "nclex-rn"
  double weight_min = 0.0;  ///< share of the test, 0..1
  double weight_max = 1.0;
  int sort = 0;
};

enum class QuestionStatus { draft, pretest, live, retired };
/// Where item parameters come from. Provisional ones are an author's judgement, not an estimate from responses.
enum class Calibration { none, provisional, calibrated };

struct Option {
  std::string id;  ///< "A", "B", ...
  std::string text;
};

/// A question of the bank with its key. Single best answer is the one type so far ("multiple_choice").
struct Question {
  Id<Question> id;
  std::string code;  ///< the author's unique name for it, e.g. "sample-moc-001"
  Id<Category> category;
  std::string type = "multiple_choice";
  int version = 1;
  QuestionStatus status = QuestionStatus::draft;
  std::string stem;
  std::vector<Option> options;
  std::string key;  ///< id of the correct option
  std::string rationale;
  std::optional<irt::LogisticItem> item;  ///< parameters; a live question has them
  Calibration calibration = Calibration::none;
  std::vector<std::string> tags;
  std::string author;
  std::string license;
  std::string source;
};

[[nodiscard]] std::string_view to_string(QuestionStatus status) noexcept;
[[nodiscard]] std::optional<QuestionStatus> parse_question_status(std::string_view text) noexcept;
[[nodiscard]] std::string_view to_string(Calibration calibration) noexcept;
[[nodiscard]] std::optional<Calibration> parse_calibration(std::string_view text) noexcept;

}  // namespace haven
