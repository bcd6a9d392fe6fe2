import copy
import json
import pickle
from typing import Any

import independent
import numpy as np
import pytest

import haven


def answers_for(bank: haven.ItemBank, theta: float, seed: int) -> list[int]:
    """What a person of this ability would answer to each item of the bank."""
    p = haven.probability(bank, theta)[0]
    return [int(score) for score in np.random.default_rng(seed).random(len(bank)) < p]


def sit(exam: haven.Exam, answers: list[int]) -> haven.Exam:
    while exam.next_item is not None:
        exam.answer(answers[exam.next_item], at=30.0 * (len(exam.steps) + 1))
    return exam


def test_an_exam_runs_to_its_decision(sample_bank: haven.ItemBank) -> None:
    rules = haven.Blueprint(minimum_items=15, maximum_items=80, passing_standard=0.0)
    exam = sit(haven.Exam(sample_bank, rules, seed=7), answers_for(sample_bank, 1.2, seed=3))
    outcome = exam.outcome
    assert exam.done and outcome is not None
    assert outcome.decision == "pass"
    assert outcome.reason == "confidence_interval"
    assert outcome.estimator == "mle"
    assert 15 <= outcome.items == len(exam.steps) <= 80
    assert outcome.interval == pytest.approx(
        (outcome.theta - 1.959964 * outcome.standard_error, outcome.theta + 1.959964 * outcome.standard_error)
    )
    assert outcome.interval[0] > 0.0
    assert (outcome.confidence_z, outcome.passing_standard) == (1.959964, 0.0)
    assert outcome.elapsed == 30.0 * outcome.items
    assert (exam.theta, exam.standard_error) == (outcome.theta, outcome.standard_error)
    assert exam.next_item is None and exam.next_item_id is None


def test_each_item_is_the_most_informative_one_left(sample_bank: haven.ItemBank) -> None:
    exam = haven.Exam(sample_bank, {"maximum_items": 30})
    answers = answers_for(sample_bank, -0.5, seed=1)
    while exam.next_item is not None:
        given = [step.item for step in exam.steps]
        information = independent.information(sample_bank, np.array([exam.theta]))[0]
        assert exam.next_item not in given
        information[given] = 0
        assert information[exam.next_item] == pytest.approx(information.max(), rel=1e-9)
        assert exam.next_item_id == sample_bank.ids[exam.next_item]
        exam.answer(answers[exam.next_item])
    assert len(exam.steps) == 30


def test_the_steps_hold_what_the_estimators_give(sample_bank: haven.ItemBank) -> None:
    exam = sit(haven.Exam(sample_bank, {"maximum_items": 25}, seed=5), answers_for(sample_bank, 0.3, seed=2))
    pattern = np.full(len(sample_bank), -1)
    for count, step in enumerate(exam.steps, start=1):
        pattern[step.item] = step.score
        ml = haven.estimate_mle(sample_bank, pattern)
        expected = haven.estimate_eap(sample_bank, pattern) if ml.at_bound else ml
        assert step.estimator == ("eap" if ml.at_bound else "mle")
        assert step.theta == pytest.approx(expected.theta, abs=1e-9)
        assert step.standard_error == pytest.approx(expected.standard_error, abs=1e-9)
        assert step.at == 30.0 * count


def test_the_same_seed_gives_the_same_exam_and_another_breaks_ties_otherwise() -> None:
    bank = haven.ItemBank(discrimination=np.ones(50), difficulty=0.0)
    first = [haven.Exam(bank, seed=seed).next_item for seed in range(20)]
    assert first == [haven.Exam(bank, seed=seed).next_item for seed in range(20)]
    assert len(set(first)) > 5


@pytest.mark.parametrize("seed", [0, 2**63, 2**64 - 1])
def test_an_exam_resumed_after_every_item_is_bit_identical(sample_bank: haven.ItemBank, seed: int) -> None:
    rules = haven.Blueprint(minimum_items=10, maximum_items=60, passing_standard=0.1, time_limit=6 * 3600)
    answers = answers_for(sample_bank, 0.2, seed=4)
    whole = sit(haven.Exam(sample_bank, rules, seed), answers)
    exam = haven.Exam(sample_bank, rules, seed)
    while exam.next_item is not None:
        exam = haven.Exam.from_json(sample_bank, exam.to_json())
        assert exam.next_item is not None
        exam.answer(answers[exam.next_item], at=30.0 * (len(exam.steps) + 1))
    resumed = haven.Exam.from_json(sample_bank, exam.to_json())
    assert resumed.to_json() == exam.to_json() == whole.to_json()
    assert resumed.steps == whole.steps
    assert resumed.outcome == exam.outcome == whole.outcome
    assert (resumed.seed, resumed.blueprint) == (seed, rules)


def test_copies_and_pickles_go_on_independently(sample_bank: haven.ItemBank) -> None:
    exam = haven.Exam(sample_bank, seed=1)
    exam.answer(1)
    for other in (copy.copy(exam), copy.deepcopy(exam), pickle.loads(pickle.dumps(exam))):
        assert other.to_json() == exam.to_json() and other.next_item == exam.next_item
        other.answer(0)
        assert len(other.steps) == 2 and len(exam.steps) == 1


def test_before_the_first_answer(bank: haven.ItemBank) -> None:
    exam = haven.Exam(bank, haven.Blueprint(start_theta=0.7))
    assert (exam.theta, exam.standard_error, exam.steps, exam.outcome, exam.done) == (0.7, np.inf, (), None, False)
    assert exam.blueprint == haven.Blueprint(start_theta=0.7)
    assert exam.bank.fingerprint == bank.fingerprint


def test_an_exhausted_bank_ends_the_exam_without_a_decision() -> None:
    bank = haven.ItemBank(discrimination=[1.0, 1.0], difficulty=[-1.0, 1.0])
    exam = haven.Exam(bank)
    assert exam.answer(True) and exam.answer(np.int64(0))
    assert exam.outcome is not None
    assert (exam.outcome.decision, exam.outcome.reason, exam.outcome.items) == ("none", "exhausted_bank", 2)
    assert exam.outcome.passing_standard is None


def test_time_runs_out(bank: haven.ItemBank) -> None:
    exam = haven.Exam(bank, {"time_limit": 60.0, "passing_standard": 0.0, "minimum_items": 2})
    assert exam.answer(1, at=59.5)
    assert not exam.expire(60.0)
    assert not exam.answer(1, at=60.25)
    assert exam.outcome is not None
    assert (exam.outcome.reason, exam.outcome.decision) == ("minimum_not_met", "fail")
    assert (exam.outcome.items, exam.outcome.elapsed) == (1, 60.25)
    assert haven.Exam.from_json(bank, exam.to_json()).outcome == exam.outcome


def test_expire_ends_an_exam_with_an_item_unanswered(bank: haven.ItemBank) -> None:
    exam = haven.Exam(bank, {"time_limit": 60})
    exam.answer(1, at=10)
    assert exam.expire(61)
    assert exam.outcome is not None and exam.outcome.reason == "time_limit"


def test_an_answer_without_a_time_stands_at_the_last_one(bank: haven.ItemBank) -> None:
    exam = haven.Exam(bank)
    exam.answer(1)
    exam.answer(1, at=5)
    exam.answer(0)
    assert [step.at for step in exam.steps] == [0.0, 5.0, 5.0]


@pytest.mark.parametrize("score", [-1, 2, 257, 2**70, 1.0, 0.0, np.float64(1), np.nan, None, "1", [1]])
def test_a_bad_score_is_refused_and_changes_nothing(bank: haven.ItemBank, score: Any) -> None:
    exam = haven.Exam(bank)
    before = exam.to_json()
    with pytest.raises(haven.InvalidArgument, match="exam: score must be (0 or 1|an integer in 0..31), got"):
        exam.answer(score)
    assert exam.to_json() == before


@pytest.mark.parametrize("score", [1, True, np.int8(1), np.uint64(1), np.bool_(True)])
def test_integers_and_booleans_are_scores(bank: haven.ItemBank, score: Any) -> None:
    exam = haven.Exam(bank)
    exam.answer(score)
    assert exam.steps[0].score == 1


@pytest.mark.parametrize("at", [4.0, -1.0, np.nan, np.inf, 1e300])
def test_a_bad_time_is_refused(bank: haven.ItemBank, at: float) -> None:
    exam = haven.Exam(bank)
    exam.answer(1, at=5.0)
    with pytest.raises(haven.InvalidArgument, match="exam: "):
        exam.answer(1, at=at)
    with pytest.raises(haven.InvalidArgument, match="exam: "):
        exam.expire(at)
    assert len(exam.steps) == 1


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, "1", None])
def test_a_bad_seed_is_refused(bank: haven.ItemBank, seed: Any) -> None:
    with pytest.raises(haven.InvalidArgument, match=r"exam: seed must be an integer from 0 to 2\*\*64 - 1, got"):
        haven.Exam(bank, seed=seed)


def test_a_seed_may_be_a_numpy_integer(bank: haven.ItemBank) -> None:
    assert haven.Exam(bank, seed=np.uint64(2**64 - 1)).seed == 2**64 - 1


def test_an_answer_after_the_end_is_a_conflict() -> None:
    exam = haven.Exam(haven.ItemBank(discrimination=1.0, difficulty=0.0))
    exam.answer(1)
    with pytest.raises(haven.Conflict) as caught:
        exam.answer(1)
    assert (caught.value.code, caught.value.reason) == ("conflict", "exam_ended")


def test_another_bank_is_a_conflict(bank: haven.ItemBank, sample_bank: haven.ItemBank) -> None:
    text = haven.Exam(bank).to_json()
    with pytest.raises(haven.Conflict) as caught:
        haven.Exam.from_json(sample_bank, text)
    assert caught.value.reason == "bank_changed"


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '{"seed": 1}', "\x00", "[" * 10_000])
def test_text_that_is_no_exam_is_corrupt(bank: haven.ItemBank, text: str) -> None:
    with pytest.raises(haven.CorruptData):
        haven.Exam.from_json(bank, text)


def test_a_state_that_no_exam_can_reach_is_corrupt(bank: haven.ItemBank) -> None:
    exam = haven.Exam(bank)
    exam.answer(1)
    exam.answer(0)
    state = json.loads(exam.to_json())
    state["steps"][1]["item"] = state["steps"][0]["item"]
    with pytest.raises(haven.CorruptData, match="was given before"):
        haven.Exam.from_json(bank, json.dumps(state))


def test_a_blueprint_is_a_value() -> None:
    rules = haven.Blueprint(maximum_items=40, passing_standard=0.25, time_limit=90)
    assert rules == haven.Blueprint(passing_standard=0.25, maximum_items=40, time_limit=90.0)
    assert rules != haven.Blueprint(maximum_items=41, passing_standard=0.25, time_limit=90)
    assert rules != "rules"
    assert eval(repr(rules), {"Blueprint": haven.Blueprint}) == rules
    assert pickle.loads(pickle.dumps(rules)) == rules
    assert rules.time_limit == 90.0 and haven.Blueprint().time_limit is None
    with pytest.raises(AttributeError):
        rules.maximum_items = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"minimum_items": 0}, "blueprint: minimum_items must be at least 1, got 0"),
        ({"minimum_items": 5, "maximum_items": 4}, "maximum_items"),
        ({"start_theta": np.nan}, "start_theta"),
        ({"passing_standard": 9.0}, "passing_standard"),
        ({"target_standard_error": 0.0}, "target_standard_error"),
        ({"confidence_z": -1.0}, "confidence_z"),
        ({"time_limit": 0}, "time_limit"),
        ({"time_limit": np.inf}, "time_limit"),
        ({"prior_sd": 0.0}, "prior_sd"),
        ({"provisional": "mle"}, "provisional"),
        ({"estimator": "MLE"}, "blueprint.estimator: an unknown word"),
        ({"maximum_item": 5}, "blueprint.maximum_item: unknown field"),
        ({"maximum_items": 5.5}, "blueprint.maximum_items"),
        ({"passing_standard": "high"}, "blueprint.passing_standard"),
        ({"sprt": {"alpha": 0.05}}, "passing_standard must be given"),
        ({"content": [{"attribute": "a", "value": "b", "minimum": 2}]}, "minimum must be in"),
    ],
)
def test_a_bad_rule_is_refused_by_name(bank: haven.ItemBank, rules: dict[str, Any], message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.Blueprint(**rules)
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.Exam(bank, rules)


def test_what_is_no_rule_at_all_is_refused(bank: haven.ItemBank) -> None:
    with pytest.raises(TypeError, match="minimum_items must be a number, text, dict or list"):
        haven.Exam(bank, {"minimum_items": object()})
    with pytest.raises(haven.InvalidArgument, match="blueprint must be a Blueprint, a dict of its rules or None"):
        haven.Exam(bank, 5)  # type: ignore[arg-type]


def test_every_rule_of_a_blueprint_is_read_written_and_shown() -> None:
    rules: dict[str, Any] = {
        "estimator": "map",
        "prior_sd": 2.0,
        "start": {"items": ["3"], "random_items": 2},
        "selection": "kl",
        "exposure": {"randomesque": 5, "maximum_overlap": 0.25},
        "content": [{"attribute": "area", "value": "a", "minimum": 0.1, "maximum": 0.3, "target": None}],
        "content_balance": "largest_deficit",
        "minimum_items": np.int64(20),
        "pretest": {"count": 3, "first_position": 1, "last_position": 15},
        "passing_standard": np.float64(0.1),
        "sprt": {"alpha": 0.05, "beta": 0.1, "half_width": 0.3},
        "stop_when_certain": True,
        "time_limit": 3600,
    }
    blueprint = haven.Blueprint(**rules)
    for name, value in rules.items():
        assert getattr(blueprint, name) == value, name
    assert haven.Blueprint(**blueprint.to_dict()) == blueprint
    assert eval(repr(blueprint), {"Blueprint": haven.Blueprint}) == blueprint
    assert pickle.loads(pickle.dumps(blueprint)) == blueprint


def test_the_nclex_profiles_are_blueprints() -> None:
    rules = haven.nclex_blueprint("rn_2026")
    assert (rules.minimum_items, rules.maximum_items, rules.passing_standard) == (85, 150, 0.0)
    assert rules.sets["count"] == 3 and rules.pretest["count"] == 15 and len(rules.content) == 9
    assert len(haven.nclex_blueprint("pn_2023", stand_alone_quota=False).content) == 8
    with pytest.raises(haven.InvalidArgument, match="profile must be rn_2026"):
        haven.nclex_blueprint("rn_2030")  # type: ignore[arg-type]


def test_an_exam_explains_its_choices_and_its_end(bank: haven.ItemBank) -> None:
    exam = haven.Exam(bank, {"minimum_items": 5, "maximum_items": 8, "passing_standard": 0.0}, seed=3)
    assert exam.explain(1)["item"] == exam.next_item
    while not exam.done:
        exam.answer(len(exam.steps) % 2)
    for position, step in enumerate(exam.steps, start=1):
        why = exam.explain(position, rivals=3)
        information = haven.information(bank, why["theta"])[0]
        assert why["item"] == step.item and why["source"] == "criterion" and why["relaxed"] == step.relaxed == "none"
        assert why["criterion"] == pytest.approx(information[step.item], rel=1e-12)
        assert [rival["item"] for rival in why["rivals"]] == [
            item for item in np.argsort(-information) if item not in [s.item for s in exam.steps[:position]]
        ][:3]
    stop = exam.explain_stop()
    assert exam.outcome is not None and stop["ended_by"] == exam.outcome.reason
    assert {rule["rule"] for rule in stop["rules"]} == {"confidence_interval", "maximum_length"}
    with pytest.raises(haven.InvalidArgument, match="position"):
        exam.explain(99)


def test_seen_items_are_masked_and_ineligible_ones_avoided(bank: haven.ItemBank) -> None:
    first = haven.Exam(bank, {"maximum_items": 10}, seed=1)
    while not first.done:
        first.answer(1)
    seen = [step.item for step in first.steps]
    again = haven.Exam(bank, {"maximum_items": 10}, seed=1, seen=seen)
    while not again.done:
        again.answer(1)
    assert not set(seen) & {step.item for step in again.steps}
    assert haven.Exam.from_json(bank, again.to_json()).outcome == again.outcome
    eligible = [float(item % 2) for item in range(len(bank))]
    odd = haven.Exam(bank, {"maximum_items": 10}, seed=1, eligibility=[eligible])
    while not odd.done:
        odd.answer(0)
    assert all(step.item % 2 == 1 for step in odd.steps)
    with pytest.raises(haven.InvalidArgument, match="probability"):
        haven.Exam(bank, seed=1, eligibility=[[2.0] * len(bank)])


def test_an_exam_mixes_models() -> None:
    bank = haven.ItemBank(
        items=[
            {"model": "3pl", "discrimination": 1.2, "difficulty": 0.3, "pseudo_guessing": 0.2},
            {"model": "grm", "discrimination": 1.1, "thresholds": [-1, 0, 1]},
            {"model": "gpcm", "discrimination": 0.8, "step_difficulties": [0.2, -0.4]},
            {"model": "nrm", "slopes": [0, 0.5, 1.2], "intercepts": [0, 0.1, -0.3]},
        ]
    )
    exam = haven.Exam(bank, seed=2)
    highest = [1, 3, 2, 2]
    while (item := exam.next_item) is not None:
        with pytest.raises(haven.InvalidArgument, match="exam: score must be"):
            exam.answer(highest[item] + 1)
        exam.answer(highest[item])
    assert exam.outcome is not None and exam.outcome.items == 4
    assert sorted(step.score for step in exam.steps) == [1, 2, 2, 3]


def test_what_objects_say_of_themselves(bank: haven.ItemBank) -> None:
    exam = haven.Exam(bank, {"maximum_items": 1})
    assert repr(bank) == "<haven.ItemBank of 40 items>"
    assert repr(exam) == "<haven.Exam after 0 items, running>"
    exam.answer(1)
    assert repr(exam) == "<haven.Exam after 1 items, ended>"
    assert repr(exam.steps[0]).startswith("Step(item=")
    assert repr(exam.outcome).startswith("Outcome(decision='none', reason='maximum_length'")
