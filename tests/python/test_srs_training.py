"""Logs, training and evaluation of haven.srs from Python. What they compute is tested in C++."""

import math
import threading
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import haven
from haven import srs

START = 1_704_067_200
DAY = 86_400


def simulated_log(cards: int = 300, answers: int = 8, seed: int = 5) -> dict[str, npt.NDArray[Any]]:
    """A learner who forgets sooner than the default weights say, answering at intervals of their own."""
    rng = np.random.default_rng(seed)
    weights = list(srs.default_parameters())
    weights[:4] = [0.05, 0.3, 0.6, 2.0]
    model = srs.MemoryModel("fsrs-6", weights)
    rows = []
    for card in range(cards):
        day = int(rng.integers(0, 100))
        state = model.first(3)
        rows.append((card, 3, day))
        for _ in range(answers - 1):
            elapsed = int(rng.integers(1, 15))
            day += elapsed
            rating = 3 if rng.random() < model.retrievability(state, elapsed) else 1
            state = model.next(state, elapsed, rating)
            rows.append((card, rating, day))
    rows.sort(key=lambda row: row[2])
    card_column, rating_column, day_column = (np.array(column) for column in zip(*rows, strict=True))
    return {"card": card_column, "rating": rating_column, "at": START + DAY * day_column}


LOG = simulated_log()


def test_training_finds_better_weights() -> None:
    result = srs.optimize(LOG)
    assert result.verdict == "trained"
    assert len(result.parameters) == 21
    assert 0.0 < result.share <= 1.0
    assert result.after.log_loss < result.before.log_loss - 0.005
    assert result.held_out_after.log_loss < result.held_out_before.log_loss
    assert result.after.predictions == 300 * 7
    srs.check_parameters("fsrs-6", result.parameters)
    assert result.parameters[2] < 1.5  # 0.6 in truth, 2.3 by default
    assert "verdict='trained'" in repr(result)


def test_a_log_may_have_any_form() -> None:
    rows = list(zip(*(LOG[name].tolist() for name in ("card", "rating", "at")), strict=True))
    moments = [datetime.fromtimestamp(at, UTC) for at in LOG["at"].tolist()]
    forms: list[Any] = [
        srs.ReviewLog(LOG["card"], LOG["rating"], LOG["at"]),
        srs.ReviewLog(LOG["card"].tolist(), LOG["rating"].astype(np.uint8), moments),
        {**LOG, "at": LOG["at"].astype(float), "duration": np.full(len(rows), 3.5)},
        rows,
        iter(rows),
        srs.TrainingSet(LOG),
    ]
    expected = srs.optimize(LOG, guarded=False).parameters
    for form in forms:
        assert srs.optimize(form, guarded=False).parameters == expected


def test_threads_do_not_change_the_weights() -> None:
    for model in ("fsrs-6", "fsrs-7"):
        one, two = (srs.optimize(LOG, model, guarded=False, threads=n) for n in (1, 2))
        assert one.parameters == two.parameters


def test_small_logs_keep_the_weights() -> None:
    few = [(1, 3, START), (1, 3, START + 3 * DAY)]
    for log in ([], few):
        result = srs.optimize(log)
        assert result.verdict == "too_few"
        assert result.parameters == srs.default_parameters()
    assert math.isnan(srs.optimize([]).before.log_loss)
    always = {**LOG, "rating": np.full(len(LOG["card"]), 3)}
    assert srs.optimize(always).verdict == "one_outcome"


def test_progress_is_told_and_cancels() -> None:
    steps: list[tuple[int, int, float]] = []
    assert srs.optimize(LOG, progress=lambda *now: steps.append(now)).verdict == "trained"
    assert len(steps) > 3
    assert all(0 <= step <= most and loss > 0.0 for step, most, loss in steps)
    present = list(srs.default_parameters())
    present[20] = 0.2
    stopped = srs.optimize(LOG, parameters=present, progress=lambda step, most, loss: step < 2)
    assert stopped.verdict == "cancelled"
    assert stopped.parameters == tuple(present)


def test_an_exception_of_progress_comes_through() -> None:
    def fail(step: int, most_steps: int, loss: float) -> bool:
        raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        srs.optimize(LOG, progress=fail)


def test_training_runs_without_the_gil() -> None:
    log = simulated_log(2_000, 10)
    training_set = srs.TrainingSet(log)
    stop, turns = threading.Event(), [0]

    def count() -> None:
        while not stop.wait(1e-4):
            turns[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = turns[0]
    srs.optimize(training_set)
    during = turns[0] - before
    stop.set()
    thread.join()
    assert during > 10


def test_a_set_holds_the_histories() -> None:
    log = srs.ReviewLog(
        [7, 7, 9, 7, 9, 9],
        [3, 1, 4, 2, 3, 3],
        [START, START + 60, START + 90, START + 5 * DAY, START + 2.5 * DAY, START + 4 * DAY],
        kind=["answer", "answer", "answer", "answer", "manual", "answer"],
    )
    assert len(log) == 6
    assert list(log.card) == [7, 7, 9, 7, 9, 9]
    training_set = srs.TrainingSet(log)
    assert list(training_set.cards) == [7, 9]
    assert list(training_set.offsets) == [0, 3, 5]
    assert list(training_set.ratings) == [3, 1, 2, 4, 3]
    assert list(training_set.elapsed_days) == [0, 0, 4, 0, 3]
    assert list(training_set.place) == [-1, -1, 1, -1, 0]
    assert (training_set.predictions, training_set.manual, training_set.crammed) == (2, 1, 0)
    memory = srs.replay_all(srs.MemoryModel(), training_set.elapsed_days, training_set.ratings, training_set.offsets)
    assert len(memory) == 2
    fractional = srs.TrainingSet(log, day_rule="fractional", targets="all")
    assert fractional.elapsed_days[1] == 60 / DAY
    assert fractional.predictions == 3
    assert srs.TrainingSet(log, ignore_before=START + 70).before_cut_off == 3
    assert srs.TrainingSet(log, longest_history=2).beyond_longest == 1


def test_what_follows_lost_answers_teaches_nothing() -> None:
    whole = {"card": [1, 1, 2, 2], "rating": [3, 3, 3, 1], "at": START + np.arange(4) * DAY}
    assert srs.TrainingSet(whole).predictions == 2
    cut = srs.TrainingSet({**whole, "truncated": [False, False, True, False]})
    assert (cut.predictions, cut.truncated, cut.cards.tolist()) == (1, 2, [1])


def test_weights_are_judged_on_what_they_have_not_seen() -> None:
    training_set = srs.TrainingSet(LOG)
    everything = training_set.predictions
    first = srs.optimize(training_set, guarded=False).parameters
    asked = srs.optimize(training_set, parameters=first, seen=everything)
    assert (asked.verdict, asked.held_out_before.predictions) == ("not_better", 0)
    assert asked.parameters == first
    later = srs.optimize(training_set, parameters=first, seen=everything - 100)
    assert later.held_out_before.predictions == 100
    with pytest.raises(haven.InvalidArgument, match="seen must be at most the predictions"):
        srs.optimize(training_set, seen=everything + 1)


def test_two_buttons_leave_the_weights_of_the_others() -> None:
    trained = srs.optimize(LOG, guarded=False).parameters
    defaults = srs.default_parameters()
    assert set(np.unique(srs.TrainingSet(LOG).ratings)) == {1, 3}
    assert [trained[place] for place in (0, 3, 15, 16)] == [defaults[place] for place in (0, 3, 15, 16)]
    assert trained[2] != defaults[2]
    assert trained[1] == min(defaults[1], trained[2])  # Good, where it passes Hard, takes it along


def test_predictions_are_measured() -> None:
    training_set = srs.TrainingSet(LOG)
    predictions = srs.predict(srs.MemoryModel(), training_set)
    metrics = srs.evaluate(predictions)
    p, y = predictions.probability, predictions.recalled
    assert len(predictions) == metrics.predictions == training_set.predictions
    assert metrics.recall == pytest.approx(y.mean(), rel=1e-12)
    assert metrics.log_loss == pytest.approx(-np.mean(np.log(np.where(y, p, 1.0 - p))), rel=1e-12)
    pairs = p[y][:, None] - p[~y][None, :]
    assert metrics.auc == pytest.approx(np.mean((pairs > 0) + 0.5 * (pairs == 0)), rel=1e-9)
    weights = srs.recency_weights(len(predictions))
    loss = -np.log(np.where(y, p, 1.0 - p))
    assert srs.evaluate(predictions, weights).log_loss == pytest.approx(np.average(loss, weights=weights), rel=1e-12)
    bins = srs.calibration(predictions, 10)
    assert [bin["count"] for bin in bins] == np.histogram(p, bins=10, range=(0.0, 1.0))[0].tolist()
    assert srs.time_ordered_folds(12, 5) == [(2, 4), (4, 6), (6, 8), (8, 10), (10, 12)]
    with pytest.raises(haven.InvalidArgument):
        srs.evaluate(predictions, [1.0])


@pytest.mark.parametrize(
    ("log", "message"),
    [
        ([(1, 3, START), (1, 5, START)], "row 1: rating must be 1..4"),
        ([(1, 3, START), (1, 3, START - 1)], "log row 1: time must not be before the card's last row"),
        ([(1, 3, START), (1, 3)], r"row 1: must be \(card, rating, at\)"),
        ([(1, 3, START), "x"], r"row 1: must be \(card, rating, at\)"),
        ([(-1, 3, START)], "row 0: card must be an integer"),
        ([(1.5, 3, START)], "row 0: card must be an integer"),
        ([(1, 3, math.nan)], "row 0: must be seconds"),
        ([(1, 3, datetime(2024, 1, 1))], "row 0: must be an aware datetime"),
        ({"card": [1], "rating": [3]}, "log: has no column at"),
        ({"card": [1], "rating": [3, 3], "at": [1]}, "rating: must have 1 rows, got 2"),
        ({"card": [1], "rating": [3], "at": [1], "kind": ["exam"]}, "row 0: kind must be"),
        ({"card": [1], "rating": [3], "at": [1], "duration": [-1]}, "log row 0: duration must not be negative, got -1000000 us"),
        ("log.csv", "log: must be"),
        (7, "log: must be"),
    ],
)
def test_a_bad_log_is_refused(log: Any, message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        srs.optimize(log)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "sm-2"}, "sm-2"),
        ({"parameters": [1.0] * 21}, "weight"),
        ({"prior": [math.nan] * 21}, "weight 0"),
        ({"regularisation": -1.0}, "regularisation"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_bad_option_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        srs.optimize(LOG, **options)
