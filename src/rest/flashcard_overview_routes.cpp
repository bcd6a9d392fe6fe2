#include "rest/flashcard_input.hpp"
#include "rest/flashcard_json.hpp"
#include "rest/flashcard_routes.hpp"
#include "rest/parameters.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
namespace {

HistoryQuery history_query(const Call& call) {
  return {.set = id_parameter<FlashcardSet>(call, "set"),
          .first_day = integer_parameter(call, "first_day"),
          .last_day = integer_parameter(call, "last_day")};
}

}  // namespace

Response get_stats(Host& host, const Call& call) {
  const HistoryQuery query = history_query(call);
  FlashcardService& service = flashcards(host);
  return ok({{"counts", to_json(service.counts(*call.caller, {query.set}))},
             {"true_retention", to_json(service.true_retention(*call.caller, query))},
             {"calibration", to_json(service.calibration(*call.caller, query))},
             {"daily", list_json(service.daily_counts(*call.caller, query))}});
}

Response get_forecast(Host& host, const Call& call) {
  const ForecastQuery query = {.set = id_parameter<FlashcardSet>(call, "set"), .days = int_parameter(call, "days", 30)};
  return ok(to_json(flashcards(host).forecast(*call.caller, query)));
}

Response get_knowledge(Host& host, const Call& call) {
  const ScopeQuery query = {.set = id_parameter<FlashcardSet>(call, "set")};
  return ok(list_json(flashcards(host).knowledge(*call.caller, query)));
}

Response get_leeches(Host& host, const Call& call) {
  const ScopeQuery query = {.set = id_parameter<FlashcardSet>(call, "set")};
  return ok(list_json(flashcards(host).leeches(*call.caller, query)));
}

Response get_preset(Host& host, const Call& call) {
  return ok(to_json(flashcards(host).preset(*call.caller, std::nullopt)));
}

Response put_preset(Host& host, const Call& call) {
  return ok(to_json(flashcards(host).set_preset(*call.caller, {std::nullopt, study_preset(call.body)})));
}

Response get_set_preset(Host& host, const Call& call) {
  return ok(to_json(flashcards(host).preset(*call.caller, id_in_path<FlashcardSet>(call))));
}

Response put_set_preset(Host& host, const Call& call) {
  const SetPreset command = {id_in_path<FlashcardSet>(call), study_preset(call.body)};
  return ok(to_json(flashcards(host).set_preset(*call.caller, command)));
}

Response remove_set_preset(Host& host, const Call& call) {
  flashcards(host).remove_preset(*call.caller, id_in_path<FlashcardSet>(call));
  return no_content();
}

}  // namespace haven::rest
