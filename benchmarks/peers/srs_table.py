"""Puts the figures of one run of srs.sh beside each other, as Markdown. Fails when a target is missed, or where packages
that should agree do not.

Usage: srs_table.py RESULTS   (the folder that srs.sh filled)
"""

import csv
import json
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from table import BUSY, SECONDS, at_least, duration, limit, processor, ratio, table, times

PEERS = {"py_fsrs_peer": "py-fsrs", "ts_fsrs_peer": "ts-fsrs", "fsrs_rs_peer": "fsrs-rs (from Python)"}
# How near the mean stability of a package must come to Haven's: ts-fsrs rounds to 8 decimals, fsrs-rs has 32 bits.
TOLERANCES = {"haven_srs": 1e-12, "py_fsrs_peer": 1e-9, "ts_fsrs_peer": 1e-6, "fsrs_rs_peer": 1e-4}
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
SIMULATION = "simulate_10000_cards_365_days/fsrs_6"


class Run:
    """What srs.sh has left in its folder."""

    def __init__(self, results: Path) -> None:
        self.load = (results / "load.txt").read_text(encoding="utf-8")
        self.haven: dict[str, dict[str, float]] = {}
        for name in ("srs", "srs_planning", "flashcard_queue"):
            report = json.loads((results / f"haven_{name}.json").read_text(encoding="utf-8"))
            for entry in report["benchmarks"]:
                if entry["aggregate_name"] == "median":
                    self.haven[entry["run_name"]] = entry
        self.python = read_figures(results / "haven_srs.csv")
        self.peers = {name: read_figures(results / f"{name}.csv") for name in PEERS}
        self.simulation = read_figures(results / "fsrs_rs_simulation_peer.csv")
        training = results / "training.csv"
        self.training = list(csv.reader(training.open(encoding="utf-8"))) if training.exists() else []

    def seconds(self, benchmark: str, figure: str = "real_time") -> float:
        entry = self.haven[benchmark]
        return entry[figure] * SECONDS[str(entry["time_unit"])]

    def trained(self, who: str) -> list[float] | None:
        """Seconds and weighted log loss of a row of the training."""
        for name, _, seconds, weighted, _ in self.training:
            if name.startswith(who):
                return [float(seconds), float(weighted)]
        return None


def read_figures(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(file))


def describe_machine(run: Run) -> str:
    load = float(re.search(r"load averages?: ([\d.]+)", run.load).group(1))
    lines = [
        f"- {datetime.now(UTC):%Y-%m-%d}, {processor()}, {platform.system()} {platform.release()}",
        f"- load of the machine when timing began {load}",
    ]
    if load > BUSY:
        lines.append(f"- **The machine was busy (load above {BUSY}): do not keep these figures.**")
    return "\n".join(lines)


def stabilities(run: Run) -> list[list[str]]:
    """The mean stability after the last answers: fast and wrong is no use."""
    ours = run.haven["scheduler_review/6/0"]["mean_stability"]
    rows = [["Haven in C++", f"{ours:.8f} d", "", ""]]
    for name, figures in {"haven_srs": run.python, **run.peers}.items():
        gap = abs(float(figures["mean_stability"]) / ours - 1.0)
        agrees = "yes" if gap <= TOLERANCES[name] else "**no**"
        rows.append([figures["version"], f"{float(figures['mean_stability']):.8f} d", f"{gap:.0e}", agrees])
    return rows


def review_row(run: Run, title: str, benchmark: str, ours: str, theirs: str) -> list[str]:
    seconds = run.haven[benchmark]["each"]
    cells = [title, duration(seconds), duration(float(run.python[ours])) if ours else "-"]
    for figures in run.peers.values():
        found = figures.get(theirs) or (figures.get("review") if theirs == "batch" else None)
        if found is None:
            cells.append("-")
            continue
        peer = float(found)
        by_python = f", {times(peer / float(run.python[ours]))}" if ours else ""
        cells.append(f"{duration(peer)} ({times(peer / seconds)}{by_python})")
    return cells


def training(run: Run) -> str:
    peer = run.trained("fsrs-rs")
    if peer is None:
        return "Not timed: HAVEN_REFERENCE_DIR names no log."
    rows = [
        [name, predictions, seconds if float(seconds) > 0.0 else "-",
         times(peer[0] / float(seconds)) if float(seconds) > 0.0 else "-", weighted, plain]
        for name, predictions, seconds, weighted, plain in run.training
    ]  # fmt: skip
    return table(["", "predictions", "seconds", "times as fast", "log loss, by recency", "log loss"], rows)


def large_decks(run: Run) -> str:
    ours, theirs = run.haven[SIMULATION], float(run.simulation["simulation"])
    rows = [
        ["10,000 cards, 365 days simulated", duration(run.seconds(SIMULATION)), f"{ours['known']:.0f} known"],
        ["the same by FSRS-7", duration(run.seconds("simulate_10000_cards_365_days/fsrs_7")), ""],
        [f"the same by {run.simulation['version']}", duration(theirs), f"{float(run.simulation['known']):.0f} known"],
    ]
    for name in sorted(run.haven):
        if name.startswith("next_50"):
            order = name.split("/")[1].replace("_", " ")
            rows.append([f"next 50 of 100,000 cards, by {order}", duration(run.seconds(name)), ""])
    return table(["", "time", ""], rows)


def targets(run: Run) -> list[list[str]]:
    review = run.haven["scheduler_review/6/0"]["each"]
    batch = float(run.python["batch"])
    by_peer = {name: float(figures["review"]) for name, figures in run.peers.items() if "review" in figures}
    queue = max(run.seconds(name) for name in run.haven if name.startswith("next_50"))
    rows = [
        at_least("a review in C++, times py-fsrs's", ratio(by_peer["py_fsrs_peer"], review), 20),
        at_least("a review in C++, times ts-fsrs's", ratio(by_peer["ts_fsrs_peer"], review), 20),
        at_least("a review in a batch from Python, times py-fsrs's", ratio(by_peer["py_fsrs_peer"], batch), 5),
        at_least("a review in a batch from Python, times ts-fsrs's", ratio(by_peer["ts_fsrs_peer"], batch), 5),
        limit("a step in a batch in C++", run.haven["replay_batch/6"]["each"], 60e-9),
        limit("next 50 of 100,000 cards on SQLite, slowest order", queue, 0.020),
        limit("10,000 cards, 365 days simulated", run.seconds(SIMULATION), 10.0),
    ]
    ours, theirs = run.trained("Haven, FSRS-6 1 thread"), run.trained("fsrs-rs")
    if ours is None or theirs is None:
        return rows
    loss = ["its log loss, by recency", f"at most {theirs[1]:.5f}", f"{ours[1]:.5f}"]
    return [
        *rows,
        at_least("training on one thread, times fsrs-rs's", theirs[0] / ours[0], 1.5),
        [*loss, "yes" if ours[1] <= theirs[1] else "**no**"],
    ]


def main() -> None:
    run = Run(Path(sys.argv[1]))
    agreement, held_to = stabilities(run), targets(run)
    head = ["", "Haven, C++", "Haven, Python", *PEERS.values()]
    sections = [
        "# Spaced repetition beside other packages",
        describe_machine(run),
        "## Do they come to the same?",
        table(["", "mean stability after the last answers", "away from Haven's", "agrees"], agreement),
        "## Reviews",
        "Times of one; in brackets how many times Haven's that is: in C++, then from Python.",
        table(head, [review_row(run, *entry) for entry in ROWS]),
        "## Training",
        training(run),
        "## Large decks",
        large_decks(run),
        "## Targets",
        table(["", "target", "measured", "met"], held_to),
    ]
    print("\n\n".join(sections))
    if any("**no**" in row for row in agreement + held_to):
        sys.exit(1)


if __name__ == "__main__":
    main()
