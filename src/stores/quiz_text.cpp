#include "stores/quiz_text.hpp"

#include "codec/object_reader.hpp"
#include "codec/strict_json.hpp"

#include <nlohmann/json.hpp>

namespace haven {

using nlohmann::json;

std::string scores_to_json(const std::vector<CategoryScore>& scores) {
  json list = json::array();
  for (const CategoryScore& score : scores) {
    list.push_back(
        {{"code", score.code}, {"name", score.name}, {"answered", score.answered}, {"correct", score.correct}});
  }
  return list.dump();
}

std::vector<CategoryScore> scores_from_json(const std::string& text) {
  std::vector<CategoryScore> scores;
  for (const json& element : codec::parse_strict(text, ErrorCode::corrupt_data)) {
    CategoryScore& score = scores.emplace_back();
    codec::ObjectReader reader(element, "quiz_results.per_category", ErrorCode::corrupt_data);
    reader.read("code", score.code);
    reader.read("name", score.name);
    reader.read("answered", score.answered);
    reader.read("correct", score.correct);
  }
  return scores;
}

}  // namespace haven
