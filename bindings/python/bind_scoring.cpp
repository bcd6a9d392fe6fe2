#include <string>
#include <utility>

#include "haven/scoring/score.hpp"

#include "arrays.hpp"
#include "bind.hpp"
#include "exam_values.hpp"
#include "item_key_dict.hpp"

#include <pybind11/stl.h>

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

/// A valid key. pybind11 converts a bare std::variant instead of binding it.
struct BoundKey {
  scoring::ItemKey key;
};

BoundKey make_key(const py::dict& fields) {
  BoundKey bound{item_key_from_dict(fields)};
  validate(bound.key);
  return bound;
}

BoundKey to_key(const py::object& key) {
  if (py::isinstance<BoundKey>(key)) return key.cast<BoundKey>();
  if (py::isinstance<py::dict>(key)) return make_key(key);
  refuse("score_ngn", "key must be an ItemKey or a dict of its fields, got " + py::repr(key).cast<std::string>());
}

scoring::Score score_ngn(const py::object& key, const py::object& response, const py::object& categories) {
  const BoundKey bound = to_key(key);
  const auto map = categories.is_none() ? scoring::CategoryMap() : to_integers(categories, "categories");
  if (!categories.is_none()) scoring::validate(map, maximum_points(bound.key));  // an empty list is no map
  return scoring::score(bound.key, to_selection(bound.key, response), map);
}

template <class Value>
std::string name_of(Value value) {
  return std::string(to_string(value));
}

/// Adds a read-only list of integers as a tuple.
template <class Record>
void def_tuple(py::class_<Record>& record, const char* name, std::vector<int> Record::*member, const char* doc) {
  record.def_property_readonly(
      name, [member](const Record& self) { return py::tuple(py::cast(self.*member)); }, doc);
}

template <class Record>
void def_value(py::class_<Record>& record) {
  record.def(
      "__eq__", [](const Record& self, const Record& other) { return self == other; }, py::is_operator());
}

void bind_part(py::module_& module) {
  using scoring::Part;
  py::class_<Part> part(module, "ItemPart", py::is_final(),
                        "One part of an item, as a candidate is asked: a row, a gap, a group, or the item. Immutable.");
  part.def_property_readonly(
      "kind", [](const Part& self) { return name_of(self.kind); }, "What the part is.");
  part.def_readonly("options", &Part::options, "How many options there are.");
  def_tuple(part, "correct", &Part::correct, "The correct ones.");
  part.def_readonly("limit", &Part::limit, "How many may be selected.");
  def_value(part);
  part.def("__repr__", [](const py::object& self) { return describe(self, {"kind", "options", "correct", "limit"}); });
}

void bind_mark(py::module_& module) {
  using scoring::PartMark;
  py::class_<PartMark> mark(module, "PartMark", py::is_final(), "What one part of an item earned, and why. Immutable.");
  mark.def_property_readonly(
      "kind", [](const PartMark& self) { return name_of(self.kind); }, "What the part is.");
  def_tuple(mark, "selected", &PartMark::selected, "The options selected.");
  def_tuple(mark, "correct", &PartMark::correct, "The correct options.");
  mark.def_readonly("right", &PartMark::right, "How many of the selected are correct.");
  mark.def_readonly("wrong", &PartMark::wrong, "How many are not.");
  mark.def_readonly("points", &PartMark::points, "What the part earned by the rule of the item.");
  mark.def_readonly("maximum", &PartMark::maximum, "What it can earn; 0 for the claim of a rationale.");
  def_value(mark);
  mark.def("__repr__", [](const py::object& self) {
    return describe(self, {"kind", "selected", "correct", "right", "wrong", "points", "maximum"});
  });
}

void bind_score(py::module_& module) {
  using scoring::Score;
  py::class_<Score> score(module, "NgnScore", py::is_final(),
                          "The score of one response, with the marks that it is the sum of. Immutable.");
  score.def_property_readonly(
      "type", [](const Score& self) { return name_of(self.type); }, "The item type.");
  score.def_property_readonly(
      "rule", [](const Score& self) { return name_of(self.rule); }, R"("zero_one", "plus_minus" or "rationale".)");
  score.def_readonly("points", &Score::points, "Raw points.");
  score.def_readonly("maximum", &Score::maximum, "The points of a response that is all correct.");
  score.def_readonly("category", &Score::category, "The score for a polytomous item of an ItemBank.");
  score.def_property_readonly(
      "marks", [](const Score& self) { return py::tuple(py::cast(self.marks)); }, "A PartMark for each part.");
  def_value(score);
  score.def("__repr__", [](const py::object& self) {
    return describe(self, {"type", "rule", "points", "maximum", "category", "marks"});
  });
}

void bind_key(py::module_& module) {
  py::class_<BoundKey> key(module, "ItemKey", py::is_final(), R"(
What is correct in an item of a Next Generation NCLEX type. Immutable; options are numbered from 0.

type and its fields:
    "multiple_choice": options, correct
    "select_n": options, select, correct=[...]
    "select_all": options, correct=[...]
    "matrix_multiple_choice": columns, correct=[column of each row]
    "matrix_multiple_response": rows, correct=[[rows of each column]]
    "grouped_multiple_response": groups=[{"options": ..., "correct": [...]}, ...]
    "drop_down_cloze", "drop_down_table": gaps=[{"options": ..., "correct": ...}, ...]
    "drag_and_drop_cloze": words, gaps=[[words of each gap]]
    "drop_down_rationale": claim={"options": ..., "correct": ...}, reasons=[1 or 2 such]
    "drag_and_drop_rationale": claim={...}, reasons={"options": ..., "correct": [1 or 2]}
    "highlight_text", "highlight_table": phrases, correct=[...]
    "bow_tie": condition={"options": ..., "correct": ...}, actions={"options": ..., "correct": [2]}, parameters={...}
)");
  key.def(py::init([](const py::kwargs& fields) { return make_key(fields); }),
          "Raises InvalidArgument, naming the type, the part and what is wrong with it.");
  key.def_property_readonly(
      "fields", [](const BoundKey& self) { return item_key_to_dict(self.key); },
      "A dict of type and fields: ItemKey(**key.fields) == key.");
  key.def_property_readonly(
      "type", [](const BoundKey& self) { return name_of(type_of(self.key)); }, "The item type.");
  key.def_property_readonly(
      "rule", [](const BoundKey& self) { return name_of(rule_of(self.key)); },
      R"(How it is scored: "zero_one", "plus_minus" or "rationale".)");
  key.def_property_readonly(
      "maximum_points", [](const BoundKey& self) { return maximum_points(self.key); },
      "The points of a response that is all correct.");
  key.def_property_readonly(
      "parts", [](const BoundKey& self) { return py::tuple(py::cast(parts(self.key))); },
      "An ItemPart for each part that a response answers.");
  key.def(
      "__eq__", [](const BoundKey& self, const BoundKey& other) { return self.key == other.key; }, py::is_operator());
  key.def("__repr__",
          [](const BoundKey& self) { return py::str("ItemKey(**{!r})").format(item_key_to_dict(self.key)); });
  key.def(py::pickle([](const BoundKey& self) { return item_key_to_dict(self.key); }, &make_key));
}

}  // namespace

void bind_scoring(py::module_& module) {
  bind_part(module);
  bind_mark(module);
  bind_score(module);
  bind_key(module);
  module.def("score_ngn", &score_ngn, "key"_a, "response"_a, "categories"_a = py::none(), R"(
Points of a response to a Next Generation NCLEX item, by the 0/1, +/- or rationale rule of its type.

key: an ItemKey, or a dict of its type and fields.
response: the options selected. A part is an option, a collection of options, or None where unanswered. For
    multiple_choice, select_n, select_all, highlight_text and highlight_table it is that one part; for the others a list
    with an entry for each row, column, group or gap; [claim, reason, ...]; [claim, reasons]; or
    [condition, actions, parameters]. None: nothing was answered.
categories: the category of 0, 1, ... maximum points: from 0, never falling, skipping none. None: points are categories.
Returns an NgnScore. Raises InvalidArgument for a bad key or map, and for a response that the format does not allow: too
many options, an option out of range or given twice, a word dragged into two gaps.
No statement about the real exam follows; docs/ngn_scoring.md tells the published rules from our reading of them.
)");
}

}  // namespace haven::python
