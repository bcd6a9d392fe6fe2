from typing import Any

import independent
import numpy as np
import pytest

import haven

THETA = np.linspace(-6, 6, 49)


def test_probability_agrees_with_the_formula(bank: haven.ItemBank) -> None:
    p = haven.probability(bank, THETA)
    assert p.shape == (49, 40) and p.dtype == np.float64
    np.testing.assert_allclose(p, independent.probability(bank, THETA), rtol=0, atol=1e-14)


def test_information_agrees_with_the_formula(bank: haven.ItemBank) -> None:
    info = haven.information(bank, THETA)
    assert info.shape == (49, 40) and info.dtype == np.float64
    np.testing.assert_allclose(info, independent.information(bank, THETA), rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("curve", [haven.probability, haven.information])
def test_one_theta_gives_one_row(bank: haven.ItemBank, curve: Any) -> None:
    rows = curve(bank, THETA)
    for theta in (THETA[7], float(THETA[7]), np.float32(THETA[7]), [THETA[7]]):
        np.testing.assert_array_equal(curve(bank, theta), rows[7:8])
    np.testing.assert_array_equal(curve(bank, THETA[::-3]), rows[::-3])
    assert curve(bank, []).shape == (0, 40)


@pytest.mark.parametrize("curve", [haven.probability, haven.information])
@pytest.mark.parametrize(
    ("theta", "message"),
    [
        ([0.0, np.nan], "theta: must be finite, got nan at position 1"),
        (np.inf, "theta: must be finite"),
        ("zero", "theta: must be real numbers"),
        (None, "theta: must be real numbers"),
        ([[0.0]], "theta: must be a number or one-dimensional"),
    ],
)
def test_bad_theta_is_refused(bank: haven.ItemBank, curve: Any, theta: Any, message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        curve(bank, theta)


def test_log_likelihood_agrees_with_the_formula(bank: haven.ItemBank, rng: np.random.Generator) -> None:
    responses = rng.integers(-1, 2, (5, 40))
    expected = independent.log_likelihood(bank, responses, THETA)
    np.testing.assert_allclose(haven.log_likelihood(bank, responses, THETA), expected, rtol=1e-12)
    np.testing.assert_allclose(haven.log_likelihood(bank, responses[2], THETA), expected[2], rtol=1e-12)
    np.testing.assert_allclose(haven.log_likelihood(bank, responses, THETA[3]), expected[:, 3], rtol=1e-12)
    one = haven.log_likelihood(bank, responses[2], THETA[3])
    assert isinstance(one, float)
    assert one == pytest.approx(expected[2, 3], rel=1e-12)


def test_log_likelihood_is_finite_at_absurd_abilities(bank: haven.ItemBank) -> None:
    assert np.isfinite(haven.log_likelihood(bank, [0, 1] * 20, [-300.0, 300.0])).all()
