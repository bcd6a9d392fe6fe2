"""Decision quality, exposure calibration, bank health and conflicts; their mathematics is tested in C++."""

import math

import numpy as np
import pytest

import haven


def pool_of(bank: haven.ItemBank) -> haven.ItemPool:
    return haven.ItemPool(bank, attributes={"area": ["a", "b"] * (len(bank) // 2)})


def test_rudner_quality_is_the_normal_distribution() -> None:
    quality = haven.rudner_quality([0.5], [0.4], [0.0])
    above = 0.5 * (1.0 + math.erf(0.5 / 0.4 / math.sqrt(2.0)))
    assert quality["accuracy"] == pytest.approx(above, abs=1e-12)
    assert quality["consistency"] == pytest.approx(above**2 + (1 - above) ** 2, abs=1e-12)
    assert quality["level_probability"][0] == pytest.approx([1 - above, above], abs=1e-12)
    with pytest.raises(haven.InvalidArgument):
        haven.rudner_quality([0.5], [0.4, 0.3], [0.0])


def test_lee_quality_is_the_distribution_of_the_sum() -> None:
    bank = haven.ItemBank(discrimination=[1.0, 1.0], difficulty=[0.0, 1.0])
    p, q = (float(one) for one in haven.probability(bank, 0.3)[0])
    quality = haven.lee_quality(bank, [0.3], [1.5])
    assert quality["level_probability"][0] == pytest.approx([1 - p * q, p * q], abs=1e-12)


def test_sympson_hetter_values_keep_the_rate(bank: haven.ItemBank) -> None:
    rules = haven.Blueprint(minimum_items=8, maximum_items=8)
    theta = np.random.default_rng(3).normal(size=4000)
    free = haven.simulate(bank, theta, rules, seed=5)
    assert np.bincount(free.items.ravel(), minlength=len(bank)).max() > 0.8 * len(theta)
    found = haven.calibrate_sympson_hetter(bank, rules, 0.5, candidates=4000, seed=1, threads=2)
    assert found["converged"] and len(found["k"]) == len(bank)
    kept = haven.simulate(bank, theta, rules, seed=5, eligibility=[found["k"]])
    rates = np.bincount(kept.items.ravel(), minlength=len(bank)) / len(theta)
    assert rates.max() < 0.5 + 4 * math.sqrt(0.25 / len(theta))  # the largest of forty rates


def test_bank_health_counts_the_supply(bank: haven.ItemBank) -> None:
    rules = haven.Blueprint(
        minimum_items=10,
        maximum_items=20,
        passing_standard=0.2,
        content=[{"attribute": "area", "value": "a", "minimum": 0.4, "maximum": 0.6}],
    )
    health = haven.bank_health(pool_of(bank), rules)
    information = haven.information(bank, 0.2).sum()
    assert health["cut"]["information"] == pytest.approx(information, rel=1e-12)
    assert [(row["value"], row["single_items"], row["needed"]) for row in health["supply"]] == [
        ("a", len(bank) // 2, 8),
        ("b", len(bank) // 2, 0),
    ]


def test_conflicts_are_named(bank: haven.ItemBank) -> None:
    rule = {"attribute": "area", "value": "a", "minimum": 0.8, "maximum": 1.0}
    rules = haven.Blueprint(minimum_items=30, maximum_items=30, content=[rule])
    assert haven.find_conflict(pool_of(bank), rules) == ["area=a: at least 24 of 30 items (the pool has 20)"]
    assert haven.find_conflict(pool_of(bank), haven.Blueprint()) is None
    with pytest.raises(haven.InvalidArgument, match="infeasible at 30 items"):
        haven.Exam(pool_of(bank), rules)
