#include "rest/question_routes.hpp"

#include "rest/parameters.hpp"
#include "rest/record_json.hpp"
#include "rest/reply.hpp"

namespace haven::rest {

using nlohmann::json;

Response list_questions(Host& host, const Call& call) {
  const ListQuestions query = {.category = text_parameter(call, "category").value_or(""),
                               .limit = int_parameter(call, "limit", 20),
                               .offset = int_parameter(call, "offset", 0),
                               .after = text_parameter(call, "after").value_or("")};
  const QuestionPage page = host.platform().questions().list(*call.caller, query);
  const bool with_key = call.caller->role != Role::student;
  const auto data = [&](codec::JsonWriter& out) {
    out.begin_array();
    for (std::size_t i = 0; i < page.questions.size(); ++i) write(out, page.questions[i], page.categories[i], with_key);
    out.end_array();
  };
  return page_of(data, {page.total, page.total_is_capped, query.limit, query.offset, page.next});
}

Response list_categories(Host& host, const Call&) {
  json data = json::array();
  for (const Category& category : host.platform().questions().categories()) data.push_back(to_json(category));
  return ok(data);
}

}  // namespace haven::rest
