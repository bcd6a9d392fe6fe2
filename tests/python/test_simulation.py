import csv
import io
import json
import pickle
import xml.etree.ElementTree
from pathlib import Path

import numpy as np
import pytest

import haven
import haven.report


@pytest.fixture
def pool(rng: np.random.Generator) -> haven.ItemPool:
    """200 Rasch items of four areas, ten of them on trial."""
    bank = haven.ItemBank(discrimination=1.0, difficulty=rng.uniform(-2.5, 2.5, 200))
    areas = ["abcd"[i % 4] for i in range(200)]
    return haven.ItemPool(bank, attributes={"area": areas}, pretest=[i >= 190 for i in range(200)])


@pytest.fixture
def blueprint() -> haven.Blueprint:
    return haven.Blueprint(minimum_items=10, maximum_items=25, passing_standard=0.0, confidence_z=1.645)


@pytest.fixture
def study(pool: haven.ItemPool, blueprint: haven.Blueprint, rng: np.random.Generator) -> haven.Simulation:
    return haven.simulate(pool, rng.normal(size=300), blueprint, seed=7, threads=2)


def test_paths_are_padded_with_minus_one(study: haven.Simulation) -> None:
    longest = int(study.length.max())
    assert study.items.shape == (300, longest) == study.theta.shape
    after = np.arange(longest) >= study.length[:, None]
    for path in (study.items, study.responses, study.theta, study.standard_error):
        assert (path[after] == -1).all()
    assert (study.items[~after] >= 0).all()
    last = study.length - 1
    assert (study.theta[np.arange(300), last] == study.final_theta).all()
    assert study.items.dtype == np.int64


def test_a_study_does_not_depend_on_the_threads(
    study: haven.Simulation, pool: haven.ItemPool, blueprint: haven.Blueprint
) -> None:
    again = haven.simulate(pool, study.true_theta, blueprint, seed=7, threads=1)
    assert (again.items == study.items).all()
    assert (again.theta == study.theta).all()
    assert again.report(threads=1).to_json() == study.report(threads=2).to_json()
    other = haven.simulate(pool, study.true_theta, blueprint, seed=8)
    assert other.to_json() != study.to_json()


def test_the_report_is_what_numpy_finds(study: haven.Simulation) -> None:
    report = study.report()
    assert study.true_theta is not None
    assert report.precision is not None
    assert report.decisions is not None
    assert report.decisions.confusion is not None
    error = study.final_theta - study.true_theta
    assert report.precision.bias.value == pytest.approx(error.mean())
    assert report.precision.bias.standard_error == pytest.approx(error.std(ddof=1) / np.sqrt(300))
    assert report.precision.rmse.value == pytest.approx(np.sqrt((error**2).mean()))
    assert report.lengths.mean.value == pytest.approx(study.length.mean())
    correct = (study.decision == "pass") == (study.true_theta >= 0)
    assert report.decisions.confusion.accuracy.value == pytest.approx(correct.mean())
    given = np.bincount(study.items[study.items >= 0], minlength=200) / 300
    assert report.exposure.rate == pytest.approx(given)
    for reason, exams in report.stop_reasons.items():
        assert exams == (study.stop_reason == reason).sum()
    assert sum(one.candidates for one in report.by_theta) == 300
    assert [one.value for one in report.content] == ["a", "b", "c", "d"]


def test_responses_that_people_gave(pool: haven.ItemPool, rng: np.random.Generator) -> None:
    responses = rng.integers(0, 2, (20, 200))
    responses[rng.uniform(size=responses.shape) < 0.2] = -1
    blueprint = haven.Blueprint(minimum_items=8, maximum_items=8)
    study = haven.simulate(pool, None, blueprint, responses=responses)
    assert study.true_theta is None
    assert study.report().precision is None
    people = np.arange(20)[:, None]
    assert (study.responses == responses[people, study.items]).all()
    assert (study.responses >= 0).all()


def test_a_bank_is_a_pool_without_content(rng: np.random.Generator) -> None:
    bank = haven.ItemBank(discrimination=1.2, difficulty=rng.uniform(-2, 2, 50))
    blueprint = haven.Blueprint(maximum_items=5)
    with_bank = haven.simulate(bank, [0.0, 1.0], blueprint)
    assert (with_bank.items == haven.simulate(haven.ItemPool(bank), [0.0, 1.0], blueprint).items).all()
    assert set(with_bank.decision) == {"none"}


def test_seen_items_are_not_given_again(rng: np.random.Generator) -> None:
    bank = haven.ItemBank(discrimination=1.2, difficulty=rng.uniform(-2, 2, 50))
    first = haven.simulate(bank, [0.0, 1.0], haven.Blueprint(maximum_items=5))
    second = haven.simulate(bank, [0.0, 1.0], haven.Blueprint(maximum_items=5), seen=first.items.tolist())
    for one, other in zip(first.items, second.items, strict=True):
        assert not set(one) & set(other)


def test_a_pool_from_dicts_is_that_from_columns() -> None:
    bank = haven.ItemBank(discrimination=1.0, difficulty=[0.0, 1.0, 2.0, 3.0], ids=["p", "q", "r", "s"])
    columns = haven.ItemPool(
        bank,
        attributes={"area": ["a", "b", None, "a"]},
        sets=["case", "case", None, None],
        enemies=[["p", "s"]],
        pretest=[False, False, True, False],
    )
    dicts = haven.ItemPool(
        bank,
        content=[
            {"attributes": {"area": "a"}, "set": "case", "enemies": ["s"]},
            {"attributes": {"area": "b"}, "set": "case"},
            {"pretest": True},
            {"attributes": {"area": "a"}, "enemies": ["p"], "set": None},
        ],
    )
    assert columns.content == dicts.content
    assert columns.fingerprint == dicts.fingerprint == pickle.loads(pickle.dumps(dicts)).fingerprint
    assert columns.attributes == {"area": ("a", "b")}
    assert len(columns) == 4


@pytest.mark.parametrize(
    "content",
    [
        {"attributes": {"area": ["a"]}},
        {"attributes": {"area": [1, 2]}},
        {"sets": ["lonely", None]},
        {"enemies": [["0", "7"]]},
        {"pretest": [True]},
        {"content": [{}]},
        {"content": [{}, {"colour": "red"}]},
        {"content": [{}, 7]},
    ],
)
def test_bad_content_is_refused(content: dict[str, object]) -> None:
    bank = haven.ItemBank(discrimination=1.0, difficulty=[0.0, 1.0])
    with pytest.raises(haven.InvalidArgument):
        haven.ItemPool(bank, **content)  # type: ignore[arg-type]


def test_bad_studies_are_refused(pool: haven.ItemPool, blueprint: haven.Blueprint) -> None:
    with pytest.raises(haven.InvalidArgument, match="theta"):
        haven.simulate(pool, None, blueprint)
    with pytest.raises(haven.InvalidArgument):
        haven.simulate(pool, [float("nan")], blueprint)
    with pytest.raises(haven.InvalidArgument):
        haven.simulate(pool, [0.0, 1.0], blueprint, responses=np.zeros((3, 200), int))
    with pytest.raises(haven.InvalidArgument):
        haven.simulate(pool, [0.0], blueprint, testlet_effect_sd=-1)


def test_json_and_csv(study: haven.Simulation) -> None:
    report = study.report()
    document = json.loads(report.to_json())
    assert document["candidates"] == 300
    assert document["pool"] == {"items": 200, "pretest": 10, "sets": 0}
    assert document["blueprint"]["maximum_items"] == 25
    table = list(csv.DictReader(io.StringIO(report.to_csv())))
    assert report.precision is not None
    rmse = next(row for row in table if (row["section"], row["figure"]) == ("precision", "rmse"))
    assert float(rmse["value"]) == report.precision.rmse.value
    candidates = list(csv.DictReader(io.StringIO(study.to_csv())))
    assert [int(row["length"]) for row in candidates] == study.length.tolist()
    steps = list(csv.DictReader(io.StringIO(study.to_csv(steps=True))))
    assert len(steps) == study.length.sum()
    assert len(json.loads(study.to_json())["exams"]) == 300


def test_the_page_is_whole_and_the_same_each_time(study: haven.Simulation, tmp_path: Path) -> None:
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    study.report().to_html(first, title="A <study>")
    study.report().to_html(second, title="A <study>")
    page = first.read_text(encoding="utf-8")
    assert page == second.read_text(encoding="utf-8")
    assert "A &lt;study&gt;" in page
    assert page.count("<svg") == 4
    assert "<script" not in page
    for svg in page.split("<svg")[1:]:
        xml.etree.ElementTree.fromstring("<svg" + svg.split("</svg>")[0] + "</svg>")


def test_a_page_without_truth_and_without_decisions(pool: haven.ItemPool, rng: np.random.Generator) -> None:
    responses = rng.integers(0, 2, (20, 200))
    study = haven.simulate(pool, None, haven.Blueprint(maximum_items=8), responses=responses)
    page = haven.report.to_html(json.loads(study.report().to_json()))
    assert "Decisions" not in page
    assert "Precision" not in page
