"""What the Python peers share: the inputs that haven_peer_inputs wrote, a stopwatch of processor time, figures as CSV."""

import csv
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SIZES = (200, 1_000, 10_000)
ROUNDS = 5
SECONDS = 0.5  # that a figure is measured for, at least


@dataclass
class State:
    """The course of an exam: the estimate so far, the responses, and what Haven makes of them."""

    theta: float
    items: list[int]
    scores: list[int]
    mle: float
    best: int


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_items(path: Path) -> list[list[float]]:
    return [[float(value) for value in row.values()] for row in read_rows(path)]


def read_states(path: Path) -> list[State]:
    def integers(text: str) -> list[int]:
        return [int(word) for word in text.split()]

    return [
        State(float(row["theta"]), integers(row["items"]), integers(row["scores"]), float(row["mle"]), int(row["best"]))
        for row in read_rows(path)
    ]


def read_abilities(path: Path) -> list[float]:
    return [float(row["theta"]) for row in read_rows(path)]


def time_round(work: Callable[[State], object], states: Sequence[State]) -> float:
    start = time.process_time()
    for state in states:
        work(state)
    return (time.process_time() - start) / len(states)


def seconds_each(work: Callable[[State], object], states: Sequence[State]) -> float:
    """The median over rounds of the mean time of one call; the first round, not counted, warms up."""
    first = time_round(work, states)
    rounds = max(ROUNDS, int(SECONDS / (first * len(states))))
    return statistics.median(time_round(work, states) for _ in range(rounds))


def report(row: str, figure: str, value: object) -> None:
    print(f"{row},{figure},{value}", flush=True)


def report_mean(row: str, figure: str, values: Sequence[float]) -> None:
    """A mean and its Monte-Carlo standard error."""
    report(row, figure, statistics.mean(values))
    report(row, f"{figure}_error", statistics.stdev(values) / len(values) ** 0.5)


def report_rmse(row: str, errors: Sequence[float]) -> None:
    """The root mean square error and its Monte-Carlo standard error by the delta method, as Haven reports them."""
    squares = [error * error for error in errors]
    rmse = statistics.mean(squares) ** 0.5
    report(row, "rmse", rmse)
    report(row, "rmse_error", statistics.stdev(squares) / (2.0 * rmse * len(squares) ** 0.5))
