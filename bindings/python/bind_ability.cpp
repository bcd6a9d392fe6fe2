#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "haven/irt/ability.hpp"
#include "haven/irt/batch.hpp"
#include "haven/irt/item_bank.hpp"
#include "haven/irt/sum_score.hpp"

#include "arrays.hpp"
#include "bind.hpp"

namespace haven::python {
namespace {

namespace py = pybind11;
using namespace pybind11::literals;

/// Estimates as Python sees them: numbers for one pattern, arrays for a matrix.
struct Estimates {
  py::object theta, standard_error, expected_information, observed_information;
  py::object at_bound, multimodal, constant_pattern, converged;
};

template <class Value, class Column>
py::object as_python(const std::vector<Column>& values, bool single) {
  if (single) return py::cast(static_cast<Value>(values.front()));
  py::array_t<Value> array(static_cast<py::ssize_t>(values.size()));
  std::transform(values.begin(), values.end(), array.mutable_data(),
                 [](Column value) { return static_cast<Value>(value); });
  return array;
}

Estimates as_python(const irt::AbilityEstimates& all, bool single) {
  return {as_python<double>(all.theta, single),
          as_python<double>(all.standard_error, single),
          as_python<double>(all.expected_information, single),
          as_python<double>(all.observed_information, single),
          as_python<bool>(all.at_bound, single),
          as_python<bool>(all.multimodal, single),
          as_python<bool>(all.constant_pattern, single),
          as_python<bool>(all.converged, single)};
}

void append(irt::AbilityEstimates& all, const irt::AbilityEstimates& more) {
  const auto join = [&](auto member) {
    (all.*member).insert((all.*member).end(), (more.*member).begin(), (more.*member).end());
  };
  using Columns = irt::AbilityEstimates;
  for (auto member :
       {&Columns::theta, &Columns::standard_error, &Columns::expected_information, &Columns::observed_information})
    join(member);
  for (auto member : {&Columns::at_bound, &Columns::multimodal, &Columns::constant_pattern, &Columns::converged})
    join(member);
}

/// Calls `estimate(scores)` for some thousand persons at a time, without the GIL but open to Ctrl-C.
template <class Estimate>
Estimates estimate_all(const ResponseArray& persons, Estimate estimate) {
  constexpr std::size_t between_signals = 4096;
  irt::AbilityEstimates all;
  {
    const py::gil_scoped_release release;
    for (std::size_t first = 0; first < persons.persons(); first += between_signals) {
      append(all, estimate(persons.scores(first, std::min(between_signals, persons.persons() - first))));
      const py::gil_scoped_acquire acquire;
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    }
  }
  return as_python(all, persons.is_single());
}

template <class Enum>
Enum named(const std::string& name, const char* argument, std::optional<Enum> (*parse)(std::string_view) noexcept,
           const char* allowed) {
  const auto found = parse(name);
  if (!found) refuse(argument, std::string("must be ") + allowed + ", got " + name);
  return *found;
}

irt::PriorDistribution to_prior(const std::string& name) {
  return named(name, "prior", &irt::parse_prior_distribution, "normal, uniform or jeffreys");
}

irt::QuadratureRule to_rule(const std::string& name) {
  return named(name, "quadrature", &irt::parse_quadrature_rule,
               "trapezoid, gauss_legendre, gauss_hermite or a pair (nodes, weights)");
}

std::vector<double> to_vector(py::handle values, const char* argument) {
  const RealArray array = to_reals(values, argument);
  return {array.data(), array.data() + array.size()};
}

math::Quadrature to_quadrature(py::handle pair) {
  if (!py::isinstance<py::sequence>(pair) || py::len(pair) != 2)
    refuse("quadrature", "must be trapezoid, gauss_legendre, gauss_hermite or a pair (nodes, weights)");
  const auto parts = py::reinterpret_borrow<py::sequence>(pair);
  return {to_vector(parts[0], "quadrature: nodes"), to_vector(parts[1], "quadrature: weights")};
}

constexpr const char* estimate_arguments = R"(

responses: integers or booleans, one pattern [n_items] or a matrix [n_persons, n_items]: the score of each item (1
    correct, 0 incorrect for a dichotomous one), -1 not presented. Any integer type and strides.
theta_min, theta_max: the range of abilities, on the bank's scale.
prior: "normal" (prior_mean, prior_sd), "uniform" or "jeffreys" (MAP, EAP).
quadrature: "trapezoid" or "gauss_legendre" on the range, "gauss_hermite" for the normal prior, with quadrature_points
    nodes; or for EAP a pair (nodes, weights), the prior included in the weights.
standard_error: "by_estimator", "expected", "observed" or "posterior_sd".
fence_discrimination, fence_lower, fence_upper: the two items of estimate_mlef.
huber_tuning, tukey_tuning: residuals a (theta - b) from which estimate_huber and estimate_tukey take weight away.
threads: 0 for as many as there are processors; the results do not depend on it.

Returns an AbilityEstimate: numbers for one pattern, arrays [n_persons] for a matrix.
Releases the GIL. Raises InvalidArgument, naming row and item.
)";

void def_estimator(py::module_& module, const char* name, irt::Estimator estimator, const char* summary) {
  const irt::AbilityOptions defaults;
  module.def(
      name,
      [estimator](const irt::ItemBank& bank, py::handle responses, double theta_min, double theta_max,
                  double prior_mean, double prior_sd, int quadrature_points, const std::string& prior,
                  const py::object& quadrature, const std::string& standard_error, double fence_discrimination,
                  double fence_lower, double fence_upper, double huber_tuning, double tukey_tuning, int threads) {
        irt::AbilityOptions options{
            .theta_min = theta_min,
            .theta_max = theta_max,
            .prior_mean = prior_mean,
            .prior_sd = prior_sd,
            .quadrature_points = quadrature_points,
            .prior = to_prior(prior),
            .quadrature = irt::QuadratureRule::trapezoid,
            .standard_error = named(standard_error, "standard_error", &irt::parse_standard_error,
                                    "by_estimator, expected, observed or posterior_sd"),
            .fence_discrimination = fence_discrimination,
            .fence_lower = fence_lower,
            .fence_upper = fence_upper,
            .huber_tuning = huber_tuning,
            .tukey_tuning = tukey_tuning};
        const bool own_nodes = estimator == irt::Estimator::eap && !py::isinstance<py::str>(quadrature);
        if (!own_nodes) options.quadrature = to_rule(py::str(quadrature).cast<std::string>());
        validate(options);
        const ResponseArray persons(bank, responses);
        if (!own_nodes)
          return estimate_all(persons, [&](const std::vector<std::int8_t>& scores) {
            return irt::estimate_batch(bank, scores, estimator, options, threads);
          });
        const auto nodes = to_quadrature(quadrature);
        return estimate_all(persons, [&](const std::vector<std::int8_t>& scores) {
          return irt::estimate_batch(bank, scores, nodes, threads);
        });
      },
      "bank"_a, "responses"_a, py::kw_only(), "theta_min"_a = defaults.theta_min, "theta_max"_a = defaults.theta_max,
      "prior_mean"_a = defaults.prior_mean, "prior_sd"_a = defaults.prior_sd,
      "quadrature_points"_a = defaults.quadrature_points, "prior"_a = std::string(to_string(defaults.prior)),
      "quadrature"_a = std::string(to_string(defaults.quadrature)),
      "standard_error"_a = std::string(to_string(defaults.standard_error)),
      "fence_discrimination"_a = defaults.fence_discrimination, "fence_lower"_a = defaults.fence_lower,
      "fence_upper"_a = defaults.fence_upper, "huber_tuning"_a = defaults.huber_tuning,
      "tukey_tuning"_a = defaults.tukey_tuning, "threads"_a = 1,
      (std::string("\n") + summary + estimate_arguments).c_str());
}

void bind_estimate_class(py::module_& module) {
  py::class_<Estimates>(module, "AbilityEstimate", py::is_final(), R"(
Ability estimates and how far to trust them: numbers for one response pattern, arrays [n_persons] for a matrix.
)")
      .def_readonly("theta", &Estimates::theta,
                    "Ability, on the bank's scale; NaN where nothing was presented and there is no prior.")
      .def_readonly(
          "standard_error", &Estimates::standard_error,
          "As each estimate function says, or as its argument standard_error asks; infinite where there is no\n"
          "information.")
      .def_readonly("expected_information", &Estimates::expected_information,
                    "Of the items presented, at theta; the prior is not included.")
      .def_readonly("observed_information", &Estimates::observed_information,
                    "-d2 log L / d theta2 at theta; can be negative.")
      .def_readonly("at_bound", &Estimates::at_bound,
                    "True where theta is an end of the range: the maximum lies there or beyond.")
      .def_readonly("multimodal", &Estimates::multimodal,
                    "True where the objective has several local maxima; theta is the global one. Never set by EAP.")
      .def_readonly("constant_pattern", &Estimates::constant_pattern,
                    "True where every response has its item's highest score, or every one the lowest.")
      .def_readonly(
          "converged", &Estimates::converged,
          "True where theta is a number that solves the problem on the range, and for EAP where the nodes are close\n"
          "enough for the posterior SD (distance at most twice the SD).")
      .def("__repr__", [](const py::object& self) {
        return py::str("AbilityEstimate(theta={!r}, standard_error={!r})")
            .format(self.attr("theta"), self.attr("standard_error"));
      });
}

void bind_estimators(py::module_& module) {
  def_estimator(module, "estimate_mle", irt::Estimator::mle,
                "Maximum-likelihood ability: the global maximum on the range, found with interval bounds, so that no\n"
                "maximum is missed on multimodal 3PL and 4PL patterns. Where the likelihood grows up to an end of the\n"
                "range, theta is that end and at_bound is set. standard_error = 1 / sqrt(expected information).\n"
                "A few microseconds for 20 responses. Yen, Burket & Sykes (1991).");
  def_estimator(
      module, "estimate_map", irt::Estimator::map,
      "Maximum a posteriori (Bayes modal) ability: the global maximum of log-likelihood plus log prior.\n"
      "standard_error = 1 / sqrt(expected information + that of the prior). Nothing presented gives a normal\n"
      "prior.");
  def_estimator(
      module, "estimate_eap", irt::Estimator::eap,
      "Expected a posteriori ability: mean and SD of the posterior, by the quadrature. Finite for every\n"
      "pattern; nothing presented gives the prior on those nodes. Two microseconds a person for 50 items and\n"
      "61 nodes. Bock & Mislevy (1982).");
  def_estimator(module, "estimate_wle", irt::Estimator::wle,
                "Weighted-likelihood ability: removes the first-order bias of maximum likelihood.\n"
                "standard_error = 1 / sqrt(expected information). Warm (1989).");
  def_estimator(module, "estimate_mlef", irt::Estimator::mlef,
                "Maximum likelihood with fences: two more 2PL items, an easy one answered correctly and a hard one\n"
                "answered incorrectly, keep the estimate finite for every pattern. standard_error = 1 / sqrt(expected\n"
                "information + that of the fences). Han (2016).");
  def_estimator(module, "estimate_huber", irt::Estimator::huber,
                "Robust ability by Huber's weights min(1, huber_tuning / |a (theta - b)|): responses to items far too\n"
                "easy or too hard count less. standard_error = sqrt(sum w^2 I) / sum w I. Dichotomous items only.\n"
                "Schuster & Yuan (2011).");
  def_estimator(module, "estimate_tukey", irt::Estimator::tukey,
                "Robust ability by Tukey's biweight (1 - (a (theta - b) / tukey_tuning)^2)^2, 0 beyond. Dichotomous\n"
                "items only. Mislevy & Bock (1982).");
}

std::vector<irt::ItemIndex> to_items(const irt::ItemBank& bank, const std::optional<std::vector<std::int64_t>>& items) {
  std::vector<irt::ItemIndex> indices;
  if (!items) {
    for (irt::ItemIndex item = 0; item < bank.size(); ++item) indices.push_back(item);
    return indices;
  }
  for (const std::int64_t item : *items) {
    if (item < 0 || static_cast<std::size_t>(item) >= bank.size())
      refuse("items", "must be in 0.." + std::to_string(bank.size() - 1) + ", got " + std::to_string(item));
    indices.push_back(static_cast<irt::ItemIndex>(item));
  }
  return indices;
}

using Items = std::optional<std::vector<std::int64_t>>;

py::tuple sum_score_table(const irt::ItemBank& bank, const Items& items, double theta_min, double theta_max,
                          double prior_mean, double prior_sd, int quadrature_points, const std::string& prior,
                          const std::string& quadrature) {
  const irt::AbilityOptions options{.theta_min = theta_min,
                                    .theta_max = theta_max,
                                    .prior_mean = prior_mean,
                                    .prior_sd = prior_sd,
                                    .quadrature_points = quadrature_points,
                                    .prior = to_prior(prior),
                                    .quadrature = to_rule(quadrature)};
  const auto indices = to_items(bank, items);
  const auto table = [&] {
    const py::gil_scoped_release release;
    return irt::sum_score_eap(bank, indices, options);
  }();
  std::vector<double> theta, sd, probability;
  for (const auto& row : table) {
    theta.push_back(row.theta);
    sd.push_back(row.standard_error);
    probability.push_back(row.probability);
  }
  return py::make_tuple(as_array(theta), as_array(sd), as_array(probability));
}

void bind_sum_scores(py::module_& module) {
  const irt::AbilityOptions defaults;
  module.def(
      "sum_score_distribution",
      [](const irt::ItemBank& bank, double theta, const Items& items) {
        return as_array(irt::sum_score_distribution(bank, to_items(bank, items), theta));
      },
      "bank"_a, "theta"_a, "items"_a = py::none(), R"(
Probability of every sum score at one ability, float64 [highest sum + 1].

items: positions in the bank; None for all. Raises InvalidArgument. Lord & Wingersky (1984).
)");
  module.def("sum_score_eap", &sum_score_table, "bank"_a, "items"_a = py::none(), py::kw_only(),
             "theta_min"_a = defaults.theta_min, "theta_max"_a = defaults.theta_max,
             "prior_mean"_a = defaults.prior_mean, "prior_sd"_a = defaults.prior_sd,
             "quadrature_points"_a = defaults.quadrature_points, "prior"_a = std::string(to_string(defaults.prior)),
             "quadrature"_a = std::string(to_string(defaults.quadrature)), R"(
The EAP table of sum scores: arrays (theta, standard_error, probability) [highest sum + 1].

items: positions in the bank; None for all. The others as for estimate_eap. probability is that of the sum under the
prior. Raises InvalidArgument. Thissen, Pommerich, Billeaud & Williams (1995).
)");
  module.def(
      "exact_standard_error",
      [](const irt::ItemBank& bank, double theta, const std::string& estimator, const Items& items, double theta_min,
         double theta_max, double prior_mean, double prior_sd) {
        const auto used =
            named(estimator, "estimator", &irt::parse_estimator, "mle, map, eap, wle, mlef, huber or tukey");
        const auto indices = to_items(bank, items);
        const py::gil_scoped_release release;
        return irt::exact_standard_error(
            bank, indices, used, theta,
            {.theta_min = theta_min, .theta_max = theta_max, .prior_mean = prior_mean, .prior_sd = prior_sd});
      },
      "bank"_a, "theta"_a, "estimator"_a, "items"_a = py::none(), py::kw_only(), "theta_min"_a = defaults.theta_min,
      "theta_max"_a = defaults.theta_max, "prior_mean"_a = defaults.prior_mean, "prior_sd"_a = defaults.prior_sd, R"(
The SD of an estimator at one ability over all response patterns, each weighted by its probability.

estimator: "mle", "map", "eap", "wle", "mlef", "huber" or "tukey". items: positions in the bank; None for all. At most
2^20 patterns, but any number of 1PL and partial credit items of one discrimination. Releases the GIL. Raises
InvalidArgument. Magis (2014).
)");
}

}  // namespace

void bind_ability(py::module_& module) {
  bind_estimate_class(module);
  bind_estimators(module);
  bind_sum_scores(module);
}

}  // namespace haven::python
