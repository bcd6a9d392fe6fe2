"""Priors, quadratures, fences, robust weights, standard errors, threads and sum scores, against NumPy."""

from typing import Any

import independent
import numpy as np
import numpy.typing as npt
import pytest

import haven

Reals = npt.NDArray[np.float64]
GRID = np.linspace(-4, 4, 8001)


@pytest.fixture
def responses(bank: haven.ItemBank, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """60 simulated persons, a fifth of the cells not presented."""
    theta = rng.normal(size=60)
    answers = (rng.random((60, len(bank))) < independent.probability(bank, theta)).astype(np.int64)
    answers[rng.random(answers.shape) < 0.2] = -1
    return answers


def test_mlef_maximises_the_likelihood_with_two_more_items(
    bank: haven.ItemBank, responses: npt.NDArray[np.int64]
) -> None:
    result = haven.estimate_mlef(bank, responses, fence_discrimination=4.0, fence_lower=-3.0, fence_upper=3.5)
    fences = -np.log1p(np.exp(-4 * (GRID + 3))) - np.log1p(np.exp(4 * (GRID - 3.5)))
    objective = independent.log_likelihood(bank, responses, GRID) + fences
    np.testing.assert_allclose(result.theta, GRID[objective.argmax(axis=1)], atol=0.0011)
    assert not result.at_bound.any()


def robust_score(bank: haven.ItemBank, pattern: npt.NDArray[np.int64], theta: Reals, weight: Any) -> Reals:
    """[n_theta]: the sum of w (x - P) P' / (P Q)."""
    p = independent.probability(bank, theta)
    c, d = bank.pseudo_guessing, bank.upper_asymptote
    slope = bank.discrimination * (p - c) * (d - p) / (d - c)
    terms = weight(np.abs(bank.discrimination * (theta[:, None] - bank.difficulty))) * slope * (pattern - p)
    total: Reals = (terms / (p * (1 - p)))[:, pattern >= 0].sum(axis=1)
    return total


@pytest.mark.parametrize(
    ("estimate", "weight"),
    [
        (haven.estimate_huber, lambda r: np.minimum(1, 1 / np.maximum(r, 1e-9))),
        (haven.estimate_tukey, lambda r: np.where(r <= 4, (1 - (r / 4) ** 2) ** 2, 0)),
    ],
)
def test_robust_estimates_solve_the_weighted_equation(
    bank: haven.ItemBank, responses: npt.NDArray[np.int64], estimate: Any, weight: Any
) -> None:
    result = estimate(bank, responses)
    for pattern, theta, at_bound in zip(responses, result.theta, result.at_bound, strict=True):
        if not at_bound:
            assert robust_score(bank, pattern, np.array([theta]), weight)[0] == pytest.approx(0, abs=1e-8)


def test_a_uniform_prior_is_maximum_likelihood(bank: haven.ItemBank, responses: npt.NDArray[np.int64]) -> None:
    uniform = haven.estimate_map(bank, responses, prior="uniform")
    np.testing.assert_array_equal(uniform.theta, haven.estimate_mle(bank, responses).theta)


def test_jeffreys_prior_maximises_log_likelihood_plus_half_log_information(
    bank: haven.ItemBank, responses: npt.NDArray[np.int64]
) -> None:
    result = haven.estimate_map(bank, responses, prior="jeffreys")
    information = (responses >= 0) @ independent.information(bank, GRID).T
    objective = independent.log_likelihood(bank, responses, GRID) + 0.5 * np.log(information)
    np.testing.assert_allclose(result.theta, GRID[objective.argmax(axis=1)], atol=0.0011)


def test_eap_on_nodes_of_your_own(bank: haven.ItemBank, responses: npt.NDArray[np.int64]) -> None:
    x, w = np.polynomial.hermite_e.hermegauss(40)
    own = haven.estimate_eap(bank, responses, quadrature=(x, w))
    gauss = haven.estimate_eap(bank, responses, quadrature="gauss_hermite", quadrature_points=40)
    np.testing.assert_allclose(own.theta, gauss.theta, rtol=0, atol=1e-11)
    np.testing.assert_allclose(own.standard_error, gauss.standard_error, rtol=0, atol=1e-11)
    weight = np.exp(independent.log_likelihood(bank, responses, x)) * w
    np.testing.assert_allclose(own.theta, (weight @ x) / weight.sum(axis=1), rtol=0, atol=1e-10)


def test_legendre_nodes_are_those_of_numpy(bank: haven.ItemBank, responses: npt.NDArray[np.int64]) -> None:
    x, w = np.polynomial.legendre.leggauss(50)
    nodes = 4 * x
    own = haven.estimate_eap(bank, responses, quadrature=(nodes, w * np.exp(-(nodes**2) / 2)))
    gauss = haven.estimate_eap(bank, responses, quadrature="gauss_legendre", quadrature_points=50)
    np.testing.assert_allclose(own.theta, gauss.theta, rtol=0, atol=1e-11)


@pytest.mark.parametrize("pair", [(1.0,), ([0.0, 1.0], [1.0]), ([1.0, 0.0], [1.0, 1.0]), 7, ([0.0, 1.0], [1.0, -1.0])])
def test_bad_nodes_are_refused(bank: haven.ItemBank, pair: Any) -> None:
    with pytest.raises(haven.InvalidArgument, match="quadrature"):
        haven.estimate_eap(bank, [1, 0] * 20, quadrature=pair)


def test_standard_errors_by_name(bank: haven.ItemBank, responses: npt.NDArray[np.int64]) -> None:
    own = haven.estimate_map(bank, responses)
    expected = haven.estimate_map(bank, responses, standard_error="expected")
    np.testing.assert_allclose(expected.standard_error, own.standard_error, rtol=1e-12)
    observed = haven.estimate_map(bank, responses, standard_error="observed").standard_error
    positive = own.observed_information + 1 > 0
    np.testing.assert_allclose(observed[positive], 1 / np.sqrt(own.observed_information[positive] + 1), rtol=1e-12)
    posterior = haven.estimate_mle(bank, responses, standard_error="posterior_sd").standard_error
    np.testing.assert_array_equal(posterior, haven.estimate_eap(bank, responses).standard_error)


@pytest.mark.parametrize("estimate", [haven.estimate_mle, haven.estimate_eap, haven.estimate_wle])
def test_threads_change_nothing(bank: haven.ItemBank, responses: npt.NDArray[np.int64], estimate: Any) -> None:
    many = np.tile(responses, (100, 1))
    one = estimate(bank, many, threads=1)
    for threads in (0, 2, 16):
        other = estimate(bank, many, threads=threads)
        np.testing.assert_array_equal(one.theta, other.theta)
        np.testing.assert_array_equal(one.standard_error, other.standard_error)


def test_robust_estimates_take_dichotomous_items_only() -> None:
    bank = haven.ItemBank(items=[{"model": "gpcm", "discrimination": 1.0, "step_difficulties": [0.0, 0.5]}])
    with pytest.raises(haven.InvalidArgument, match="huber takes dichotomous items only"):
        haven.estimate_huber(bank, [1])


def test_sum_scores_of_equal_items_are_binomial() -> None:
    bank = haven.ItemBank(discrimination=1.0, difficulty=np.zeros(4))
    np.testing.assert_allclose(haven.sum_score_distribution(bank, 0.0), np.array([1, 4, 6, 4, 1]) / 16, rtol=1e-14)
    np.testing.assert_allclose(haven.sum_score_distribution(bank, 0.0, [1, 3]), [0.25, 0.5, 0.25], rtol=1e-14)
    with pytest.raises(haven.InvalidArgument, match=r"items: must be in 0\.\.3, got 4"):
        haven.sum_score_distribution(bank, 0.0, [4])


def test_the_sum_score_table_is_eap_for_rasch_items() -> None:
    bank = haven.ItemBank(discrimination=1.0, difficulty=np.linspace(-2, 2, 9))
    patterns = np.tril(np.ones((10, 10), dtype=int), -1)[:, :9]
    eap = haven.estimate_eap(bank, patterns, prior_mean=0.3, prior_sd=1.2)
    theta, sd, probability = haven.sum_score_eap(bank, prior_mean=0.3, prior_sd=1.2)
    np.testing.assert_allclose(theta, eap.theta, rtol=0, atol=1e-12)
    np.testing.assert_allclose(sd, eap.standard_error, rtol=0, atol=1e-12)
    assert probability.sum() == pytest.approx(1, abs=1e-12)


def test_the_exact_standard_error_is_the_sd_over_all_patterns() -> None:
    bank = haven.ItemBank(discrimination=[0.8, 1.2, 1.6, 1.0], difficulty=[-1.0, 0.0, 0.5, 1.0], pseudo_guessing=0.2)
    patterns = (np.arange(16)[:, None] >> np.arange(4)) & 1
    weight = np.exp(independent.log_likelihood(bank, patterns, np.array([0.4])))[:, 0]
    theta = haven.estimate_map(bank, patterns).theta
    sd = np.sqrt(weight @ theta**2 - (weight @ theta) ** 2)
    assert haven.exact_standard_error(bank, 0.4, "map") == pytest.approx(sd, abs=1e-12)
    with pytest.raises(haven.InvalidArgument, match="estimator"):
        haven.exact_standard_error(bank, 0.4, "lord")  # type: ignore[arg-type]
