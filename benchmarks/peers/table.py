"""Puts the figures of one run beside each other, as Markdown.

Usage: table.py RESULTS   (the folder that run.sh filled)
"""

import csv
import json
import platform
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

Figures = dict[tuple[str, str], str]  # (row, figure) -> value, as the peers report them

SIZES = (200, 1_000, 10_000)
PEERS = {"catsim": "catsim", "jscat": "jsCAT", "catr": "catR"}
RULES = (
    "maximum_information", "bopt", "thopt", "mlwi", "mpwi", "mei", "mepv", "kl", "klp", "gdi", "gdip",
    "cut_information", "progressive", "proportional", "a_stratified", "random",
)  # fmt: skip
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
BATCH_STRINGS = 1_000_000
BUSY = 0.5  # a load from which figures are not worth keeping


def read_peer(path: Path) -> Figures:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = filter(None, csv.reader(file))  # catsim prints an empty line for every bank
        return {(row, figure): value for row, figure, value in lines}


def read_haven(results: Path) -> dict[str, dict[str, float]]:
    """The medians of the repetitions: processor time (seconds), elapsed time and counters by benchmark."""
    benchmarks = {}
    for name in ("cat", "simulation"):
        report = json.loads((results / f"haven_{name}.json").read_text(encoding="utf-8"))
        for entry in report["benchmarks"]:
            if entry["aggregate_name"] == "median":
                unit = SECONDS[entry["time_unit"]]
                times = {"seconds": entry["cpu_time"] * unit, "elapsed": entry["real_time"] * unit}
                benchmarks[entry["run_name"]] = {**entry, **times}
    return benchmarks


def duration(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def times(ratio: float) -> str:
    return f"{ratio:.2g}×" if ratio < 10.0 else f"{float(f'{ratio:.2g}'):,.0f}×"


def line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    return "\n".join([line(head), line(["---"] + ["---:"] * (len(head) - 1)), *map(line, rows)])


def with_error(value: float, error: float, digits: int) -> str:
    return f"{value:.{digits}f} ± {error:.{digits}f}"


class Run:
    """All figures of one run."""

    def __init__(self, results: Path) -> None:
        self.haven = read_haven(results)
        self.peers = {name: read_peer(results / f"{name}.csv") for name in ("numpy", *PEERS)}
        self.build = (results / "build.txt").read_text(encoding="utf-8").splitlines()
        self.commit = (results / "commit.txt").read_text(encoding="utf-8").strip()
        self.uptimes = (results / "load.txt").read_text(encoding="utf-8").splitlines()

    def seconds(self, benchmark: str, figure: str = "seconds") -> float:
        return self.haven[benchmark][figure]

    def peer(self, name: str, row: str, figure: str = "seconds") -> float | None:
        value = self.peers[name].get((row, figure))
        return None if value is None else float(value)

    def cell(self, name: str, row: str, haven: float) -> str:
        """A peer's time and how many times Haven's it is."""
        if not self.peers[name]:
            return "not installed"
        seconds = self.peer(name, row)
        return "-" if seconds is None else f"{duration(seconds)} ({times(seconds / haven)})"

    def row(self, title: str, haven: float, row: str) -> list[str]:
        return [title, duration(haven), *(self.cell(name, row, haven) for name in PEERS)]


def processor_facts() -> str:
    info = Path("/proc/cpuinfo")
    return info.read_text(encoding="utf-8") if info.exists() else ""


def processor() -> str:
    names = re.findall(r"^model name\s*:\s*(.+)$", processor_facts(), re.MULTILINE)
    return f"{names[0]}, {len(names)} processors" if names else platform.processor()


def describe(run: Run) -> str:
    versions = [
        figures.get(("", "version")) or f"{PEERS.get(name, name)}: not installed" for name, figures in run.peers.items()
    ]
    settings = dict(re.match(r"(\w+):\w+=(.*)", entry).groups() for entry in run.build[:-1])
    loads = [float(re.search(r"load averages?: ([\d.]+)", entry).group(1)) for entry in run.uptimes]
    lines = [
        f"- {datetime.now(UTC):%Y-%m-%d}, {processor()}, {platform.system()} {platform.release()}",
        f"- Haven {run.commit}, {run.build[-1]}, {settings['CMAKE_CXX_FLAGS_RELEASE']}, for any {platform.machine()}",
        *(f"- {version}" for version in versions),
        f"- load of the machine when timing began {loads[0]}, when it ended {loads[1]} (by this run)",
    ]
    if loads[0] > BUSY:
        lines.append(f"- **The machine was busy (load above {BUSY}): do not keep these figures.**")
    return "\n".join(lines)


def agreement(run: Run) -> str:
    """Whether the peers do the same work: the item that each chooses."""
    shares = [(PEERS[name], [run.peer(name, f"step/{size}", "agreement") for size in SIZES]) for name in PEERS]
    known = [f"{name} in {sum(values) / len(values):.0%}" for name, values in shares if None not in values]
    return f"Same item chosen as by Haven in a step: {', '.join(known) or 'nobody to compare with'} of the states."


def steps(run: Run) -> str:
    rows = [
        run.row(f"{title}, {size:,} items", run.seconds(f"{benchmark}/{size}"), f"{peer_row}/{size}")
        for title, benchmark, peer_row in (
            ("step", "adaptive_step", "step"),
            ("selection by index", "select_by_index", "select"),
            ("selection by scan", "select_by_scan", "select"),
        )
        for size in SIZES
    ]
    rows.append(run.row("maximum likelihood, 20 responses", run.seconds("estimate_mle_20_responses/1000"), "mle/1000"))
    for size in SIZES[1:]:
        step = run.seconds(f"exam_under_constraints/{size}", "step")
        rows.append(run.row(f"step under constraints, {size:,} items", step, "none"))
    return table(["", "Haven", *PEERS.values()], rows)


def rules(run: Run) -> str:
    def row(rule: str) -> list[str]:
        peer_row = "select/1000" if rule == "maximum_information" else f"rule/{rule}"
        name = "mfi" if rule == "maximum_information" else rule
        return run.row(rule, run.seconds(f"select_by_rule/{name}/1000"), peer_row)

    return table(["", "Haven", *PEERS.values()], map(row, RULES))


def study_row(title: str, seconds: float, haven: float, figure: Callable[[str], float | None]) -> list[str]:
    cells = [title, duration(seconds), times(seconds / haven)]
    for name, digits in (("rmse", 4), ("bias", 4), ("length", 2)):
        value = figure(name)
        cells.append("-" if value is None else with_error(value, figure(f"{name}_error"), digits))
    return cells


def study(run: Run) -> str:
    haven = run.seconds("study/1/real_time")
    rows = []
    for title, name, clock in (
        ("Haven, 1 thread", "study/1/real_time", "seconds"),
        ("Haven, 1 thread, elapsed", "study/1/real_time", "elapsed"),
        ("Haven, 2 threads, elapsed", "study/2/real_time", "elapsed"),
    ):
        rows.append(study_row(title, run.seconds(name, clock), haven, run.haven[name].get))
    for name, row, title in (
        ("catsim", "study", "catsim"),
        ("catsim", "study_same_start", "catsim with Haven's provisional EAP"),
        ("jscat", "study", "jsCAT"),
        ("catr", "study", "catR"),
    ):
        seconds = run.peer(name, row)
        if seconds is None:
            rows.append([title, "not installed", "-", "-", "-", "-"])
            continue
        candidates = run.peer(name, row, "candidates")
        note = f" (from {candidates:.0f} candidates)" if candidates else ""
        rows.append(study_row(title + note, seconds, haven, partial(run.peer, name, row)))
    return table(["", "1,000 candidates", "times Haven", "RMSE", "bias", "mean length"], rows)


def differences(run: Run) -> str:
    """Haven against catsim where both follow the same rules, in standard errors of the difference."""
    haven = run.haven["study/1/real_time"]
    parts = []
    for figure in ("rmse", "length"):
        value, error = (run.peer("catsim", "study_same_start", name) for name in (figure, f"{figure}_error"))
        if value is not None and error is not None:
            spread = (haven[f"{figure}_error"] ** 2 + error**2) ** 0.5
            parts.append(f"{figure} {(haven[figure] - value) / spread:+.1f}")
    return f"Haven less catsim by the same rules, in standard errors: {', '.join(parts) or 'catsim is not installed'}."


def batch(run: Run) -> str:
    haven = run.seconds("eap_batch/1/real_time") / BATCH_STRINGS
    two = run.seconds("eap_batch/2/real_time", "elapsed") / BATCH_STRINGS
    rows = [
        ["Haven, EAP, 1 thread", duration(haven), times(1.0)],
        ["Haven, EAP, 2 threads, elapsed", duration(two), times(two / haven)],
    ]
    for name, row, title in (
        ("numpy", "batch_eap", "NumPy by hand, EAP, string by string"),
        ("numpy", "batch_eap_block", "NumPy by hand, EAP, 10,000 strings at once"),
        ("catsim", "batch_mle", "catsim, maximum likelihood (it has no EAP)"),
        ("jscat", "batch_eap", "jsCAT, EAP"),
        ("catr", "batch_eap", "catR, EAP"),
    ):
        seconds = run.peer(name, row)
        rows.append([title, duration(seconds), times(seconds / haven)] if seconds else [title, "not installed", "-"])
    return table(["", "one string", "times Haven"], rows)


def batch_agreement(run: Run) -> str:
    gaps = [
        f"{figure} {abs(run.seconds('eap_batch/1/real_time', figure) - value):.0e}"
        for figure in ("mean_theta", "mean_standard_error")
        if (value := run.peer("numpy", "batch_eap", figure)) is not None
    ]
    return f"Haven and NumPy over the million strings differ by: {', '.join(gaps) or 'NumPy is not installed'}."


def targets(run: Run) -> str:
    """What Haven holds itself to."""
    scan = 25e-6 if " avx2" in processor_facts() else 60e-6
    step = run.seconds("adaptive_step/10000")
    faster = run.seconds("study/1/real_time", "elapsed") / run.seconds("study/2/real_time", "elapsed")
    string = run.seconds("eap_batch/1/real_time") / BATCH_STRINGS
    constrained = run.seconds("exam_under_constraints/10000", "step")
    rows = [
        limit("selection by index, 10,000 items", run.seconds("select_by_index/10000"), 200e-9),
        limit("selection by scan, 10,000 items", run.seconds("select_by_scan/10000"), scan),
        limit("maximum likelihood, 20 responses", run.seconds("estimate_mle_20_responses/1000"), 5e-6),
        limit("step under constraints, 10,000 items", constrained, 20e-6),
        limit("study of 1,000 candidates, 1 thread", run.seconds("study/1/real_time"), 0.03),
        at_least("the same on 2 threads, times faster", faster, 1.8),
        at_least("step at 10,000 items, times catsim's", ratio(run.peer("catsim", "step/10000"), step), 1_000),
        at_least("string of a batch, times catsim's", ratio(run.peer("catsim", "batch_mle"), string), 50),
        at_least("string of a batch, times catR's", ratio(run.peer("catr", "batch_eap"), string), 50),
    ]
    return table(["", "target", "measured", "met"], rows)


def ratio(peer: float | None, haven: float) -> float | None:
    return None if peer is None else peer / haven


def limit(title: str, seconds: float, most: float) -> list[str]:
    return [title, f"at most {duration(most)}", duration(seconds), "yes" if seconds <= most else "**no**"]


def at_least(title: str, value: float | None, least: float) -> list[str]:
    if value is None:
        return [title, f"at least {times(least)}", "not installed", "-"]
    return [title, f"at least {times(least)}", times(value), "yes" if value >= least else "**no**"]


def main() -> None:
    run = Run(Path(sys.argv[1]))
    sections = [
        "# Haven beside its peers",
        describe(run),
        "Processor time, on two threads elapsed time; medians; in brackets how many times Haven's. What each row is: "
        "benchmarks/peers/README.md.",
        "## One step",
        steps(run),
        agreement(run),
        "## Every selection rule, 1,000 items",
        rules(run),
        "## A study: 1,000 candidates, 500 3PL items, standard error 0.3 or 50 items",
        study(run),
        differences(run),
        "## A batch: a million strings of answers to 50 3PL items",
        batch(run),
        batch_agreement(run),
        "## Targets",
        targets(run),
    ]
    print("\n\n".join(sections))


if __name__ == "__main__":
    main()
