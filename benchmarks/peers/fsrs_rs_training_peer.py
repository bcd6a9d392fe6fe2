"""Times the training of fsrs-rs on a log repeated under other card keys; the same items as srs_training_benchmark.cpp.

Usage: fsrs_rs_training_peer.py LOG.csv COPIES   prints seconds (median of five), then the trained weights
"""

import csv
import sys
import time
from pathlib import Path
from statistics import median

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview

HOUR_MS = 3_600_000


def read_items(path: str, copies: int) -> list[FSRSItem]:
    """Every next-day review with the whole history before it, in the order of time; days begin at 09:00 UTC."""
    histories: dict[tuple[int, int], list[tuple[int, FSRSReview]]] = {}
    items = []
    with Path(path).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = (int(row["review_time_ms"]) - 9 * HOUR_MS) // (24 * HOUR_MS)
            for copy in range(copies):
                history = histories.setdefault((int(row["card_id"]), copy), [])
                elapsed = day - history[-1][0] if history else 0
                history.append((day, FSRSReview(int(row["rating"]), elapsed)))
                if elapsed > 0:
                    items.append(FSRSItem([review for _, review in history]))
    return items


def main() -> None:
    items = read_items(sys.argv[1], int(sys.argv[2]))
    model = FSRS(list(DEFAULT_PARAMETERS))
    seconds = []
    for _ in range(6):
        began = time.perf_counter()
        weights = model.compute_parameters(items)
        seconds.append(time.perf_counter() - began)
    print(f"{median(seconds[1:]):.4f}")  # the first round warms up
    print(" ".join(f"{weight:.7g}" for weight in weights))


if __name__ == "__main__":
    main()
