"""The example on real answers: the same text as the C++ program, and the same numbers from NumPy alone."""

import subprocess
import sys
from pathlib import Path

import independent
import numpy as np

import haven

EXAMPLE = Path(__file__).parents[2] / "examples/post_hoc"
EXPECTED = (EXAMPLE / "expected.txt").read_text()


def test_the_example_prints_what_the_cpp_program_prints() -> None:
    printed = subprocess.run([sys.executable, EXAMPLE / "post_hoc.py"], capture_output=True, text=True, check=True)
    assert printed.stdout == EXPECTED


def test_numpy_alone_finds_the_same_table() -> None:
    """All students move together, one item a round: EAP on the grid, then the most informative item left."""
    a, b, c = np.loadtxt(EXAMPLE / "data/spisa_3pl.csv", delimiter=",", skiprows=1, usecols=(1, 2, 3)).T
    answers = np.loadtxt(EXAMPLE / "data/spisa.csv", delimiter=",", skiprows=1, dtype=int)[:, a > 0]
    a, b, c = a[a > 0], b[a > 0], c[a > 0]
    bank = haven.ItemBank(discrimination=a, difficulty=b, pseudo_guessing=c, difficulty_min=-15, difficulty_max=15)
    students, items = answers.shape
    nodes = np.linspace(-4, 4, 61)
    p = independent.probability(bank, nodes)
    log_posterior = np.tile(-(nodes**2) / 2, (students, 1))
    left = np.ones(answers.shape, dtype=bool)
    theta, error = np.zeros(students), np.full(students, np.inf)
    thetas, errors = [], []
    for _ in range(items):
        item = np.where(left, independent.information(bank, theta), -1).argmax(axis=1)
        correct = answers[np.arange(students), item] == 1
        left[np.arange(students), item] = False
        log_posterior += np.where(correct[:, None], np.log(p.T[item]), np.log1p(-p.T[item]))
        theta, error = independent.eap(log_posterior, nodes)
        thetas.append(theta)
        errors.append(error)
    full = thetas[-1]

    for line in EXPECTED.splitlines()[5:]:
        target = float(line.split()[0])
        precise = np.array(errors) <= target
        length = np.where(precise.any(axis=0), precise.argmax(axis=0) + 1, items)
        stopped = np.array(thetas)[length - 1, np.arange(students)]
        difference = stopped - full
        expected = (
            f"{target:.2f} {100 * precise[length - 1, np.arange(students)].mean():.1f}% {length.mean():.1f} "
            f"{np.median(length):.1f} {np.corrcoef(stopped, full)[0, 1]:.3f} "
            f"{np.sqrt(np.mean(difference**2)):.3f} {difference.mean():.3f}"
        )
        assert " ".join(line.split()) == expected
