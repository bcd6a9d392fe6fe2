#pragma once

#include <string>
#include <vector>

#include "haven/model/question.hpp"

/// The JSON columns of a question. Readers throw Error(corrupt_data).
namespace haven {

/// {"stem": ..., "options": [{"id": ..., "text": ...}, ...]}
[[nodiscard]] std::string body_to_json(const Question& question);
void body_from_json(const std::string& text, Question& question);

/// {"option": ...}: the answer key of a question, and a learner's response to it.
[[nodiscard]] std::string choice_to_json(const std::string& option);
[[nodiscard]] std::string choice_from_json(const std::string& text);

[[nodiscard]] std::string tags_to_json(const std::vector<std::string>& tags);
[[nodiscard]] std::vector<std::string> tags_from_json(const std::string& text);

}  // namespace haven
