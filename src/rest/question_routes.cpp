#include "rest/question_routes.hpp"

#include "rest/parameters.hpp"
#include "rest/record_json.hpp"
#include "rest/reply.hpp"

namespace haven::rest {

using nlohmann::json;

Response list_questions(Host& host, const Call& call) {
  const ListQuestions query = {.category = text_parameter(call, "category").value_or(""),
                               .limit = int_parameter(call, "limit", 20),
                               .offset = int_parameter(call, "offset", 0)};
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
