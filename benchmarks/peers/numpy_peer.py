"""Times EAP written with NumPy, the way one would without a package: for catsim has none.

Usage: numpy_peer.py INPUTS   (the folder that haven_peer_inputs wrote; figures go to standard output)
"""

import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy
from work import State, read_items, report, seconds_each

SINGLE_STRINGS = 2_000  # estimated one by one
BLOCK_STRINGS = 10_000  # estimated together: the blocks stay in the cache


class Eap:
    """61 nodes on [-bound, bound] under the standard normal prior, as in Haven."""

    def __init__(self, items: numpy.ndarray, bound: float = 4.0) -> None:
        discrimination, difficulty, pseudo_guessing = items.T
        self.nodes = numpy.linspace(-bound, bound, 61)
        logit = discrimination * (self.nodes[:, None] - difficulty)
        probability = pseudo_guessing + (1.0 - pseudo_guessing) / (1.0 + numpy.exp(-logit))
        self.log_correct = numpy.log(probability)
        self.log_incorrect = numpy.log1p(-probability)
        self.log_prior = -0.5 * self.nodes**2
        self.log_prior[[0, -1]] += numpy.log(0.5)  # the ends of the trapezoidal rule

    def estimate(self, scores: numpy.ndarray) -> tuple[float, float]:
        log_likelihood = numpy.where(scores == 1, self.log_correct, self.log_incorrect).sum(axis=1)
        weights = numpy.exp(log_likelihood - log_likelihood.max() + self.log_prior)
        mean = weights @ self.nodes / weights.sum()
        return mean, (weights @ (self.nodes - mean) ** 2 / weights.sum()) ** 0.5

    def estimate_block(self, scores: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
        """All rows at once: the log-likelihood is a matrix product."""
        odds = self.log_correct - self.log_incorrect
        log_posterior = scores.astype(float) @ odds.T + (self.log_incorrect.sum(axis=1) + self.log_prior)
        weights = numpy.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        mean = weights @ self.nodes
        return mean, numpy.sqrt(weights @ self.nodes**2 - mean**2)


def main() -> None:
    inputs = Path(sys.argv[1])
    items = numpy.array(read_items(inputs / "batch_bank.csv"))
    scores = numpy.fromfile(inputs / "batch_strings.bin", numpy.int8).reshape(-1, len(items))
    eap = Eap(items)
    report("", "version", f"numpy {version('numpy')}")
    states = [State(0.0, [], row, 0.0, 0) for row in scores[:SINGLE_STRINGS]]
    report("batch_eap", "seconds", seconds_each(lambda state: eap.estimate(state.scores), states))

    start = time.process_time()
    blocks = [eap.estimate_block(scores[i : i + BLOCK_STRINGS]) for i in range(0, len(scores), BLOCK_STRINGS)]
    report("batch_eap_block", "seconds", (time.process_time() - start) / len(scores))
    report("batch_eap", "mean_theta", numpy.concatenate([mean for mean, _ in blocks]).mean())
    report("batch_eap", "mean_standard_error", numpy.concatenate([sd for _, sd in blocks]).mean())


if __name__ == "__main__":
    main()
