#include <cstdint>
#include <span>
#include <string>

#include "haven/irt/item_bank.hpp"

#include "arrays.hpp"
#include "bank_arguments.hpp"
#include "bind.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

irt::ItemBank make_bank(const Columns& columns, py::handle ids, py::handle items, const irt::ItemLimits& limits) {
  const bool with_columns = !columns.discrimination.is_none() && !columns.difficulty.is_none();
  const bool no_columns = columns.discrimination.is_none() && columns.difficulty.is_none() &&
                          columns.pseudo_guessing.is_none() && columns.upper_asymptote.is_none();
  if (items.is_none() ? !with_columns : !no_columns)
    refuse("ItemBank", "give either discrimination and difficulty, or items");
  return items.is_none() ? bank_from_columns(columns, ids, limits) : bank_from_items(items, ids, limits);
}

/// A view of one column, read-only; `self` keeps the data alive.
py::array column(std::span<const double> values, const py::object& self) {
  py::array view(py::dtype::of<double>(), {static_cast<py::ssize_t>(values.size())}, values.data(), self);
  view.attr("setflags")("write"_a = false);
  return view;
}

py::tuple ids_of(const irt::ItemBank& bank) {
  py::tuple ids(bank.size());
  for (std::size_t i = 0; i < bank.size(); ++i) ids[i] = bank.id(static_cast<irt::ItemIndex>(i));
  return ids;
}

py::tuple bank_state(const py::object& self) {
  return py::make_tuple(self.attr("ids"), self.attr("discrimination"), self.attr("difficulty"),
                        self.attr("pseudo_guessing"), self.attr("upper_asymptote"),
                        polytomous_state(self.cast<irt::ItemBank&>()));
}

irt::ItemBank restore(const py::tuple& state) {
  return bank_from_state({state[1], state[2], state[3], state[4]}, state[0], state[5].cast<py::dict>());
}

}  // namespace

void bind_item_bank(py::module_& module) {
  const irt::ItemLimits limits;
  py::class_<irt::ItemBank> bank(module, "ItemBank", py::is_final(), R"(
An immutable, validated set of items of any model, logistic metric, D = 1. A dichotomous (1PL to 4PL) item has

    P(theta) = c + (d - c) / (1 + exp(-a (theta - b)))

with a = discrimination, b = difficulty, c = pseudo_guessing, d = upper_asymptote; a polytomous one (graded, partial
credit, rating scale, nominal) has scores 0 to n, and NaN in the columns. Safe to share between threads.
)");
  bank.def(py::init([](py::object discrimination, py::object difficulty, py::object pseudo_guessing,
                       py::object upper_asymptote, py::object ids, py::object items, double discrimination_max,
                       double difficulty_min, double difficulty_max, double pseudo_guessing_max, double slope_max,
                       double intercept_max) {
             return make_bank(
                 {discrimination, difficulty, pseudo_guessing, upper_asymptote}, ids, items,
                 {discrimination_max, difficulty_min, difficulty_max, pseudo_guessing_max, slope_max, intercept_max});
           }),
           py::kw_only(), "discrimination"_a = py::none(), "difficulty"_a = py::none(),
           "pseudo_guessing"_a = py::none(), "upper_asymptote"_a = py::none(), "ids"_a = py::none(),
           "items"_a = py::none(), "discrimination_max"_a = limits.discrimination_max,
           "difficulty_min"_a = limits.difficulty_min, "difficulty_max"_a = limits.difficulty_max,
           "pseudo_guessing_max"_a = limits.pseudo_guessing_max, "slope_max"_a = limits.slope_max,
           "intercept_max"_a = limits.intercept_max, R"(
Makes a bank from columns, or from `items`.

discrimination, difficulty: numbers or one-dimensional arrays; a number stands for every item.
pseudo_guessing, upper_asymptote: the same; None is 0 and 1.
ids: one distinct, non-empty string for each item; None numbers them "0", "1", ...
items: a sequence of dicts instead of columns, each with "model", the parameters of the model, and optionally "id":
    "1pl": difficulty, discrimination (may be left out for 1)       "grm": discrimination, thresholds
    "2pl": discrimination, difficulty                               "mgrm": discrimination, difficulty, category_offsets
    "3pl": the same and pseudo_guessing                             "gpcm": discrimination, step_difficulties
    "4pl": the same and upper_asymptote                             "pcm": step_difficulties
    "nrm": slopes, intercepts, one for each score from 0 on         "rsm": difficulty, step_offsets
    Plural names are sequences; n thresholds or steps make the scores 0 to n. Thresholds rise; those of "mgrm" are
    difficulty - category_offsets, the steps of "rsm" difficulty + step_offsets.
discrimination_max, difficulty_min, difficulty_max, pseudo_guessing_max, slope_max, intercept_max: what is accepted:
    discrimination in (0, discrimination_max]; difficulty, thresholds and steps in [difficulty_min, difficulty_max];
    0 <= c < d <= 1; slopes and intercepts no further from 0 than slope_max and intercept_max.

Raises InvalidArgument, naming the item, for a parameter out of range or NaN, thresholds out of order, an unknown model or
key, a repeated id.
)");
  bank.def("__len__", &irt::ItemBank::size);
  bank.def("__repr__",
           [](const irt::ItemBank& self) { return "<haven.ItemBank of " + std::to_string(self.size()) + " items>"; });
  bank.def_property_readonly("ids", &ids_of, "The names of the items, in order: tuple of str.");
  const auto def_column = [&bank](const char* name, std::span<const double> irt::ItemBank::Columns::*member) {
    bank.def_property_readonly(
        name, [member](const py::object& self) { return column(self.cast<irt::ItemBank&>().columns().*member, self); },
        "float64 [n_items], a read-only view; NaN for polytomous items.");
  };
  def_column("discrimination", &irt::ItemBank::Columns::discrimination);
  def_column("difficulty", &irt::ItemBank::Columns::difficulty);
  def_column("pseudo_guessing", &irt::ItemBank::Columns::pseudo_guessing);
  def_column("upper_asymptote", &irt::ItemBank::Columns::upper_asymptote);
  bank.def_property_readonly(
      "score_counts",
      [](const irt::ItemBank& self) {
        py::array_t<std::int64_t> counts(static_cast<py::ssize_t>(self.size()));
        for (irt::ItemIndex item = 0; item < self.size(); ++item)
          counts.mutable_data()[item] = static_cast<std::int64_t>(category_count(self.item(item)));
        return counts;
      },
      "int64 [n_items]: how many scores each item has, 2 for dichotomous ones.");
  bank.def_property_readonly("fingerprint", &irt::ItemBank::fingerprint,
                             "A 64-bit hash of ids and exact parameters: equal banks give the same exams.");
  bank.def(py::pickle(&bank_state, &restore));
}

}  // namespace haven::python
