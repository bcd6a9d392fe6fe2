#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "haven/model/question.hpp"

/// Files of questions, as people write them. docs/items.md describes both formats.
namespace haven::codec {

/// A question as read: `question.id` and `question.category` are nil, its status is live.
struct QuestionDraft {
  Question question;
  std::string category;  ///< code
  int line = 0;          ///< 1-based: where it begins
};

struct QuestionProblem {
  int line = 0;
  std::string message;  ///< names the question and the field
};

/// What one file holds. A question with a problem is not among `questions`.
struct QuestionFile {
  std::vector<QuestionDraft> questions;
  std::vector<QuestionProblem> problems;  ///< in the order of lines, at most maximum_problems
};

inline constexpr std::size_t maximum_problems = 100;

/// Reads {"items": [...]}. Never throws for what the content says: every problem is reported with the line of its
/// question. Unknown and repeated fields, wrong types, lengths and parameters out of range are problems.
[[nodiscard]] QuestionFile questions_from_json(std::string_view content);

/// Reads RFC 4180 text with a header row: code, category, stem, option_a .. option_f, key, rationale, discrimination,
/// difficulty, pseudo_guessing, upper_asymptote, calibration, tags (separated by ;), author, license, source, in any
/// order; option_c and later, and those after `difficulty`, may be left out. Lines end with LF or CRLF, a byte-order
/// mark is skipped, quoted fields may hold line breaks. Reports problems as above.
[[nodiscard]] QuestionFile questions_from_csv(std::string_view content);

}  // namespace haven::codec
