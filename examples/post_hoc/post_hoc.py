"""Post-hoc simulation: how short could this test have been?

The recorded answers of real students are replayed as adaptive tests: whenever the exam chooses an item, the student's
recorded answer to it is given. The ability found with few items is compared with the ability from all of them.
main.cpp does the same in C++.

Usage: post_hoc.py [DATA_DIRECTORY]
"""

import csv
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

import haven

Answers = npt.NDArray[np.int8]


def read_data(directory: Path) -> tuple[haven.ItemBank, Answers]:
    """An item that discriminates negatively cannot be given adaptively: its column is left out."""
    with open(directory / "spisa_3pl.csv", newline="") as file:
        items = list(csv.DictReader(file))
    usable = [float(item["discrimination"]) > 0 for item in items]
    for item, keep in zip(items, usable, strict=True):
        if not keep:
            print(f"left out: {item['item']}, discrimination {float(item['discrimination']):.3f}")
    kept = [item for item, keep in zip(items, usable, strict=True) if keep]
    bank = haven.ItemBank(
        discrimination=[float(item["discrimination"]) for item in kept],
        difficulty=[float(item["difficulty"]) for item in kept],
        pseudo_guessing=[float(item["pseudo_guessing"]) for item in kept],
        ids=[item["item"] for item in kept],
        difficulty_min=-15,  # items that hardly discriminate have difficulties far outside the usual range
        difficulty_max=15,
    )
    answers = np.loadtxt(directory / "spisa.csv", delimiter=",", skiprows=1, dtype=np.int8)
    return bank, answers[:, usable]


def replay(bank: haven.ItemBank, answers: Answers, target: float) -> haven.Outcome:
    exam = haven.Exam(bank, {"estimator": "eap", "target_standard_error": target})
    while exam.next_item is not None:
        exam.answer(int(answers[exam.next_item]))
    assert exam.outcome is not None
    return exam.outcome


def report(bank: haven.ItemBank, students: Answers, full: npt.NDArray[np.float64], target: float) -> None:
    """One line of the table: the exams that stop at a standard error of `target`, against the abilities `full`."""
    outcomes = [replay(bank, answers, target) for answers in students]
    theta = np.array([outcome.theta for outcome in outcomes])
    items = [outcome.items for outcome in outcomes]
    reached = 100 * np.mean([outcome.standard_error <= target for outcome in outcomes])
    correlation = np.corrcoef(theta, full)[0, 1]
    rmsd = np.sqrt(np.mean((theta - full) ** 2))
    print(
        f"{target:9.2f}{reached:9.1f}%{np.mean(items):12.1f}{np.median(items):8.1f}"
        f"{correlation:13.3f}{rmsd:7.3f}{np.mean(theta - full):8.3f}"
    )


def main() -> None:
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data"
    bank, students = read_data(directory)
    full = haven.estimate_eap(bank, students)
    print(f"{len(students)} students, {len(bank)} items; EAP, prior N(0, 1)")
    print(
        f"all items: mean theta {np.mean(full.theta):.3f}, sd {np.std(full.theta):.3f}, "
        f"mean standard error {np.mean(full.standard_error):.3f}\n"
    )
    print("stop at SE   reached  mean items  median  correlation   RMSD    bias")
    for target in (0.6, 0.5, 0.45, 0.4):
        report(bank, students, full.theta, target)


if __name__ == "__main__":
    main()
