"""Grading, leeches, steps and simulated study of haven.srs from Python. What they compute is tested in C++."""

import copy
import math
import pickle
import uuid
from typing import Any

import numpy as np
import pytest

import haven
from haven import srs

START = 1_704_067_200
DAY = 86_400


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ({"score": 1.0}, (srs.Rating.good, "plain")),
        ({"score": 0.0}, (srs.Rating.again, "wrong")),
        ({"score": 0.7}, (srs.Rating.hard, "partial")),
        ({"score": 1.0, "confidence": 0.1}, (srs.Rating.again, "guessed")),
        ({"score": 1.0, "confidence": 0.3}, (srs.Rating.hard, "unsure")),
        ({"score": 1.0, "latency": 100}, (srs.Rating.hard, "slow")),
        ({"score": 1.0, "latency": 5.5, "confidence": 0.9}, (srs.Rating.easy, "fast")),
        ({"score": 1.0, "latency": 5.5, "confidence": 0.7}, (srs.Rating.good, "plain")),
        ({"score": 1.0, "latency": 601}, (srs.Rating.good, "plain")),
    ],
)
def test_evidence_becomes_a_rating(evidence: Any, expected: tuple[srs.Rating, str]) -> None:
    assert srs.grade(**evidence, rules=srs.GradingRules(typical_latency=20)) == expected


def test_two_buttons_say_again_or_good() -> None:
    rules = srs.GradingRules(two_buttons=True)
    assert [srs.grade(score, rules=rules)[0] for score in (0.0, 0.4, 0.6, 1.0)] == [1, 1, 3, 3]
    with pytest.raises(haven.InvalidArgument):
        srs.GradingRules(guess_below=0.6)
    with pytest.raises(haven.InvalidArgument):
        srs.grade(math.nan)


def test_typical_latency_is_the_median_of_what_was_recalled() -> None:
    log = srs.ReviewLog([1] * 5, [3, 1, 3, 4, 3], START + np.arange(5) * DAY, duration=[4, 900, 8, 6, 700])
    assert srs.typical_latency(log, fewest=3) == 6
    assert srs.typical_latency(log) is None


def history(ratings: str, card: int = 1) -> list[tuple[int, int, int]]:
    return [(card, int(rating), START + 4 * DAY * i) for i, rating in enumerate(ratings)]


def test_leeches_are_found() -> None:
    assert [lapses for lapses in range(20) if srs.is_leech(lapses)] == [8, 12, 16]
    log = history("3" + "1" * 10, card=5) + history("33333333333", card=6)
    predictions = srs.predict(srs.MemoryModel(), srs.TrainingSet(log))
    (leech,) = srs.find_leeches(predictions)
    assert leech["card"] == 5
    assert leech["lapses"] == leech["at_review"] >= 3
    assert leech["p_value"] < 0.05
    with pytest.raises(haven.InvalidArgument):
        srs.find_leeches(predictions, level=1.0)
    with pytest.raises(haven.InvalidArgument):
        srs.is_leech(3, threshold=0)


def test_one_card_is_tested_for_a_leech() -> None:
    recalled = [True] + [False] * 4
    leech = srs.test_leech([0.9] * 5, recalled)
    assert leech is not None
    # Three lapses of four reviews: the first look after the reviews skipped, at level 0.05 / 2.
    assert (leech["at_review"], leech["lapses"]) == (4, 3)
    assert leech["expected"] == pytest.approx(0.4)
    assert leech["p_value"] == pytest.approx(4 * 0.1**3 * 0.9 + 0.1**4)
    assert srs.test_leech(np.full(5, 0.2), np.array(recalled)) is None
    assert srs.test_leech([], []) is None
    with pytest.raises(haven.InvalidArgument, match="recalled: must have 2 rows, got 1"):
        srs.test_leech([0.9, 0.9], [True])
    with pytest.raises(haven.InvalidArgument, match="row 1 must be in 0..1"):
        srs.test_leech([0.9, math.nan], [True, True])
    with pytest.raises(haven.InvalidArgument):
        srs.test_leech([0.9], [True], level=0.0)


def test_misuse_of_hard_is_found() -> None:
    fair = [row for card in range(60) for row in history("3333", card)]
    misused = [row for card in range(60, 100) for row in history("321", card)]
    use = srs.hard_use(srs.MemoryModel(), srs.TrainingSet(fair + misused))
    assert (use["verdict"], use["after_hard"], use["recalled"]) == ("misused", 40, 0)
    assert srs.hard_use(srs.MemoryModel(), srs.TrainingSet(fair))["verdict"] == "too_few"


def test_a_log_advises_steps() -> None:
    rng = np.random.default_rng(3)
    rows = []
    for card in range(300):
        wait = int(rng.integers(300, 3_000))
        rows += [(card, 1, START), (card, 3 if rng.random() < 0.8 else 1, START + wait)]
    advice = srs.advise_steps(rows)
    assert advice["after_again"]["count"] == 300
    assert advice["after_again"]["recall"] == pytest.approx(np.mean([row[1] == 3 for row in rows[1::2]]))
    (first,) = advice["learning_steps"]
    assert 1 <= first < 1_650  # recall was 0.8 after so long on average; it is 0.9 before
    assert advice["relearning_steps"] is None
    assert advice["after_lapse"]["stability"] is None
    assert srs.advise_steps([])["learning_steps"] is None


# --- Simulated study --------------------------------------------------------------------------------------------------

LEARNER = srs.SimulatedLearner(srs.MemoryModel())
SMALL = srs.SimulationOptions(new_cards=200, days=60, new_per_day=10, seed=4)


def test_a_simulation_repeats() -> None:
    scheduler = srs.Scheduler()
    result = srs.simulate(scheduler, LEARNER, SMALL)
    assert result == srs.simulate(scheduler, LEARNER, SMALL)
    assert result != srs.simulate(scheduler, LEARNER, srs.SimulationOptions(new_cards=200, days=60, new_per_day=10))
    assert len(result.minutes) == 60
    assert result.learned.sum() == 200
    assert (result.lapses <= result.reviews).all()
    assert 100.0 < result.known[-1] <= 200.0


def test_a_deck_goes_on_from_its_cards() -> None:
    scheduler = srs.Scheduler()
    cards = [scheduler.review(srs.Card(created=START, key=key), rating=4, at=START) for key in range(50)]
    options = srs.SimulationOptions(cards=cards, new_cards=0, start=START + DAY, days=30)
    assert srs.simulate(scheduler, LEARNER, options).reviews.sum() >= 50
    with pytest.raises(haven.InvalidArgument):
        srs.simulate(srs.Scheduler("fsrs-7"), LEARNER, options)
    with pytest.raises(haven.InvalidArgument, match="order"):
        srs.SimulationOptions(order="random")  # type: ignore[arg-type]


def test_more_retention_costs_more_minutes() -> None:
    points = srs.workload_curve(srs.Scheduler(), LEARNER, SMALL, [0.8, 0.95], replications=4)
    low, high = (point["minutes_per_day"] for point in points)
    assert high[0] - low[0] > 2.0 * math.hypot(high[1], low[1])
    assert points[0] == srs.workload_curve(srs.Scheduler(), LEARNER, SMALL, [0.8], replications=4, threads=2)[0]
    found = srs.recommend_retention(srs.Scheduler(), LEARNER, SMALL, replications=2)
    value, error = found["desired_retention"]
    assert 0.7 <= value <= 0.95
    assert error >= 0.0
    assert [point["desired_retention"] for point in found["curve"]] == sorted(
        point["desired_retention"] for point in found["curve"]
    )


def test_a_simulated_learner_is_asked_card_by_card() -> None:
    scheduler = srs.Scheduler()
    memory = srs.SimulatedLearner.unseen(seed=5)
    assert (memory.state, memory.last_review, LEARNER.recall(memory, START)) == (None, None, 0.0)
    card = srs.Card(created=START)
    ratings = []
    for _ in range(6):
        at = card.due
        assert card.is_new or LEARNER.recall(memory, at) == pytest.approx(scheduler.retrievability(card, at))
        rating, seconds, after = LEARNER.answer(memory, card.state, at)
        assert LEARNER.answer(memory, int(card.state), at)[:2] == (rating, seconds)  # the same luck again
        card, memory = scheduler.review(card, rating=rating, at=at), after
        ratings.append(rating)
        assert memory.state == card.memory
        assert memory.last_review == at
        assert seconds > 0.0
    assert all(type(rating) is srs.Rating for rating in ratings)
    known = LEARNER.seen(srs.Fsrs6State(10.0, 5.0), START, seed=1)
    assert LEARNER.recall(known, START + 10 * DAY) == pytest.approx(0.9)
    with pytest.raises(haven.InvalidArgument, match="at"):
        LEARNER.answer(known, "review", START - 1)
    with pytest.raises(haven.InvalidArgument, match="state"):
        LEARNER.answer(known, "new", START)  # type: ignore[arg-type]
    with pytest.raises(haven.InvalidArgument):
        LEARNER.seen(srs.Sm2State(2.5, 1, 1), START)


def test_habits_are_learnt() -> None:
    habits = srs.AnswerHabits(recalled=[0.0, 1.0, 0.0])
    assert habits.recalled == [0.0, 1.0, 0.0]
    assert habits == pickle.loads(pickle.dumps(habits)) == copy.deepcopy(habits)
    with pytest.raises(haven.InvalidArgument):
        srs.AnswerHabits(first=[0.5, 0.5, 0.5, 0.5])
    reviews = [srs.Review(uuid.UUID(int=i), 4, START + i * 30 * DAY, duration=2) for i in range(1, 9)]
    log = [(srs.Card(created=START, key=key), reviews) for key in range(100)]
    learnt = srs.estimate_habits(srs.Scheduler(), log)
    assert learnt.first[3] > 0.8 > srs.AnswerHabits().first[3]
    assert srs.SimulatedLearner(srs.MemoryModel(), learnt).habits == learnt


# --- Exams ------------------------------------------------------------------------------------------------------------


def test_a_plan_for_an_exam() -> None:
    scheduler = srs.Scheduler()
    now = START + 20 * DAY
    cards = [scheduler.review(srs.Card(created=START, key=key), rating=1 + key % 4, at=START) for key in range(30)]
    cards += [srs.Card(created=START, key=100 + key) for key in range(10)]
    plan = srs.plan_for_exam(scheduler, cards, now, now + 10 * DAY, minutes_per_day=2.0, target=0.9)
    assert len(plan.cards) == 40
    assert len(plan.days) == 10
    assert set(plan.today) <= set(range(40))
    assert 0 < plan.fitting <= len(plan.today)
    assert plan.cards[plan.today[0]]["advice"] in {"finish", "study"}
    gains = [plan.cards[place]["gain_per_minute"] for place in plan.today if plan.cards[place]["advice"] != "finish"]
    assert gains == sorted(gains, reverse=True)
    outlook = plan.outlook
    left = sum(card["recall_if_left"] for card in plan.cards)
    assert outlook["known_if_left"] == pytest.approx(left, rel=1e-9)
    assert outlook["known_if_left"] < outlook["known"] <= outlook["known_at_most"] + 1e-9
    again = srs.plan_for_exam(scheduler, cards, now, now + 10 * DAY, minutes_per_day=2.0, last_plan=plan)
    assert again.outlook["known"] == pytest.approx(outlook["known"], rel=0.05)
    more = srs.plan_for_exam(scheduler, cards, now, now + 10 * DAY, minutes_per_day=20.0)
    assert more.outlook["known"] > outlook["known"]
    with pytest.raises(haven.InvalidArgument):
        srs.plan_for_exam(scheduler, cards, now, now - DAY)
    with pytest.raises(haven.InvalidArgument):
        srs.plan_for_exam(srs.Scheduler("sm-2"), [], now, now + DAY)


# --- Rescheduling -----------------------------------------------------------------------------------------------------


def test_new_weights_reschedule_as_a_plan() -> None:
    old, new = srs.Scheduler(fuzz=False), srs.Scheduler(fuzz=False, desired_retention=0.97)
    cards = []
    for key in range(40):
        fresh = srs.Card(created=START, key=key)
        reviews = [srs.Review(uuid.UUID(int=100 * key + i), 4, START + i * 10 * DAY) for i in range(3)]
        cards.append((old.replay(fresh, reviews), fresh, reviews))
    now = START + 22 * DAY
    plan = srs.plan_reschedule(new, cards, now, cards_per_day=9)
    assert len(plan.moves) == plan.earlier == 40
    assert plan.above_limit == 0
    for move in plan.moves:
        card, fresh, reviews = cards[move["card"]]
        assert move["before"] == card
        assert move["after"].memory == new.replay(fresh, reviews).memory
        assert move["after"].due >= now - DAY
    assert max(day["after"] for day in plan.days) == 9
    assert sum(day["before"] for day in plan.days) == sum(day["after"] for day in plan.days) == 40
    own = srs.plan_reschedule(old, cards, now, cards_per_day=9, desired_retention=[0.97] * 40)
    assert own.moves == plan.moves
    assert not srs.plan_reschedule(old, cards, now - 2 * DAY, desired_retention=[None] * 40).moves
    with pytest.raises(haven.InvalidArgument, match="one for each card"):
        srs.plan_reschedule(old, cards, now, desired_retention=[0.9])


def test_a_backlog_is_spread_and_a_day_to_spare_filled() -> None:
    scheduler = srs.Scheduler(fuzz=False)
    cards = [scheduler.review(srs.Card(created=START, key=key), rating=4, at=START) for key in range(30)]
    backlog = srs.plan_spread(scheduler, cards, START + 60 * DAY, minutes_per_day=1.0, seconds_per_card=10.0)
    assert max(day["after"] for day in backlog.days) == 6
    assert backlog.later == 24
    assert backlog.recall_lost > 0.0
    assert srs.plan_advance(scheduler, cards, START + DAY, 5).earlier == 5
    with pytest.raises(haven.InvalidArgument):
        srs.plan_spread(scheduler, cards, START + 60 * DAY, cards_per_day=-1)
