"""Selection rules, against their formulas written again in NumPy. catR's own values are tested in C++."""

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import haven
from conftest import ROOT
from independent import information, probability

Reals = npt.NDArray[np.float64]
NODES = np.linspace(-4, 4, 33)
PRIOR = np.exp(-0.5 * NODES**2) / np.sqrt(2 * np.pi)
RULES: tuple[Any, ...] = (
    "mfi",
    "bopt",
    "thopt",
    "mlwi",
    "mpwi",
    "mei",
    "mepv",
    "kl",
    "klp",
    "gdi",
    "gdip",
    "cut_information",
    "progressive",
    "proportional",
    "a_stratified",
    "random",
)
MINIMISED = ("bopt", "thopt", "mepv", "a_stratified")


@pytest.fixture
def pattern(bank: haven.ItemBank, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Eight of the items given."""
    responses = np.full(len(bank), -1)
    given = rng.choice(len(bank), 8, replace=False)
    responses[given] = rng.integers(0, 2, 8)
    return responses


def likelihood(bank: haven.ItemBank, responses: npt.NDArray[np.int64]) -> Reals:
    p = probability(bank, NODES)
    q: Reals = np.where(responses == 1, p, np.where(responses == 0, 1 - p, 1.0)).prod(axis=1)
    return q


def integral(values: Reals) -> Reals:
    """Over the nodes, by the trapezoidal rule."""
    sums: Reals = 0.125 * (values[1:] + values[:-1]).sum(axis=0)
    return sums


def check(values: Reals, expected: Reals, responses: npt.NDArray[np.int64]) -> None:
    free = responses == -1
    assert np.isnan(values[~free]).all()
    np.testing.assert_allclose(values[free], expected[free], rtol=1e-10)


def test_information_at_theta_and_at_the_cut(bank: haven.ItemBank, pattern: npt.NDArray[np.int64]) -> None:
    check(haven.criterion(bank, "mfi", 0.4, pattern), information(bank, np.array([0.4]))[0], pattern)
    at_cut = haven.criterion(bank, "cut_information", 0.4, pattern, cut=-0.7)
    check(at_cut, information(bank, np.array([-0.7]))[0], pattern)


def test_weighted_information(bank: haven.ItemBank, pattern: npt.NDArray[np.int64]) -> None:
    table, weight = information(bank, NODES), likelihood(bank, pattern)[:, None]
    check(haven.criterion(bank, "mlwi", 0.4, pattern), integral(table * weight), pattern)
    check(haven.criterion(bank, "mpwi", 0.4, pattern), integral(table * weight * PRIOR[:, None]), pattern)


def test_kullback_leibler(bank: haven.ItemBank, pattern: npt.NDArray[np.int64]) -> None:
    here, there = probability(bank, np.array([0.4])), probability(bank, NODES)
    divergence = here * np.log(here / there) + (1 - here) * np.log((1 - here) / (1 - there))
    weight = likelihood(bank, pattern)[:, None]
    check(haven.criterion(bank, "kl", 0.4, pattern), integral(divergence * weight), pattern)
    weight = weight * PRIOR[:, None]
    check(haven.criterion(bank, "klp", 0.4, pattern), integral(divergence * weight), pattern)


def test_discrimination_index_is_the_variance_of_p(bank: haven.ItemBank, pattern: npt.NDArray[np.int64]) -> None:
    p = probability(bank, NODES)
    weights: dict[Any, Reals] = {"gdi": likelihood(bank, pattern), "gdip": likelihood(bank, pattern) * PRIOR}
    for rule, weight in weights.items():
        weight = weight / weight.sum()
        check(haven.criterion(bank, rule, 0.4, pattern), weight @ (p - weight @ p) ** 2, pattern)


def test_expected_posterior_variance(bank: haven.ItemBank, pattern: npt.NDArray[np.int64]) -> None:
    p, here = probability(bank, NODES), probability(bank, np.array([0.4]))[0]
    prior = likelihood(bank, pattern) * PRIOR
    prior[[0, -1]] /= 2

    def variance(posterior: Reals) -> Reals:
        posterior = posterior / posterior.sum(axis=0)
        result: Reals = posterior.T @ NODES**2 - (posterior.T @ NODES) ** 2
        return result

    expected = here * variance(prior[:, None] * p) + (1 - here) * variance(prior[:, None] * (1 - p))
    check(haven.criterion(bank, "mepv", 0.4, pattern), expected, pattern)


def test_expected_information_is_that_of_catr() -> None:
    table = json.loads((ROOT / "tests/reference/select.json").read_text())
    rows = json.loads((ROOT / "tests/reference/items.json").read_text())
    entry = next(bank for bank in table["banks"] if bank["bank"] == "GRM")
    items = next(bank["items"] for bank in rows["banks"] if bank["name"] == "GRM")
    bank = haven.ItemBank(
        items=[
            {"model": "grm", "discrimination": row[0], "thresholds": [b for b in row[1:] if b is not None]}
            for row in items
        ]
    )
    state = entry["states"][3]
    responses = np.full(len(bank), -1)
    responses[np.array(state["items"]) - 1] = state["x"]
    for name, kind in (("MEIf", "fisher"), ("MEIo", "observed")):
        best = state["criteria"][name]
        assert haven.select(bank, "mei", state["theta"], responses, information=kind) == best["item"] - 1
        # catR's updated ability is good to 1.3e-4.
        value = haven.criterion(bank, "mei", state["theta"], responses, information=kind)[best["item"] - 1]
        assert value == pytest.approx(best["value"], rel=2e-4)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "proportional"])
def test_the_selected_item_is_the_best_by_the_criterion(
    bank: haven.ItemBank, pattern: npt.NDArray[np.int64], rule: Any
) -> None:
    for seed in range(5):
        values = haven.criterion(bank, rule, -0.6, pattern, seed=seed)
        best = np.nanargmin(values) if rule in MINIMISED else np.nanargmax(values)
        assert haven.select(bank, rule, -0.6, pattern, seed=seed) == best


def test_proportional_draws_with_its_probabilities(bank: haven.ItemBank, pattern: npt.NDArray[np.int64]) -> None:
    probabilities = haven.criterion(bank, "proportional", 0.0, pattern, acceleration=0.5)
    assert np.nansum(probabilities) == pytest.approx(1, abs=1e-12)
    draws = 20_000
    counts = np.zeros(len(bank))
    for seed in range(draws):
        item = haven.select(bank, "proportional", 0.0, pattern, seed=seed, acceleration=0.5)
        assert item is not None
        counts[item] += 1
    expected = np.nan_to_num(probabilities) * draws
    assert counts[pattern != -1].sum() == 0
    assert (np.abs(counts - expected) <= 5 * np.sqrt(expected) + 1).all()


def test_progressive_weights_information_by_the_progress_of_the_test(
    bank: haven.ItemBank, pattern: npt.NDArray[np.int64]
) -> None:
    mfi = haven.criterion(bank, "mfi", 0.0, pattern)
    np.testing.assert_array_equal(haven.criterion(bank, "progressive", 0.0, pattern, maximum_items=9), mfi)
    mixed = haven.criterion(bank, "progressive", 0.0, pattern, maximum_items=33)
    # 8 items were given of the 32 before the last; what is left are uniform numbers.
    weight = sum(range(1, 9)) / sum(range(1, 33))
    share = (mixed - weight * mfi) / ((1 - weight) * np.nanmax(mfi))
    assert np.nanmin(share) >= -1e-12
    assert np.nanmax(share) < 1 + 1e-12


def test_options_by_precision_use_the_standard_error(bank: haven.ItemBank, pattern: npt.NDArray[np.int64]) -> None:
    reached = haven.criterion(bank, "progressive", 0.0, pattern, progress="precision", standard_error=0.3)
    np.testing.assert_array_equal(reached, haven.criterion(bank, "mfi", 0.0, pattern))


def test_an_exhausted_bank_gives_none(bank: haven.ItemBank) -> None:
    for rule in RULES:
        assert haven.select(bank, rule, 0.0, np.ones(len(bank), dtype=int)) is None
        assert np.isnan(haven.criterion(bank, rule, 0.0, np.ones(len(bank), dtype=int))).all()


def test_without_responses_every_item_has_a_value(bank: haven.ItemBank) -> None:
    for rule in RULES:
        assert not np.isnan(haven.criterion(bank, rule, 0.0)).any()


def test_randomesque_draws_among_the_best(bank: haven.ItemBank) -> None:
    rules: tuple[Any, ...] = ("mfi", "mpwi", "bopt")
    for rule in rules:
        values = haven.criterion(bank, rule, 0.0)
        best = set(np.argsort(values if rule in MINIMISED else -values)[:4].tolist())
        drawn = {haven.select(bank, rule, 0.0, seed=s, randomesque=4) for s in range(200)}
        assert drawn == best


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rule": "best"}, "rule: must be one of mfi, .*, random, got 'best'"),
        ({"theta": np.nan}, "selection: theta must be in -1000..1000, got nan"),
        ({"theta": 1001}, "selection: theta must be in -1000..1000, got 1001"),
        ({"responses": [1, 0]}, "responses: must have one entry for each of the 40 items, got 2"),
        ({"responses": [[-1] * 40]}, r"responses: must be one pattern \[n_items\], got a matrix"),
        ({"speed": 3}, "options: there is no speed"),
        ({"cut": "low"}, "cut: has no value of its type: 'low'"),
        ({"cut": 5}, "criterion options: cut must be in the ability range, got 5"),
        ({"information": "expected"}, "information: must be fisher or observed, got 'expected'"),
        ({"estimator": "ml"}, "estimator: must be mle, map, eap or wle, got 'ml'"),
        ({"progress": "time"}, "progress: must be length or precision, got 'time'"),
        ({"maximum_items": 0}, r"criterion options: maximum_items must be in 1..100000, got 0"),
        ({"acceleration": -1}, "criterion options: acceleration must be in 0..100, got -1"),
        ({"target_standard_error": 0}, "criterion options: target_standard_error"),
        ({"strata": 0}, "criterion options: strata must be in 1..255, got 0"),
        ({"quadrature_points": 1}, "quadrature_points must be in 2..10001, got 1"),
        ({"standard_error": 0.0}, "selection: standard_error must be positive, got 0"),
    ],
)
def test_bad_arguments_are_refused_by_name(bank: haven.ItemBank, arguments: dict[str, Any], message: str) -> None:
    call: dict[str, Any] = {"rule": "mfi", "theta": 0.0, **arguments}
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.criterion(bank, **call)
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.select(bank, **call)


def test_rules_for_dichotomous_items_refuse_others() -> None:
    bank = haven.ItemBank(items=[{"model": "grm", "id": "g", "discrimination": 1, "thresholds": [0, 1]}])
    refused: tuple[Any, ...] = ("bopt", "thopt", "a_stratified")
    for rule in refused:
        with pytest.raises(haven.InvalidArgument, match=f"{rule}: all items must be dichotomous, got item g"):
            haven.select(bank, rule, 0.0)
    for rule in RULES:
        if rule not in refused:
            assert haven.select(bank, rule, 0.0) == 0
