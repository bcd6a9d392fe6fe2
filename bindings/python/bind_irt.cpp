#include <optional>
#include <span>
#include <string>
#include <vector>

#include "haven/irt/category_curves.hpp"
#include "haven/irt/information.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/likelihood.hpp"

#include "arrays.hpp"
#include "bind.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

/// Calls `act(person, responses)` for one person after the other, without the GIL but open to Ctrl-C.
template <class Act>
void for_each_person(const ResponseArray& persons, Act act) {
  constexpr std::size_t between_signals = 1024;
  const py::gil_scoped_release release;
  for (std::size_t person = 0; person < persons.persons(); ++person) {
    act(person, persons.presented(person));
    if ((person + 1) % between_signals != 0) continue;
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  }
}

using Curve = void (*)(const irt::ItemBank&, std::span<const double>, std::span<double>);

/// One row for each theta, one column for each item.
py::array_t<double> evaluate(Curve curve, const irt::ItemBank& bank, py::handle theta) {
  const RealArray at = to_abilities(theta, "theta");
  py::array_t<double> out({at.size(), static_cast<py::ssize_t>(bank.size())});
  const std::span<const double> in(at.data(), static_cast<std::size_t>(at.size()));
  const std::span<double> cells(out.mutable_data(), static_cast<std::size_t>(out.size()));
  {
    const py::gil_scoped_release release;
    curve(bank, in, cells);
  }
  return out;
}

py::array_t<double> category_probability(const irt::ItemBank& bank, py::handle theta) {
  const RealArray at = to_abilities(theta, "theta");
  py::array_t<double> out(
      {at.size(), static_cast<py::ssize_t>(bank.size()), static_cast<py::ssize_t>(bank.largest_category_count())});
  const std::span<const double> in(at.data(), static_cast<std::size_t>(at.size()));
  const std::span<double> cells(out.mutable_data(), static_cast<std::size_t>(out.size()));
  const py::gil_scoped_release release;
  irt::category_probabilities(bank, in, cells);
  return out;
}

void bind_curves(py::module_& module) {
  module.def(
      "probability",
      [](const irt::ItemBank& bank, py::handle theta) {
        if (!bank.polytomous().empty())
          refuse("item " + bank.id(bank.polytomous().front()), "is polytomous: ask for category_probability");
        return evaluate(&irt::expected_scores, bank, theta);
      },
      "bank"_a, "theta"_a, R"(
Probability of a correct response, float64 [n_theta, n_items], each in [c, d].

bank: of dichotomous items only; others have category_probability and expected_score.
theta: a finite number or a one-dimensional array, on the bank's scale; a number gives one row.
O(n_theta n_items); releases the GIL. Raises InvalidArgument. Birnbaum (1968); Barton & Lord (1981).
)");
  module.def(
      "expected_score",
      [](const irt::ItemBank& bank, py::handle theta) { return evaluate(&irt::expected_scores, bank, theta); },
      "bank"_a, "theta"_a, R"(
Expected score, float64 [n_theta, n_items]: the sum of k P_k over the scores k; P for a dichotomous item.

theta: a finite number or a one-dimensional array, on the bank's scale; a number gives one row.
O(n_theta n_items); releases the GIL. Raises InvalidArgument.
)");
  module.def("category_probability", &category_probability, "bank"_a, "theta"_a, R"(
Probability of every score, float64 [n_theta, n_items, n_scores]; 0 for scores that an item does not have.

n_scores is that of the item with the most. theta: a finite number or a one-dimensional array, on the bank's scale.
O(n_theta n_items n_scores); releases the GIL. Raises InvalidArgument. Samejima (1969), Bock (1972), Muraki (1992).
)");
  module.def(
      "information",
      [](const irt::ItemBank& bank, py::handle theta) { return evaluate(&irt::information, bank, theta); }, "bank"_a,
      "theta"_a, R"(
Expected (Fisher) item information P'^2 / (P Q), float64 [n_theta, n_items], never negative.

theta: a finite number or a one-dimensional array, on the bank's scale; a number gives one row.
O(n_theta n_items); releases the GIL. Raises InvalidArgument. Lord (1980).
)");
}

/// Drops the axes of arguments that were one value.
py::object squeezed(const py::array_t<double>& cells, bool single_person, bool single_theta) {
  const py::slice all(std::nullopt, std::nullopt, std::nullopt);
  const py::object zero = py::int_(0);
  return cells[py::make_tuple(single_person ? zero : all, single_theta ? zero : all)];
}

py::object log_likelihood(const irt::ItemBank& bank, py::handle responses, py::handle theta) {
  const ResponseArray persons(bank, responses);
  const RealArray at = to_abilities(theta, "theta");
  py::array_t<double> out({static_cast<py::ssize_t>(persons.persons()), at.size()});
  double* cell = out.mutable_data();
  const std::span<const double> thetas(at.data(), static_cast<std::size_t>(at.size()));
  for_each_person(persons, [&](std::size_t, const std::vector<irt::ItemResponse>& given) {
    for (const double value : thetas) *cell++ = irt::log_likelihood(bank, given, value);
  });
  return squeezed(out, persons.is_single(), at.ndim() == 0);
}

void bind_likelihood(py::module_& module) {
  module.def("log_likelihood", &log_likelihood, "bank"_a, "responses"_a, "theta"_a, R"(
Log-likelihood of responses, float64 [n_persons, n_theta]; one pattern drops the first axis, one theta the second.

responses: integers or booleans, one pattern [n_items] or a matrix [n_persons, n_items]: 1 correct, 0 incorrect,
    -1 not presented, which counts nothing.
theta: a finite number or a one-dimensional array, on the bank's scale.
Summed in log space, finite for every finite theta. Releases the GIL. Raises InvalidArgument, naming row and item.
)");
}

}  // namespace

void bind_irt(py::module_& module) {
  bind_item_bank(module);
  bind_curves(module);
  bind_likelihood(module);
  bind_ability(module);
}

}  // namespace haven::python
