#include "rest/question_routes.hpp"

#include <algorithm>

#include "rest/record_json.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
namespace {

using nlohmann::json;

std::string parameter(const Call& call, std::string_view name, const std::string& otherwise) {
  const auto found =
      std::find_if(call.query.begin(), call.query.end(), [&](const auto& entry) { return entry.first == name; });
  return found == call.query.end() ? otherwise : found->second;
}

}  // namespace

Response list_questions(Host& host, const Call& call) {
  const ListQuestions query = {.category = parameter(call, "category", ""),
                               .limit = std::stoi(parameter(call, "limit", "20")),
                               .offset = std::stoi(parameter(call, "offset", "0"))};
  const QuestionPage page = host.platform().questions().list(*call.caller, query);
  const CategoryCodes categories = category_codes(host.platform().questions().categories());
  const bool with_key = call.caller->role != Role::student;
  json data = json::array();
  for (const Question& question : page.questions) data.push_back(to_json(question, categories, with_key));
  return page_of(std::move(data), page.total, query.limit, query.offset);
}

Response list_categories(Host& host, const Call&) {
  json data = json::array();
  for (const Category& category : host.platform().questions().categories()) data.push_back(to_json(category));
  return ok(std::move(data));
}

}  // namespace haven::rest
