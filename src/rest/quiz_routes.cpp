#include "rest/quiz_routes.hpp"

#include <utility>

#include "rest/errors.hpp"
#include "rest/parameters.hpp"
#include "rest/record_json.hpp"
#include "rest/reply.hpp"

namespace haven::rest {

using nlohmann::json;

namespace {

template <class Record>
WriteData written(Record record) {
  return [record = std::move(record)](codec::JsonWriter& out) { write(out, record); };
}

}  // namespace

Response start_quiz(Host& host, const Call& call) {
  const auto mode = parse_quiz_mode(call.body.at("mode").get_ref<const std::string&>());
  const QuizState state = host.platform().quiz().start(*call.caller, {.mode = *mode});
  return created(host.base_path() + "/quiz/sessions/" + to_string(state.session.id), written(state));
}

Response open_session(Host& host, const Call& call) {
  const auto open = host.platform().quiz().open(*call.caller);
  return ok([&](codec::JsonWriter& out) {
    out.begin_object().name("open");
    open ? write(out, *open) : static_cast<void>(out.null());
    out.end_object();
  });
}

Response get_session(Host& host, const Call& call) {
  return ok(written(host.platform().quiz().state(*call.caller, id_in_path<QuizSession>(call))));
}

Response current_question(Host& host, const Call& call) {
  const QuizState state = host.platform().quiz().state(*call.caller, id_in_path<QuizSession>(call));
  if (!state.current) throw ApiError("VAL_015", "the sitting has ended", {{"reason", "session_finished"}});
  return ok(written(*state.current));
}

Response submit_answer(Host& host, const Call& call) {
  const json& body = call.body;
  const SubmitAnswer command = {
      .session = id_in_path<QuizSession>(call),
      .position = body.at("position").get<int>(),
      .question = *parse_id<Question>(body.at("question_id").get_ref<const std::string&>()),
      .option = body.at("response").at("option").get<std::string>(),
  };
  return ok(written(host.platform().quiz().submit_answer(*call.caller, command)));
}

Response get_result(Host& host, const Call& call) {
  const auto id = id_in_path<QuizSession>(call);
  const QuizResult result = host.platform().quiz().result(*call.caller, id);
  return ok(to_json(result, host.platform().quiz().state(*call.caller, id).session));
}

Response get_review(Host& host, const Call& call) {
  const auto reviewed = host.platform().quiz().review(*call.caller, id_in_path<QuizSession>(call));
  const CategoryCodes categories = category_codes(host.platform().questions().categories());
  return ok([&](codec::JsonWriter& out) {
    out.begin_object().name("items").begin_array();
    for (const ReviewedAnswer& answer : reviewed) write(out, answer, categories);
    out.end_array().end_object();
  });
}

}  // namespace haven::rest
