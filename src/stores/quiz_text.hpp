#pragma once

#include <string>
#include <vector>

#include "haven/model/quiz.hpp"

namespace haven {

/// [{"code": ..., "name": ..., "answered": ..., "correct": ...}, ...]
[[nodiscard]] std::string scores_to_json(const std::vector<CategoryScore>& scores);
/// Throws Error(corrupt_data).
[[nodiscard]] std::vector<CategoryScore> scores_from_json(const std::string& text);

}  // namespace haven
