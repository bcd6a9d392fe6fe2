#include <cstdint>
#include <optional>
#include <string>

#include "haven/codec/scheduler_json.hpp"
#include "haven/srs/card.hpp"

#include "bind_srs.hpp"
#include "exam_values.hpp"
#include "srs_outcome.hpp"
#include "srs_values.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;
using srs::Card, srs::Explanation;

Card make_card(const py::object& created, const py::object& key) {
  const Timestamp at = to_timestamp(created, "created");
  return srs::new_card(key.is_none() ? static_cast<std::uint64_t>(at.microseconds) : to_seed(key), at);
}

py::object to_dict(const Card& card) { return from_json_text(codec::to_json(card)); }
Card from_dict(const py::dict& fields) { return codec::card_from_json(to_json_text(fields)); }

/// Adds what a function reads from the card's memory; None of a new card.
template <class Read>
void def_memory(py::class_<Card>& card, const char* name, Read read, const char* doc) {
  card.def_property_readonly(
      name, [read](const Card& self) { return self.memory ? py::cast(read(*self.memory)) : py::none(); }, doc);
}

/// The same of one model: None of the others.
template <class State, class Value>
void def_memory_of(py::class_<Card>& card, const char* name, Value State::*member, const char* doc) {
  def_memory(
      card, name,
      [member](const srs::MemoryState& memory) {
        const auto* state = std::get_if<State>(&memory);
        return state != nullptr ? std::optional<Value>(state->*member) : std::nullopt;
      },
      doc);
}

void def_place(py::class_<Card>& card) {
  card.def_readonly("key", &Card::key, "Seeds the fuzz; any number that stays with the card.");
  card.def_property_readonly(
      "state", [](const Card& self) { return state_object(self.state); },
      "A State: 1 learning, 2 review, 3 relearning.");
  card.def_readonly("step", &Card::step, "Place among the learning or relearning steps; None in review.");
  card.def_property_readonly(
      "due", [](const Card& self) { return seconds_of(self.due); },
      "Seconds since 1970-01-01 UTC; of a new card: when it was made.");
  card.def_property_readonly(
      "last_review", [](const Card& self) { return seconds_of(self.last_review); },
      "Seconds since 1970-01-01 UTC; None of a new card.");
  card.def_readonly("last_day", &Card::last_day, "Local day of the last answer, as it was noted then.");
  card.def_readonly("reviews", &Card::reviews, "How many answers.");
  card.def_readonly("lapses", &Card::lapses, "Answers of Again in review.");
  card.def_property_readonly("is_new", &Card::is_new, "Whether the card was never answered.");
}

void def_memories(py::class_<Card>& card) {
  card.def_readonly("memory", &Card::memory, "Fsrs6State, Fsrs7State or Sm2State; None of a new card.");
  card.def_readonly("model", &Card::model, "Fingerprint of the model that the memory belongs to.");
  def_memory(
      card, "stability", [](const srs::MemoryState& memory) { return srs::stability(memory); },
      "Days: of FSRS-7 the slow trace, of SM-2 the interval. None of a new card.");
  def_memory(
      card, "difficulty", [](const srs::MemoryState& memory) { return srs::difficulty(memory); },
      "1 to 10; of SM-2 its ease read on a straight line, 1 (ease 5) to 10 (ease 1.3). None of a new card.");
  def_memory_of(card, "stability_fast", &srs::Fsrs7State::stability_fast, "Fast trace of FSRS-7, days; else None.");
  def_memory_of(card, "ease", &srs::Sm2State::ease, "Of SM-2, else None.");
  def_memory_of(card, "interval", &srs::Sm2State::interval, "Of SM-2, days, else None.");
  def_memory_of(card, "repetitions", &srs::Sm2State::repetitions, "Of SM-2, else None.");
}

py::class_<Card> bind_plain_card(py::module_& module) {
  py::class_<Card> card(module, "Card", R"(
The schedule of one card of one learner: what its reviews have come to. An immutable value; Scheduler.review() gives a
new one. Times are seconds since 1970-01-01 UTC, int when they are whole.
)");
  card.def(py::init(&make_card), "created"_a, py::kw_only(), "key"_a = py::none(), R"(
A card that was never answered, due at once.

created: seconds since 1970-01-01 UTC or an aware datetime.
key: seeds the fuzz, an integer from 0 to 2**64 - 1 that stays with the card. None: worked out from `created`; give cards
    made at the same moment keys of their own, or they all fall due on the same day.

Raises InvalidArgument.
)");
  def_place(card);
  def_memories(card);
  card.def("to_dict", &to_dict, "The card as the REST API's JSON has it; times in microseconds.");
  card.def_static("from_dict", &from_dict, "fields"_a, "The card of to_dict(). Raises InvalidArgument.");
  card.def(
      "__eq__", [](const Card& self, const Card& other) { return self == other; }, py::is_operator());
  card.def("__repr__", [](const py::object& self) {
    return describe(self, {"state", "step", "stability", "difficulty", "due", "last_review", "reviews", "lapses"});
  });
  card.def(py::pickle([](const Card& self) { return codec::to_json(self); },
                      [](const std::string& text) { return codec::card_from_json(text); }));
  return card;
}

/// As a tuple, in the order of the struct.
py::tuple values_of(const Explanation& why) {
  return py::make_tuple(why.elapsed_days, why.retrievability, why.before, why.after, why.desired_retention,
                        why.step ? std::optional(why.step->microseconds) : std::nullopt, why.interval, why.rounded,
                        why.capped, why.fuzzed, why.ordered, why.balanced, why.earliest, why.latest);
}

Explanation explanation_from(const py::tuple& values) {
  Explanation why;
  std::size_t next = 0;
  const auto read = [&](auto& value) { value = values[next++].cast<std::decay_t<decltype(value)>>(); };
  std::optional<std::int64_t> step;
  read(why.elapsed_days);
  read(why.retrievability);
  read(why.before);
  read(why.after);
  read(why.desired_retention);
  read(step);
  read(why.interval);
  for (int* days : {&why.rounded, &why.capped, &why.fuzzed, &why.ordered, &why.balanced, &why.earliest, &why.latest})
    read(*days);
  if (step) why.step = Duration{*step};
  return why;
}

void def_reasons(py::class_<Explanation>& why) {
  why.def_readonly("elapsed_days", &Explanation::elapsed_days, "Since the last answer, by the day rule.");
  why.def_readonly("retrievability", &Explanation::retrievability, "When the answer was given; None of a new card.");
  why.def_readonly("before", &Explanation::before, "The memory before; None of a new card.");
  why.def_readonly("after", &Explanation::after, "The memory after.");
  why.def_readonly("desired_retention", &Explanation::desired_retention, "What the interval is to keep.");
  why.def_property_readonly(
      "step", [](const Explanation& self) { return seconds_of(self.step); },
      "Seconds of the learning step that set the due time, or None.");
  why.def_readonly("interval", &Explanation::interval, "Of the model, days, not rounded.");
  why.def_readonly("rounded", &Explanation::rounded, "As whole days, at least 1; 0 when kept to the second.");
  why.def_readonly("capped", &Explanation::capped, "Days that the maximum interval took away: 0 or less.");
  why.def_readonly("fuzzed", &Explanation::fuzzed, "Days that the seeded draw added.");
  why.def_readonly("ordered", &Explanation::ordered, "Days that keeping Hard < Good < Easy added.");
  why.def_readonly("balanced", &Explanation::balanced, "Days that balancing the load moved it from there.");
  why.def_readonly("earliest", &Explanation::earliest, "The range, in days, within which draw and balancing stay.");
  why.def_readonly("latest", &Explanation::latest, "Its end.");
  why.def_property_readonly("days", &Explanation::days, "Whole days from the answer to the due day: the sum.");
}

void bind_explanation(py::module_& module) {
  py::class_<Explanation> why(module, "Explanation", py::is_final(), R"(
Why a card is due when it is. The parts sum up: the time from the answer to `due` is `step` if there is one; otherwise
`days` (rounded + capped + fuzzed + ordered + balanced) by the day rule or, when that is 0, `interval` to the second.
)");
  def_reasons(why);
  why.def(
      "__eq__",
      [](const Explanation& self, const Explanation& other) { return values_of(self).equal(values_of(other)); },
      py::is_operator());
  why.def("__repr__", [](const py::object& self) {
    return describe(self, {"elapsed_days", "retrievability", "desired_retention", "step", "interval", "rounded",
                           "capped", "fuzzed", "ordered", "balanced"});
  });
  why.def(py::pickle(&values_of, &explanation_from));
}

void bind_outcome(py::module_& module, const py::class_<Card>& card) {
  py::class_<BoundOutcome> outcome(module, "Outcome", card, py::is_final(),
                                   "The card that an answer comes to, with the reasons. Immutable.");
  outcome.def_property_readonly(
      "card", [](const BoundOutcome& self) { return Card(self); }, "The card alone, as Scheduler.review() gives it.");
  outcome.def_readonly("why", &BoundOutcome::why, "An Explanation.");
  outcome.def(py::pickle(
      [](const BoundOutcome& self) { return py::make_tuple(Card(self), self.why); },
      [](const py::tuple& state) { return BoundOutcome(state[0].cast<Card>(), state[1].cast<Explanation>()); }));
}

}  // namespace

void bind_card(py::module_& module) {
  const auto card = bind_plain_card(module);
  bind_explanation(module);
  bind_outcome(module, card);
}

}  // namespace haven::python
