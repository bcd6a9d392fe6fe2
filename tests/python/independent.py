"""The formulas once more, written from the papers in NumPy: what the package must agree with."""

import numpy as np
import numpy.typing as npt

import haven

Reals = npt.NDArray[np.float64]


def probability(bank: haven.ItemBank, theta: Reals) -> Reals:
    """[n_theta, n_items], Barton & Lord (1981)."""
    logit = bank.discrimination * (theta[:, None] - bank.difficulty)
    p: Reals = bank.pseudo_guessing + (bank.upper_asymptote - bank.pseudo_guessing) / (1 + np.exp(-logit))
    return p


def information(bank: haven.ItemBank, theta: Reals) -> Reals:
    """[n_theta, n_items]: P'^2 / (P Q), Lord (1980)."""
    p = probability(bank, theta)
    c, d = bank.pseudo_guessing, bank.upper_asymptote
    slope = bank.discrimination * (p - c) * (d - p) / (d - c)
    return slope**2 / (p * (1 - p))


def log_likelihood(bank: haven.ItemBank, responses: npt.NDArray[np.int64], theta: Reals) -> Reals:
    """[n_persons, n_theta]."""
    p = probability(bank, theta)
    result: Reals = (responses == 1) @ np.log(p).T + (responses == 0) @ np.log1p(-p).T
    return result


def eap(log_posterior: Reals, nodes: Reals) -> tuple[Reals, Reals]:
    """Mean and standard deviation [n_persons], by the trapezoidal rule (Bock & Mislevy 1982)."""
    weight = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
    weight[:, [0, -1]] /= 2
    weight /= weight.sum(axis=1, keepdims=True)
    mean = weight @ nodes
    return mean, np.sqrt((weight * (nodes - mean[:, None]) ** 2).sum(axis=1))
