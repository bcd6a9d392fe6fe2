#include "rest/flashcard_input.hpp"
#include "rest/flashcard_json.hpp"
#include "rest/flashcard_routes.hpp"
#include "rest/parameters.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
namespace {

/// In the order of the words that the route table lists.
QueueOrder order_of(const std::string& word) {
  if (word == "retrievability_ascending") return QueueOrder::retrievability_ascending;
  if (word == "retrievability_descending") return QueueOrder::retrievability_descending;
  if (word == "relative_overdueness") return QueueOrder::relative_overdueness;
  if (word == "difficulty_ascending") return QueueOrder::difficulty_ascending;
  if (word == "difficulty_descending") return QueueOrder::difficulty_descending;
  if (word == "random") return QueueOrder::random;
  if (word == "exam_gain") return QueueOrder::exam_gain;
  return QueueOrder::due;
}

}  // namespace

Response get_queue(Host& host, const Call& call) {
  const QueueQuery query = {.set = id_parameter<FlashcardSet>(call, "set"),
                            .order = order_of(text_parameter(call, "order").value_or("due")),
                            .limit = int_parameter(call, "limit", 20),
                            .after = text_parameter(call, "after").value_or(""),
                            .preview = text_parameter(call, "preview") != "false",
                            .exam = time_parameter(call, "exam_at")};
  return ok(to_json(flashcards(host).queue(*call.caller, query)));
}

Response submit_reviews(Host& host, const Call& call) {
  return ok(list_json(flashcards(host).review_batch(*call.caller, submitted_reviews(call.body))));
}

Response undo_review(Host& host, const Call& call) {
  return ok(to_json(flashcards(host).undo(*call.caller, undo_of(call.body))));
}

Response get_progress(Host& host, const Call& call) {
  return ok(to_json(flashcards(host).progress(*call.caller, id_in_path<Flashcard>(call))));
}

Response get_answer_previews(Host& host, const Call& call) {
  return ok(list_json(flashcards(host).preview(*call.caller, id_in_path<Flashcard>(call))));
}

Response get_due_reason(Host& host, const Call& call) {
  return ok(to_json(flashcards(host).why_due(*call.caller, id_in_path<Flashcard>(call))));
}

Response get_history(Host& host, const Call& call) {
  return ok(list_json(flashcards(host).history(*call.caller, id_in_path<Flashcard>(call))));
}

Response mark_cards(Host& host, const Call& call) {
  return ok(list_json(flashcards(host).mark(*call.caller, marks(call.body))));
}

Response reset_card(Host& host, const Call& call) {
  const auto card = id_in_path<Flashcard>(call);
  return ok(to_json(flashcards(host).reset(*call.caller, uuid_in(call.body, "id"), card)));
}

Response apply_schedule(Host& host, const Call& call) {
  return ok({{"scheduled", flashcards(host).apply_schedule(*call.caller, schedule_plan(call.body))}});
}

Response undo_schedule(Host& host, const Call& call) {
  return ok({{"undone", flashcards(host).undo_schedule(*call.caller, uuid_in(call.body, "batch"))}});
}

}  // namespace haven::rest
