"""A recovery study: simulated candidates of known ability sit adaptive exams on the bank of the bundled server."""

from collections.abc import Callable

import numpy as np
import pytest

import haven

CANDIDATES = 200
STANDARD = 0.0
RULES = haven.Blueprint(minimum_items=20, maximum_items=100, passing_standard=STANDARD)


def sit(
    bank: haven.ItemBank, theta: float, seed: int, between: Callable[[haven.Exam], haven.Exam] = lambda exam: exam
) -> haven.Exam:
    """One exam; `between` may replace it after every answer. The draws belong to the candidate and the item."""
    correct = np.random.default_rng(seed).random(len(bank)) < haven.probability(bank, theta)[0]
    exam = haven.Exam(bank, RULES, seed)
    while exam.next_item is not None:
        exam.answer(bool(correct[exam.next_item]))
        exam = between(exam)
    return exam


def test_200_candidates(sample_bank: haven.ItemBank, capsys: pytest.CaptureFixture[str]) -> None:
    abilities = np.random.default_rng(1).normal(0.0, 1.0, CANDIDATES)
    exams = [sit(sample_bank, theta, seed) for seed, theta in enumerate(abilities)]
    resumed = [
        sit(sample_bank, theta, seed, lambda exam: haven.Exam.from_json(sample_bank, exam.to_json()))
        for seed, theta in enumerate(abilities)
    ]
    assert [exam.to_json() for exam in resumed] == [exam.to_json() for exam in exams]
    assert [exam.outcome for exam in resumed] == [exam.outcome for exam in exams]

    outcomes = [exam.outcome for exam in exams if exam.outcome is not None]
    assert len(outcomes) == CANDIDATES
    errors = np.array([outcome.theta for outcome in outcomes]) - abilities
    standard_errors = np.array([outcome.standard_error for outcome in outcomes])
    items = np.array([outcome.items for outcome in outcomes])
    right = np.array([(o.decision == "pass") == (t >= STANDARD) for o, t in zip(outcomes, abilities, strict=True)])
    bias, rmse = errors.mean(), np.sqrt(np.mean(errors**2))
    with capsys.disabled():
        print(
            f"\n{CANDIDATES} simulated candidates, {len(sample_bank)} items, ML, 95 % confidence rule at {STANDARD}: "
            f"bias {bias:+.3f}, RMSE {rmse:.3f}, mean standard error {standard_errors.mean():.3f}, "
            f"mean length {items.mean():.1f}, decisions right {100 * right.mean():.1f} %; all resumed exams identical"
        )

    # Four standard errors of each statistic around what theory says: no bias, the spread that the exams report.
    assert abs(bias) < 4 * rmse / np.sqrt(CANDIDATES) + 0.05
    assert np.mean((errors / standard_errors) ** 2) == pytest.approx(1.0, abs=4 * np.sqrt(2 / CANDIDATES))
    assert items.min() >= 20 and items.max() <= 100
    assert right.mean() > 0.85
