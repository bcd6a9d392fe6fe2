#pragma once

#include <map>
#include <string>

#include "haven/model/user.hpp"
#include "haven/services/account_service.hpp"
#include "haven/services/question_service.hpp"
#include "haven/services/quiz_service.hpp"

#include "codec/json_writer.hpp"

#include <nlohmann/json.hpp>

/// The JSON form of what services return, as the named schemas say.
namespace haven::rest {

/// Codes of categories by id, for records that hold the id.
using CategoryCodes = std::map<Id<Category>, std::string>;
[[nodiscard]] CategoryCodes category_codes(const std::vector<Category>& categories);

[[nodiscard]] nlohmann::json to_json(const User& user);
[[nodiscard]] nlohmann::json to_json(const TokenPair& tokens);
[[nodiscard]] nlohmann::json to_json(const Category& category);
[[nodiscard]] nlohmann::json to_json(const QuizResult& result, const QuizSession& session);

// What candidates ask for all the time is written straight to text.
void write(codec::JsonWriter& out, const PresentedQuestion& question);
void write(codec::JsonWriter& out, const QuizState& state);
void write(codec::JsonWriter& out, const AnswerReceipt& receipt);
void write(codec::JsonWriter& out, const ReviewedAnswer& reviewed, const CategoryCodes& categories);
/// Key, rationale and parameters only when `with_key`. `category` is the code.
void write(codec::JsonWriter& out, const Question& question, const std::string& category, bool with_key);

}  // namespace haven::rest
