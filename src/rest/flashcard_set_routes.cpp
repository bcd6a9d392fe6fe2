#include "rest/flashcard_input.hpp"
#include "rest/flashcard_json.hpp"
#include "rest/flashcard_routes.hpp"
#include "rest/negotiation.hpp"
#include "rest/parameters.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
namespace {

using nlohmann::json;

std::string tag_of(const Flashcard& card) { return "\"" + std::to_string(card.row_version) + "\""; }

/// The count too: a set's version does not count its cards.
std::string tag_of(const FlashcardSet& set) {
  return "\"" + std::to_string(set.row_version) + "." + std::to_string(set.cards) + "\"";
}

/// The set that the path names, in the version that the client wants to change.
FlashcardSet set_to_change(Host& host, const Call& call) {
  FlashcardSet set = flashcards(host).set(*call.caller, id_in_path<FlashcardSet>(call));
  require_match(call.head, tag_of(set));
  return set;
}

Flashcard card_to_change(Host& host, const Call& call) {
  Flashcard card = flashcards(host).card(*call.caller, id_in_path<Flashcard>(call));
  require_match(call.head, tag_of(card));
  return card;
}

/// The card as it is now; as it was, when the change has removed it.
Flashcard after_change(const std::vector<Flashcard>& cards, const Flashcard& before) {
  for (const Flashcard& card : cards)
    if (card.id == before.id) return card;
  return before;
}

}  // namespace

Response list_sets(Host& host, const Call& call) {
  const ListSets query = {.own = text_parameter(call, "own") == "true",
                          .cohort = uuid_parameter(call, "cohort"),
                          .limit = int_parameter(call, "limit", 20),
                          .offset = int_parameter(call, "offset", 0),
                          .after = text_parameter(call, "after").value_or("")};
  const SetPage page = flashcards(host).sets(*call.caller, query);
  return page_of(list_json(page.sets), {page.total, page.total_is_capped, query.limit, query.offset, page.next});
}

Response create_set(Host& host, const Call& call) {
  const FlashcardSet set = flashcards(host).create_set(*call.caller, new_set(call.body));
  return tagged(tag_of(set), created(host.base_path() + "/flashcards/sets/" + to_string(set.id), to_json(set)));
}

Response get_set(Host& host, const Call& call) {
  const FlashcardSet set = flashcards(host).set(*call.caller, id_in_path<FlashcardSet>(call));
  return tagged(tag_of(set), ok(to_json(set)));
}

Response change_set(Host& host, const Call& call) {
  const FlashcardSet before = set_to_change(host, call);
  const auto command = set_change(before.id, call.body, before.row_version);
  const FlashcardSet after = flashcards(host).update_set(*call.caller, command);
  return tagged(tag_of(after), ok(to_json(after)));
}

Response remove_set(Host& host, const Call& call) {
  const FlashcardSet before = set_to_change(host, call);
  flashcards(host).remove_set(*call.caller, before.id, before.row_version);
  if (host.media() != nullptr) host.media()->remove_all(before.id);
  return no_content();
}

Response list_cards(Host& host, const Call& call) {
  const ListCards query = {.set = id_in_path<FlashcardSet>(call),
                           .tag = text_parameter(call, "tag").value_or(""),
                           .limit = int_parameter(call, "limit", 20),
                           .after = integer_parameter(call, "after")};
  return ok(to_json(flashcards(host).cards(*call.caller, query)));
}

Response add_notes(Host& host, const Call& call) {
  const auto command = new_notes(id_in_path<FlashcardSet>(call), call.body);
  return ok(to_json(flashcards(host).add_notes(*call.caller, command)));
}

Response get_card(Host& host, const Call& call) {
  const Flashcard card = flashcards(host).card(*call.caller, id_in_path<Flashcard>(call));
  return tagged(tag_of(card), ok(to_json(card)));
}

Response change_card(Host& host, const Call& call) {
  const Flashcard before = card_to_change(host, call);
  const auto command = card_change(before.id, call.body, before.row_version);
  const auto after = flashcards(host).update_card(*call.caller, command);
  return tagged(tag_of(after_change(after, before)), ok(list_json(after)));
}

Response remove_card(Host& host, const Call& call) {
  const Flashcard before = card_to_change(host, call);
  flashcards(host).remove_card(*call.caller, before.id, before.row_version);
  return no_content();
}

Response card_from_question(Host& host, const Call& call) {
  return ok(to_json(flashcards(host).add_missed_question(*call.caller, missed_question(call.body))));
}

}  // namespace haven::rest
