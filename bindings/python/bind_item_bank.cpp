#include <limits>
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
                        self.attr("pseudo_guessing"), self.attr("upper_asymptote"));
}

irt::ItemBank bank_from_state(const py::tuple& state) {
  // The bank was within its limits when it was made; they are not part of it.
  constexpr double any = std::numeric_limits<double>::max();
  return bank_from_columns({state[1], state[2], state[3], state[4]}, state[0], {any, -any, any, 1.0});
}

}  // namespace

void bind_item_bank(py::module_& module) {
  const irt::ItemLimits limits;
  py::class_<irt::ItemBank> bank(module, "ItemBank", py::is_final(), R"(
An immutable, validated set of 1PL to 4PL items, logistic metric, D = 1:

    P(theta) = c + (d - c) / (1 + exp(-a (theta - b)))

with a = discrimination, b = difficulty, c = pseudo_guessing, d = upper_asymptote. Safe to share between threads.
)");
  bank.def(py::init([](py::object discrimination, py::object difficulty, py::object pseudo_guessing,
                       py::object upper_asymptote, py::object ids, py::object items, double discrimination_max,
                       double difficulty_min, double difficulty_max, double pseudo_guessing_max) {
             return make_bank({discrimination, difficulty, pseudo_guessing, upper_asymptote}, ids, items,
                              {discrimination_max, difficulty_min, difficulty_max, pseudo_guessing_max});
           }),
           py::kw_only(), "discrimination"_a = py::none(), "difficulty"_a = py::none(),
           "pseudo_guessing"_a = py::none(), "upper_asymptote"_a = py::none(), "ids"_a = py::none(),
           "items"_a = py::none(), "discrimination_max"_a = limits.discrimination_max,
           "difficulty_min"_a = limits.difficulty_min, "difficulty_max"_a = limits.difficulty_max,
           "pseudo_guessing_max"_a = limits.pseudo_guessing_max, R"(
Makes a bank from columns, or from `items`.

discrimination, difficulty: numbers or one-dimensional arrays; a number stands for every item.
pseudo_guessing, upper_asymptote: the same; None is 0 and 1.
ids: one distinct, non-empty string for each item; None numbers them "0", "1", ...
items: a sequence of dicts instead of columns. "model" is "1pl", "2pl", "3pl" or "4pl"; "discrimination" and
    "difficulty", from 3PL on "pseudo_guessing", for 4PL "upper_asymptote"; optionally "id". A 1PL item may leave out
    its discrimination, which is then 1.
discrimination_max, difficulty_min, difficulty_max, pseudo_guessing_max: what is accepted: discrimination in
    (0, discrimination_max], difficulty in [difficulty_min, difficulty_max], and 0 <= c < d <= 1.

Raises InvalidArgument, naming the item, for a parameter out of range or NaN, an unknown model or key, a repeated id.
)");
  bank.def("__len__", &irt::ItemBank::size);
  bank.def("__repr__",
           [](const irt::ItemBank& self) { return "<haven.ItemBank of " + std::to_string(self.size()) + " items>"; });
  bank.def_property_readonly("ids", &ids_of, "The names of the items, in order: tuple of str.");
  const auto def_column = [&bank](const char* name, std::span<const double> irt::ItemBank::Columns::*member) {
    bank.def_property_readonly(
        name, [member](const py::object& self) { return column(self.cast<irt::ItemBank&>().columns().*member, self); },
        "float64 [n_items], a read-only view.");
  };
  def_column("discrimination", &irt::ItemBank::Columns::discrimination);
  def_column("difficulty", &irt::ItemBank::Columns::difficulty);
  def_column("pseudo_guessing", &irt::ItemBank::Columns::pseudo_guessing);
  def_column("upper_asymptote", &irt::ItemBank::Columns::upper_asymptote);
  bank.def_property_readonly("fingerprint", &irt::ItemBank::fingerprint,
                             "A 64-bit hash of ids and exact parameters: equal banks give the same exams.");
  bank.def(py::pickle(&bank_state, &bank_from_state));
}

}  // namespace haven::python
