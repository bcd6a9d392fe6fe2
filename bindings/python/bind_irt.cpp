#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "haven/irt/ability.hpp"
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

/// Estimates as Python sees them: numbers for one pattern, arrays for a matrix.
struct AbilityEstimates {
  py::object theta, standard_error, expected_information, observed_information;
  py::object at_bound, multimodal, constant_pattern, converged;
};

template <class Value>
py::object gather(const std::vector<irt::AbilityEstimate>& estimates, bool single,
                  Value irt::AbilityEstimate::*member) {
  if (single) return py::cast(estimates.front().*member);
  py::array_t<Value> values(static_cast<py::ssize_t>(estimates.size()));
  std::transform(estimates.begin(), estimates.end(), values.mutable_data(),
                 [member](const irt::AbilityEstimate& estimate) { return estimate.*member; });
  return values;
}

AbilityEstimates gather_all(const std::vector<irt::AbilityEstimate>& estimates, bool single) {
  using Estimate = irt::AbilityEstimate;
  const auto all = [&](auto member) { return gather(estimates, single, member); };
  return {all(&Estimate::theta),
          all(&Estimate::standard_error),
          all(&Estimate::expected_information),
          all(&Estimate::observed_information),
          all(&Estimate::at_bound),
          all(&Estimate::multimodal),
          all(&Estimate::constant_pattern),
          all(&Estimate::converged)};
}

AbilityEstimates estimate_all(irt::Estimator estimator, const irt::ItemBank& bank, py::handle responses,
                              const irt::AbilityOptions& options) {
  validate(options);
  const ResponseArray persons(bank, responses);
  std::vector<irt::AbilityEstimate> estimates(persons.persons());
  for_each_person(persons, [&](std::size_t i, const std::vector<irt::ItemResponse>& given) {
    estimates[i] = irt::estimate(estimator, bank, given, options);
  });
  return gather_all(estimates, persons.is_single());
}

void def_estimator(py::module_& module, const char* name, irt::Estimator estimator, const char* summary) {
  static constexpr const char* common = R"(

responses: integers or booleans, one pattern [n_items] or a matrix [n_persons, n_items]: 1 correct, 0 incorrect,
    -1 not presented. Read without a copy, whatever the integer type and strides.
theta_min, theta_max: the range of abilities, on the bank's scale. prior_mean, prior_sd: normal prior (MAP, EAP).
quadrature_points: equally spaced nodes over the range, 2 to 10001 (EAP).

Returns an AbilityEstimate: numbers for one pattern, arrays [n_persons] for a matrix.
Releases the GIL. Raises InvalidArgument, naming row and item.
)";
  const irt::AbilityOptions defaults;
  module.def(
      name,
      [estimator](const irt::ItemBank& bank, py::handle responses, double theta_min, double theta_max,
                  double prior_mean, double prior_sd, int quadrature_points) {
        return estimate_all(estimator, bank, responses,
                            {theta_min, theta_max, prior_mean, prior_sd, quadrature_points});
      },
      "bank"_a, "responses"_a, py::kw_only(), "theta_min"_a = defaults.theta_min, "theta_max"_a = defaults.theta_max,
      "prior_mean"_a = defaults.prior_mean, "prior_sd"_a = defaults.prior_sd,
      "quadrature_points"_a = defaults.quadrature_points, (std::string("\n") + summary + common).c_str());
}

void bind_estimate_class(py::module_& module) {
  py::class_<AbilityEstimates>(module, "AbilityEstimate", py::is_final(), R"(
Ability estimates and how far to trust them: numbers for one response pattern, arrays [n_persons] for a matrix.
)")
      .def_readonly("theta", &AbilityEstimates::theta,
                    "Ability, on the bank's scale; NaN where nothing was presented (ML, WL).")
      .def_readonly(
          "standard_error", &AbilityEstimates::standard_error,
          "1 / sqrt(information) for ML and WL, 1 / sqrt(information + 1 / prior_sd^2) for MAP, posterior SD for EAP;\n"
          "infinite where there is no information.")
      .def_readonly("expected_information", &AbilityEstimates::expected_information,
                    "Of the items presented, at theta; the prior is not included.")
      .def_readonly("observed_information", &AbilityEstimates::observed_information,
                    "-d2 log L / d theta2 at theta; can be negative.")
      .def_readonly("at_bound", &AbilityEstimates::at_bound,
                    "True where theta is an end of the range: the maximum lies there or beyond.")
      .def_readonly("multimodal", &AbilityEstimates::multimodal,
                    "True where the objective has several local maxima; theta is the global one. Never set by EAP.")
      .def_readonly("constant_pattern", &AbilityEstimates::constant_pattern,
                    "True where all responses are correct, or all incorrect.")
      .def_readonly(
          "converged", &AbilityEstimates::converged,
          "True where theta is a number that solves the problem on the range, and for EAP where the nodes are close\n"
          "enough for the posterior SD (distance at most twice the SD).")
      .def("__repr__", [](const py::object& self) {
        return py::str("AbilityEstimate(theta={!r}, standard_error={!r})")
            .format(self.attr("theta"), self.attr("standard_error"));
      });
}

void bind_estimators(py::module_& module) {
  bind_estimate_class(module);
  def_estimator(module, "estimate_mle", irt::Estimator::mle,
                "Maximum-likelihood ability: the global maximum on the range, found with interval bounds, so that no\n"
                "maximum is missed on multimodal 3PL and 4PL patterns. Where the likelihood grows up to an end of the\n"
                "range, theta is that end and at_bound is set. standard_error = 1 / sqrt(expected information).\n"
                "A few microseconds for 20 responses. Yen, Burket & Sykes (1991).");
  def_estimator(module, "estimate_map", irt::Estimator::map,
                "Maximum a posteriori (Bayes modal) ability under a normal prior: the global maximum.\n"
                "standard_error = 1 / sqrt(expected information + 1 / prior_sd^2). Nothing presented gives the prior.");
  def_estimator(module, "estimate_eap", irt::Estimator::eap,
                "Expected a posteriori ability: mean and SD of the posterior under a normal prior, by the trapezoidal\n"
                "rule over the range. Finite for every pattern; nothing presented gives the prior on that grid.\n"
                "O(items x quadrature_points) a person. Bock & Mislevy (1982).");
  def_estimator(module, "estimate_wle", irt::Estimator::wle,
                "Weighted-likelihood ability: removes the first-order bias of maximum likelihood.\n"
                "standard_error = 1 / sqrt(expected information). Warm (1989).");
}

}  // namespace

void bind_irt(py::module_& module) {
  bind_item_bank(module);
  bind_curves(module);
  bind_likelihood(module);
  bind_estimators(module);
}

}  // namespace haven::python
