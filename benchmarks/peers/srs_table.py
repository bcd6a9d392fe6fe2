"""Puts the figures of one run of srs.sh beside each other, as Markdown.

Usage: srs_table.py RESULTS   (the folder that srs.sh filled)
"""

import csv
import json
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from table import BUSY, duration, processor, table, times

PEERS = {"py_fsrs_peer": "py-fsrs", "ts_fsrs_peer": "ts-fsrs", "fsrs_rs_peer": "fsrs-rs (from Python)"}
# What is timed, the benchmark of Haven in C++, the figure of Haven in Python, that of the peers. Those without batches
# are shown by a review.
ROWS = (
    ("a review: state, step and due date of one card", "scheduler_review/6/0", "review", "review"),
    ("the same with fuzz", "scheduler_review/6/1", "", ""),
    ("the same by FSRS-7", "scheduler_review/7/0", "", ""),
    ("all four answers to one card", "scheduler_preview/6", "", "preview"),
    ("a step of the memory model", "memory_step/6", "", ""),
    ("the same by FSRS-7", "memory_step/7", "", ""),
    ("a step in a batch of 2,000 cards", "replay_batch/6", "batch", "batch"),
    ("the same by FSRS-7", "replay_batch/7", "", ""),
    ("retrievability of one of 2,000 cards", "retrievability_batch/6", "retrievability", "retrievability"),
)


def read_haven(path: Path) -> dict[str, dict[str, float]]:
    """The medians of the repetitions."""
    entries = json.loads(path.read_text(encoding="utf-8"))["benchmarks"]
    return {entry["run_name"]: entry for entry in entries if entry["aggregate_name"] == "median"}


def read_figures(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(file))


def describe_machine(path: Path) -> str:
    load = float(re.search(r"load averages?: ([\d.]+)", path.read_text(encoding="utf-8")).group(1))
    lines = [
        f"- {datetime.now(UTC):%Y-%m-%d}, {processor()}, {platform.system()} {platform.release()}",
        f"- load of the machine when timing began {load}",
    ]
    if load > BUSY:
        lines.append(f"- **The machine was busy (load above {BUSY}): do not keep these figures.**")
    return "\n".join(lines)


def main() -> None:
    results = Path(sys.argv[1])
    haven = read_haven(results / "haven.json")
    python = read_figures(results / "haven_srs.csv")
    peers = {name: read_figures(results / f"{name}.csv") for name in PEERS}

    def row(title: str, benchmark: str, ours: str, theirs: str) -> list[str]:
        seconds = haven[benchmark]["each"]
        cells = [title, duration(seconds), duration(float(python[ours])) if ours else "-"]
        for figures in peers.values():
            found = figures.get(theirs) or (figures.get("review") if theirs == "batch" else None)
            if found is None:
                cells.append("-")
                continue
            peer = float(found)
            by_python = f", {times(peer / float(python[ours]))}" if ours else ""
            cells.append(f"{duration(peer)} ({times(peer / seconds)}{by_python})")
        return cells

    print(describe_machine(results / "load.txt"))
    for figures in (python, *peers.values()):
        print(f"- {figures['version']}, mean stability after the last answer {float(figures['mean_stability']):.4f} d")
    print(f"- Haven in C++, {haven['scheduler_review/6/0']['mean_stability']:.4f} d\n")
    print("Times of one; in brackets how many times Haven's that is: in C++, then from Python.\n")
    head = ["", "Haven, C++", "Haven, Python", *PEERS.values()]
    print(table(head, [row(*entry) for entry in ROWS]))


if __name__ == "__main__":
    main()
