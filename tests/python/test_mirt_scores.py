"""Person scores of real data beside those of mirt 1.45.1, given its item parameters (tests/reference/calibration.json).

mirt's EAP is reproduced to rounding errors. Its MAP, ML and WLE come from an optimiser that stops some 1e-6 away from the
optimum, at most 5e-5. mirt's WLE maximises log L + log sqrt(I), which is our MAP under Jeffreys' prior; for 3PL items that is not
Warm's estimator.
"""

import csv
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

import haven

ROOT = Path(__file__).parents[2]
PERSONS = {
    "bfi_agree": ROOT / "tests/reference/bfi_agree.csv",
    "SPISA": ROOT / "examples/post_hoc/data/spisa.csv",
}
RANGE: dict[str, Any] = {"theta_min": -20.0, "theta_max": 20.0}
STOPS_AT = 5e-5  # how far mirt's optimiser may stop from the optimum


def number(value: Any) -> float:
    return float("nan") if value in ("NA", None) else float(value)


def row(matrix: dict[str, Any]) -> dict[str, float]:
    return dict(zip(matrix["cols"], map(number, matrix["values"][0]), strict=True))


class Item(NamedTuple):
    parameters: dict[str, Any]
    flipped: int | None  # highest score of an item that was turned round, because its slope is negative


def dichotomous(slope: float, intercept: float, irt: dict[str, float]) -> Item:
    guessing, upper, flipped = irt["g"], irt["u"], None
    if slope < 0:
        slope, intercept, guessing, upper, flipped = -slope, -intercept, 1 - upper, 1 - guessing, 1
    parameters = {"discrimination": slope, "difficulty": -intercept / slope}
    return Item({"model": "4pl", **parameters, "pseudo_guessing": guessing, "upper_asymptote": upper}, flipped)


def polytomous(values: dict[str, float], graded: bool) -> Item:
    slope = values["a1"]
    intercepts = [values[name] for name in values if name.startswith("d")]
    if not graded:
        factors = [values.get(f"ak{score}", float(score)) for score in range(len(intercepts))]
        return Item({"model": "nrm", "slopes": [slope * k for k in factors], "intercepts": intercepts}, None)
    if slope > 0:
        return Item({"model": "grm", "discrimination": slope, "thresholds": [-d / slope for d in intercepts]}, None)
    turned = [d / -slope for d in reversed(intercepts)]
    return Item({"model": "grm", "discrimination": -slope, "thresholds": turned}, len(intercepts))


def read_persons(data: dict[str, Any], model: dict[str, Any]) -> list[list[Any]]:
    if model["scored_patterns"] is not None:
        return list(model["scored_patterns"])
    with PERSONS[data["data"]].open() as file:
        return list(csv.reader(file))[1 : len(model["scores"]["EAP"]["theta"]) + 1]


class Case(NamedTuple):
    bank: haven.ItemBank
    responses: npt.NDArray[np.int8]
    mean: float
    variance: float
    scores: dict[str, Any]


def case_of(data: dict[str, Any], model: dict[str, Any]) -> Case:
    group = row(model["coef_slope_intercept"]["GroupPars"])
    items = []
    for name, matrix in model["coef_slope_intercept"].items():
        if name != "GroupPars":
            values = row(matrix)
            if "d" in values:
                items.append(dichotomous(values["a1"], values["d"], row(model["coef_IRT"][name])))
            else:
                items.append(polytomous(values, model["itemtype"] == "graded"))
    missing = ("NA", "", None)
    persons = [[-1 if one in missing else int(one) for one in person] for person in read_persons(data, model)]
    responses = np.array(persons, dtype=np.int8)
    for column, item in enumerate(items):
        if item.flipped is not None:
            given = responses[:, column] >= 0
            responses[given, column] = item.flipped - responses[given, column]
    bank = haven.ItemBank(
        items=[item.parameters for item in items], discrimination_max=20, difficulty_min=-50, difficulty_max=50
    )
    return Case(bank, responses, group["MEAN_1"], group["COV_11"], model["scores"])


def objective(case: Case, person: int, theta: float) -> float:
    """log L + log sqrt(I), which mirt's WLE maximises."""
    given = case.responses[person] >= 0
    information = haven.information(case.bank, theta)[0][given].sum()
    return float(haven.log_likelihood(case.bank, case.responses[person], theta) + 0.5 * np.log(information))


def cases() -> list[Any]:
    table = json.loads((ROOT / "tests/reference/calibration.json").read_text())
    found = []
    for data in table["datasets"]:
        for name, model in data["models"].items():
            if model["scored_patterns"] is not None or data["data"] in PERSONS:
                found.append(pytest.param(data, model, id=f"{data['data']}-{name}"))
    assert len(found) == 14
    return found


@pytest.mark.parametrize(("data", "model"), cases())
def test_person_scores_are_those_of_mirt(data: dict[str, Any], model: dict[str, Any]) -> None:
    case = case_of(data, model)
    theta = {kind: np.array([number(one) for one in score["theta"]]) for kind, score in case.scores.items()}
    error = {kind: np.array([number(one) for one in score["se"]]) for kind, score in case.scores.items()}

    nodes = np.linspace(-6, 6, 61)
    weights = np.exp(-0.5 * (nodes - case.mean) ** 2 / case.variance)
    eap = haven.estimate_eap(case.bank, case.responses, quadrature=(nodes, weights / weights.sum()))
    assert np.abs(eap.theta - theta["EAP"]).max() < 1e-12
    assert np.abs(eap.standard_error - error["EAP"]).max() < 1e-12

    normal: dict[str, Any] = {"prior_mean": case.mean, "prior_sd": case.variance**0.5}
    map_ = haven.estimate_map(case.bank, case.responses, **normal, **RANGE, standard_error="observed")
    assert np.abs(map_.theta - theta["MAP"]).max() < STOPS_AT
    assert np.abs(map_.standard_error - error["MAP"]).max() < 2e-4

    mle = haven.estimate_mle(case.bank, case.responses, **RANGE, standard_error="observed")
    both = np.isfinite(theta["ML"]) & ~mle.at_bound
    assert both.mean() > 0.5
    assert np.abs(mle.theta - theta["ML"])[both].max() < STOPS_AT
    assert np.abs(mle.standard_error - error["ML"])[both].max() < 1e-3

    jeffreys = haven.estimate_map(case.bank, case.responses, prior="jeffreys", **RANGE)
    other = np.abs(jeffreys.theta - theta["WLE"]) > STOPS_AT
    assert other.sum() <= 1  # mirt may end in a lower one of several maxima
    for person in map(int, np.flatnonzero(other)):
        assert jeffreys.multimodal[person]
        assert objective(case, person, jeffreys.theta[person]) > objective(case, person, theta["WLE"][person])
