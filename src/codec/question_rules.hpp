#pragma once

#include <string>
#include <vector>

#include "haven/codec/question_import.hpp"

namespace haven::codec {

/// Collects the problems of one file, and stops collecting at maximum_problems.
class ProblemList {
 public:
  void add(int line, std::string message);
  [[nodiscard]] bool full() const noexcept { return problems_.size() >= maximum_problems; }
  [[nodiscard]] std::size_t size() const noexcept { return problems_.size(); }
  /// In the order of lines.
  [[nodiscard]] std::vector<QuestionProblem> take();

 private:
  std::vector<QuestionProblem> problems_;
};

/// Reports every rule of a live question that the draft breaks, whichever file it came from: lengths, well-formed text,
/// two to six options named A, B, ..., a key among them, parameters that the platform's bank accepts.
void check_question(const QuestionDraft& draft, ProblemList& problems);

}  // namespace haven::codec
