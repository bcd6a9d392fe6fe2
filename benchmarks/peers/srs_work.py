"""What the Python peers of spaced repetition share: the histories of srs_benchmark.cpp and a stopwatch."""

import statistics
import time
from collections.abc import Callable

CARDS, ANSWERS = 2_000, 10
START = 1_704_067_200  # 2024-01-01T00:00:00Z
DAY = 86_400
ROUNDS = 7


def draw_answers() -> list[list[tuple[int, int]]]:
    """For each card (rating, days since the answer before), by the generator minstd_rand of C++."""
    ratings = (1, 3, 3, 2, 3, 3, 4, 3)
    state = 2024

    def draw() -> int:
        nonlocal state
        state = state * 48_271 % 2_147_483_647
        return state

    return [[(ratings[draw() % 8], 1 + draw() % 30) for _ in range(ANSWERS)] for _ in range(CARDS)]


def seconds(work: Callable[[], object]) -> float:
    """The median processor time of a call; the first round, not counted, warms up."""
    work()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def report(row: str, value: object) -> None:
    print(f"{row},{value}", flush=True)
