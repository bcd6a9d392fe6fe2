"""Times catsim on the work of Haven's benchmarks.

Usage: catsim_peer.py INPUTS   (the folder that haven_peer_inputs wrote; figures go to standard output)
"""

import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy
from catsim.estimation import NumericalSearchEstimator
from catsim.initialization import FixedPointInitializer
from catsim.item_bank import ItemBank
from catsim.selection import AStratBBlockSelector, MaxInfoSelector, RandomSelector, UrrySelector
from catsim.simulation import Simulator
from catsim.stopping import MinErrorStopper
from numpy_peer import Eap
from work import SIZES, State, read_abilities, read_items, read_states, report, report_mean, report_rmse, seconds_each

BATCH_STRINGS = 200  # of the million: enough for the time of one
BOUND = 5.99  # an estimate beyond lies at catsim's end of the scale, 6


def make_bank(path: Path) -> ItemBank:
    items = numpy.array(read_items(path))
    return ItemBank(numpy.column_stack([items, numpy.ones(len(items))]))


class Step:
    """Maximum likelihood, then the most informative item."""

    def __init__(self, bank: ItemBank) -> None:
        self.bank = bank
        self.estimator = NumericalSearchEstimator()
        self.selector = MaxInfoSelector()

    def estimate(self, state: State) -> float:
        return self.estimator.estimate(
            item_bank=self.bank,
            administered_items=state.items,
            response_vector=[score == 1 for score in state.scores],
            est_theta=state.theta,
        )

    def select(self, state: State, theta: float) -> int:
        return self.selector.select(item_bank=self.bank, administered_items=state.items, est_theta=theta)

    def whole(self, state: State) -> int:
        return self.select(state, self.estimate(state))


def time_steps(inputs: Path, size: int) -> None:
    step = Step(make_bank(inputs / f"bank_{size}.csv"))
    states = read_states(inputs / f"states_{size}.csv")
    report(f"step/{size}", "seconds", seconds_each(step.whole, states))
    report(f"step/{size}", "agreement", sum(step.whole(state) == state.best for state in states) / len(states))
    report(f"select/{size}", "seconds", seconds_each(lambda state: step.select(state, state.theta), states))
    report(f"mle/{size}", "seconds", seconds_each(step.estimate, states))


def time_rules(inputs: Path, size: int) -> None:
    bank = make_bank(inputs / f"bank_{size}.csv")
    states = read_states(inputs / f"states_{size}.csv")
    rules = {"bopt": UrrySelector(), "a_stratified": AStratBBlockSelector(20 + 1), "random": RandomSelector()}
    rng = numpy.random.default_rng(0)
    for name, selector in rules.items():

        def select(state: State, selector=selector) -> int:
            return selector.select(item_bank=bank, administered_items=state.items, est_theta=state.theta, rng=rng)

        report(f"rule/{name}", "seconds", seconds_each(select, states))


class ProvisionalEap(NumericalSearchEstimator):
    """catsim's estimator with Haven's way out while the maximum is at a bound: EAP, in the place of Dodd's steps."""

    def estimate(self, index: int, **_: object) -> float:
        theta = super().estimate(index=index)
        items = self.simulator.administered_items[index]
        scores = numpy.array(self.simulator.response_vectors[index])
        if abs(theta) < BOUND and scores.any() and not scores.all():
            return theta
        return Eap(self.simulator.item_bank.items[items][:, :3], 6.0).estimate(scores)[0]


def time_study(inputs: Path, row: str, estimator: NumericalSearchEstimator) -> None:
    abilities = read_abilities(inputs / "study_abilities.csv")
    simulator = Simulator(
        make_bank(inputs / "study_bank.csv"),
        abilities,
        FixedPointInitializer(0.0),
        MaxInfoSelector(),
        estimator,
        MinErrorStopper(0.3, max_items=50),
        seed=5,
    )
    start = time.process_time()
    simulator.simulate()
    report(row, "seconds", time.process_time() - start)
    errors = [estimate - truth for estimate, truth in zip(simulator.latest_estimations, abilities, strict=True)]
    report_rmse(row, errors)
    report_mean(row, "bias", errors)
    report_mean(row, "length", [len(items) for items in simulator.administered_items])


def time_batch(inputs: Path) -> None:
    """catsim has no EAP; the time is for its estimate by maximum likelihood."""
    bank = make_bank(inputs / "batch_bank.csv")
    items = list(range(bank.n_items))
    scores = numpy.fromfile(inputs / "batch_strings.bin", numpy.int8).reshape(-1, len(items))[:BATCH_STRINGS]
    states = [State(0.0, items, row.tolist(), 0.0, 0) for row in scores]
    report("batch_mle", "seconds", seconds_each(Step(bank).estimate, states))


def main() -> None:
    inputs = Path(sys.argv[1])
    python = sys.version.split()[0]
    report("", "version", f"catsim {version('catsim')} with numpy {numpy.__version__} on Python {python}")
    for size in SIZES:
        time_steps(inputs, size)
    time_rules(inputs, 1_000)
    time_study(inputs, "study", NumericalSearchEstimator())
    time_study(inputs, "study_same_start", ProvisionalEap())
    time_batch(inputs)


if __name__ == "__main__":
    main()
