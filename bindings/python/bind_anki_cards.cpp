#include <optional>
#include <string>
#include <utility>

#include "bind_anki.hpp"
#include "enumeration_names.hpp"
#include "exam_values.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

constexpr Names<anki::CardType, 4> card_types = {{{{anki::CardType::fresh, "fresh"},
                                                   {anki::CardType::learning, "learning"},
                                                   {anki::CardType::review, "review"},
                                                   {anki::CardType::relearning, "relearning"}}}};
constexpr Names<anki::CardQueue, 8> card_queues = {{{{anki::CardQueue::manually_buried, "manually_buried"},
                                                     {anki::CardQueue::sibling_buried, "sibling_buried"},
                                                     {anki::CardQueue::suspended, "suspended"},
                                                     {anki::CardQueue::fresh, "fresh"},
                                                     {anki::CardQueue::learning, "learning"},
                                                     {anki::CardQueue::review, "review"},
                                                     {anki::CardQueue::day_learning, "day_learning"},
                                                     {anki::CardQueue::preview, "preview"}}}};
constexpr Names<anki::ReviewKind, 6> review_kinds = {{{{anki::ReviewKind::learning, "learning"},
                                                       {anki::ReviewKind::review, "review"},
                                                       {anki::ReviewKind::relearning, "relearning"},
                                                       {anki::ReviewKind::filtered, "filtered"},
                                                       {anki::ReviewKind::manual, "manual"},
                                                       {anki::ReviewKind::rescheduled, "rescheduled"}}}};

using Memory = std::optional<std::pair<double, double>>;

anki::Card make_card(std::int64_t id, std::int64_t note, std::int64_t deck, int ordinal, const py::object& modified,
                     const std::string& type, const std::string& queue, std::int64_t due, int interval, int ease,
                     int reviews, int lapses, int steps_left, int flag, const Memory& memory,
                     std::optional<double> desired_retention, std::optional<double> decay,
                     const py::object& last_review, std::optional<std::int64_t> position, std::string custom_data) {
  anki::Card card;
  card.id = id;
  card.note = note;
  card.deck = deck;
  card.ordinal = ordinal;
  card.modified = to_timestamp(modified, "modified");
  card.type = card_types.parse(type, "type");
  card.queue = card_queues.parse(queue, "queue");
  card.due = due;
  card.interval = interval;
  card.ease = ease;
  card.reviews = reviews;
  card.lapses = lapses;
  card.steps_left = steps_left;
  card.flag = flag;
  if (memory) card.memory = anki::FsrsMemory{memory->first, memory->second};
  card.desired_retention = desired_retention;
  card.decay = decay;
  if (!last_review.is_none()) card.last_review = to_timestamp(last_review, "last_review");
  card.position = position;
  card.custom_data = std::move(custom_data);
  return card;
}

void bind_card_of_package(py::module_& module) {
  using anki::Card;
  py::class_<Card> card(module, "Card", py::is_final(), "A card as Anki has scheduled it. Immutable.");
  card.def(py::init(&make_card), "id"_a, "note"_a, "deck"_a, py::kw_only(), "ordinal"_a = 0, "modified"_a = 0,
           "type"_a = "fresh", "queue"_a = "fresh", "due"_a = 0, "interval"_a = 0, "ease"_a = 0, "reviews"_a = 0,
           "lapses"_a = 0, "steps_left"_a = 0, "flag"_a = 0, "memory"_a = py::none(),
           "desired_retention"_a = py::none(), "decay"_a = py::none(), "last_review"_a = py::none(),
           "position"_a = py::none(), "custom_data"_a = "", R"(
note, deck: their ids. ordinal: of the template; of a cloze note the number of the deletion, less one.
type: "fresh", "learning", "review" or "relearning".
queue: "fresh", "learning", "review", "day_learning", "preview", "suspended", "sibling_buried" or "manually_buried".
due: of a fresh card its place among them; else see due_at(). interval: days.
ease: factor of SM-2 in thousandths; 0 for none. memory: (stability, difficulty) where FSRS was on.
)");
  card.def_readonly("id", &Card::id, "Of the package.");
  card.def_readonly("note", &Card::note, "The id of its Note.");
  card.def_readonly("deck", &Card::deck, "The id of its Deck.");
  card.def_readonly("ordinal", &Card::ordinal, "Of the template, or of the deletion.");
  card.def_property_readonly(
      "modified", [](const Card& self) { return seconds_of(self.modified); }, "Seconds.");
  card.def_property_readonly(
      "type", [](const Card& self) { return card_types.text(self.type); }, "Where it is on its way.");
  card.def_property_readonly(
      "queue", [](const Card& self) { return card_queues.text(self.queue); }, "Where it waits, or why it does not.");
  card.def_readonly("due", &Card::due, "As Anki counts it.");
  card.def_readonly("interval", &Card::interval, "Days.");
  card.def_readonly("ease", &Card::ease, "Thousandths; 0 for none.");
  card.def_readonly("reviews", &Card::reviews, "How many.");
  card.def_readonly("lapses", &Card::lapses, "How many.");
  card.def_readonly("steps_left", &Card::steps_left, "Of learning.");
  card.def_readonly("flag", &Card::flag, "1 to 7; 0 for none.");
  card.def_property_readonly(
      "memory",
      [](const Card& self) {
        return self.memory ? Memory({self.memory->stability, self.memory->difficulty}) : std::nullopt;
      },
      "(stability, difficulty) where FSRS was on.");
  card.def_readonly("desired_retention", &Card::desired_retention, "What the last interval aimed at.");
  card.def_readonly("decay", &Card::decay, "Of the forgetting curve.");
  card.def_property_readonly(
      "last_review", [](const Card& self) { return seconds_of(self.last_review); }, "Seconds.");
  card.def_readonly("position", &Card::position, "`due` as it was when the card was fresh.");
  card.def_readonly("custom_data", &Card::custom_data, "Of add-ons: a JSON object, or nothing.");
  def_equal(card);
  card.def("__repr__", [](const py::object& self) {
    return describe(self, {"id", "note", "type", "queue", "due", "interval"});
  });
}

void bind_review_of_package(py::module_& module) {
  using Entry = anki::ReviewLogEntry;
  py::class_<Entry> entry(module, "ReviewLogEntry", py::is_final(), "One line of the review log. Immutable.");
  entry.def(py::init([](const py::object& at, std::int64_t card, int rating, const std::string& kind, int interval,
                        int last_interval, int ease, const py::object& duration) {
              return Entry{to_timestamp(at, "at"),
                           card,
                           rating,
                           review_kinds.parse(kind, "kind"),
                           interval,
                           last_interval,
                           ease,
                           to_length(duration, "duration")};
            }),
            "at"_a, "card"_a, py::kw_only(), "rating"_a = 0, "kind"_a = "learning", "interval"_a = 0,
            "last_interval"_a = 0, "ease"_a = 0, "duration"_a = 0, R"(
at: seconds, to the millisecond; different for every entry. card: its id.
rating: 1 to 4; 0 where nothing was answered.
kind: "learning", "review", "relearning", "filtered" (ahead of time), "manual" or "rescheduled".
interval, last_interval: days; negative: seconds. duration: seconds.
)");
  entry.def_property_readonly(
      "at", [](const Entry& self) { return seconds_of(self.at); }, "Seconds.");
  entry.def_readonly("card", &Entry::card, "The id of its Card.");
  entry.def_readonly("rating", &Entry::rating, "1 to 4; 0 where nothing was answered.");
  entry.def_property_readonly(
      "kind", [](const Entry& self) { return review_kinds.text(self.kind); }, "What it was.");
  entry.def_readonly("interval", &Entry::interval, "Days; negative: seconds.");
  entry.def_readonly("last_interval", &Entry::last_interval, "The one before, likewise.");
  entry.def_readonly("ease", &Entry::ease, "Thousandths; under FSRS the difficulty from 100 to 1100.");
  entry.def_property_readonly(
      "duration", [](const Entry& self) { return seconds_of(self.duration); }, "Seconds.");
  def_equal(entry);
  entry.def("__repr__", [](const py::object& self) { return describe(self, {"at", "card", "rating", "kind"}); });
}

}  // namespace

void bind_anki_cards(py::module_& module) {
  bind_card_of_package(module);
  bind_review_of_package(module);
}

}  // namespace haven::python
