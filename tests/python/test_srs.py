"""haven.srs from Python: the vectors end to end, py-fsrs beside it, conversion and errors. The mathematics is tested in
C++."""

import copy
import json
import math
import pickle
import random
import threading
import uuid
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import fsrs
import numpy as np
import pytest

import haven
from haven import srs

REFERENCE = Path(__file__).parents[1] / "reference"
START = 1_704_067_200  # 2024-01-01T00:00:00Z
DAY = 86_400


@cache
def vectors(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text())


def scheduler_of(config: dict[str, Any], **options: Any) -> srs.Scheduler:
    return srs.Scheduler(
        model="fsrs-6",
        parameters=config["parameters"],
        desired_retention=config["desired_retention"],
        learning_steps=config["learning_steps_s"],
        relearning_steps=config["relearning_steps_s"],
        maximum_interval=config["maximum_interval"],
        fuzz=config["enable_fuzzing"],
        **options,
    )


def assert_is(card: srs.Card, row: list[Any]) -> None:
    """Is the card as [state, step, stability, difficulty, interval_s] says?"""
    state, step, stability, difficulty, interval = row
    assert card.last_review is not None
    assert (card.state, card.step, card.due - card.last_review) == (state, step, interval)
    assert card.stability == pytest.approx(stability, rel=1e-9)
    assert card.difficulty == pytest.approx(difficulty, rel=1e-9)


# --- The vectors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", ["current", "legacy_6_3_1"])
def test_fsrs_6_gives_every_review_of_the_vectors(rules: Any) -> None:
    table = vectors("fsrs6_vectors.json")
    checked = 0
    for history in table["histories"]:
        scheduler = scheduler_of(table["configs"][history["config"]], rules=rules)
        legacy = history.get("legacy_rule_reviews") if rules != "current" else None
        card, at = srs.Card(created=START), START
        for i, (elapsed, rating, *row) in enumerate(history["reviews"]):
            at += elapsed
            card = scheduler.review(card, rating=rating, at=at)
            assert_is(card, legacy[i] if legacy else row)
            checked += 1
    assert checked == 2647


def test_fsrs_6_retrievability_at_the_instants_of_the_vectors() -> None:
    table = vectors("fsrs6_vectors.json")
    for history in table["histories"]:
        config = table["configs"][history["config"]]
        whole, fractional = scheduler_of(config), scheduler_of(config, day_rule="fractional")
        reviews, at = [], START
        for elapsed, rating, *_ in history["reviews"]:
            at += elapsed
            reviews.append((rating, at))
        for place, seconds, by_days, exact in history["retrievability"]:
            card = whole.replay(START, reviews[: place + 1])
            moment = reviews[place][1] + seconds
            assert whole.retrievability(card, at=moment) == pytest.approx(by_days, rel=1e-9)
            assert fractional.retrievability(card, at=moment) == pytest.approx(exact, rel=1e-9)


def test_fsrs_7_gives_every_review_of_the_vectors() -> None:
    table = vectors("fsrs7_vectors.json")
    reviews = 0
    for history in table["histories"]:
        scheduler = srs.Scheduler("fsrs-7", table["configs"][history["config"]]["parameters"], fuzz=False)
        card, at = srs.Card(created=START), START
        for elapsed, rating, stability, fast, difficulty, _ in history["reviews"]:
            at += elapsed
            card = scheduler.review(card, rating=rating, at=at)
            assert card.stability == pytest.approx(stability, rel=1e-6)
            assert card.stability_fast == pytest.approx(fast, rel=1e-6)
            assert card.difficulty == pytest.approx(difficulty, rel=1e-6)
            reviews += 1
        for days, recall in history["retrievability"]:
            assert card.memory is not None
            assert scheduler.memory_model.retrievability(card.memory, days) == pytest.approx(recall, rel=1e-6)
        for retention, interval in history["intervals"]:
            assert card.memory is not None
            assert scheduler.memory_model.interval(card.memory, retention) == pytest.approx(interval, rel=1e-6)
    assert reviews > 1_000


def test_the_side_tables_of_the_vectors() -> None:
    table = vectors("fsrs6_vectors.json")
    for interval, elapsed, longest, *bounds in table["fuzz_bounds"]:
        assert list(srs.fuzz_range(interval, elapsed, longest)) == bounds
    for ease, interval, retention, stability, difficulty in table["sm2_import"]:
        state = srs.import_sm2(srs.MemoryModel(), ease, interval, retention)
        assert isinstance(state, srs.Fsrs6State)
        assert (state.stability, state.difficulty) == pytest.approx((stability, difficulty), rel=1e-4)
    for case in table["parameter_migration"]["cases"]:
        assert srs.make_parameters("fsrs-6", case["from"]) == pytest.approx(case["to"], abs=1e-7)


# --- py-fsrs ----------------------------------------------------------------------------------------------------------


def random_weights(rng: random.Random) -> list[float]:
    return [rng.uniform(low, high) for low, high in srs.weight_ranges("fsrs-6")]


def random_steps(rng: random.Random) -> list[int]:
    return [rng.randrange(1, 200_000) for _ in range(rng.randrange(4))]


@pytest.mark.parametrize("seed", range(20))
def test_py_fsrs_agrees_on_random_histories_weights_and_steps(seed: int) -> None:
    rng = random.Random(seed)
    weights = list(srs.default_parameters("fsrs-6")) if seed % 4 == 0 else random_weights(rng)
    learning, relearning = random_steps(rng), random_steps(rng)
    options: dict[str, Any] = {
        "parameters": weights,
        "desired_retention": rng.uniform(0.7, 0.98),
        "maximum_interval": rng.choice([36_500, 365, 7]),
    }
    ours = srs.Scheduler("fsrs-6", learning_steps=learning, relearning_steps=relearning, fuzz=False, **options)
    peer = fsrs.Scheduler(
        learning_steps=[timedelta(seconds=step) for step in learning],
        relearning_steps=[timedelta(seconds=step) for step in relearning],
        enable_fuzzing=False,
        **options,
    )
    for _ in range(10):
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(10**7))
        card, theirs = srs.Card(created=at), fsrs.Card(card_id=1, due=at)
        for _ in range(15):
            if rng.random() < 0.6:
                at = max(at, datetime.fromtimestamp(card.due, UTC))
            at += timedelta(seconds=rng.choice([rng.randrange(1_000), rng.randrange(10 * DAY), rng.randrange(60)]))
            rating = rng.choices([1, 2, 3, 4], [2, 1, 5, 1])[0]
            theirs, _log = peer.review_card(theirs, fsrs.Rating(rating), at)
            card = ours.review(card, rating=rating, at=at)
            assert theirs.stability is not None
            if theirs.stability > 36_500:
                break  # py-fsrs knows no upper bound
            assert (int(card.state), card.step) == (int(theirs.state), theirs.step)
            assert card.due == theirs.due.timestamp()
            assert card.stability == pytest.approx(theirs.stability, rel=1e-9)
            assert card.difficulty == pytest.approx(theirs.difficulty, rel=1e-9)
            later = at + timedelta(seconds=rng.randrange(100 * DAY))
            recall = peer.get_card_retrievability(theirs, later)
            assert ours.retrievability(card, at=later) == pytest.approx(recall, rel=1e-9)


# --- Cards ------------------------------------------------------------------------------------------------------------


def test_a_new_card_has_no_memory() -> None:
    card = srs.Card(created=START)
    assert (card.state, card.step, card.due, card.reviews, card.lapses) == (1, 0, START, 0, 0)
    assert card.is_new
    for nothing in (card.memory, card.stability, card.stability_fast, card.difficulty, card.last_review):
        assert nothing is None
    assert srs.Scheduler().retrievability(card, at=START) == 0.0


def test_a_state_is_an_integer() -> None:
    scheduler = srs.Scheduler(learning_steps=[])
    card = scheduler.review(srs.Card(created=START), rating=3, at=START)
    assert card.state == srs.State.review
    assert int(card.state) == 2
    assert card.state in {2}
    assert json.dumps(card.state) == "2"
    lapsed = scheduler.review(card, rating=1, at=START + 10 * DAY)
    assert (lapsed.state, lapsed.step, lapsed.lapses) == (srs.State.relearning, 0, 1)


def test_a_review_makes_a_new_card() -> None:
    card = srs.Card(created=START, key=7)
    before = card.to_dict()
    after = srs.Scheduler().review(card, rating=3, at=START)
    assert after != card
    assert card.to_dict() == before
    with pytest.raises(AttributeError):
        after.due = 0  # type: ignore[misc]


def test_cards_are_values_without_a_hash() -> None:
    scheduler = srs.Scheduler()
    one, two = (scheduler.review(srs.Card(created=START, key=3), rating=2, at=START + 5) for _ in range(2))
    assert one == two
    assert one is not two
    assert one != scheduler.review(srs.Card(created=START, key=4), rating=2, at=START + 5)
    assert one != object()
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


@pytest.mark.parametrize("model", ["fsrs-6", "fsrs-7", "sm-2"])
def test_values_survive_pickling_and_dicts(model: Any) -> None:
    scheduler = srs.Scheduler(model, day_rule="calendar", zone="Asia/Tokyo", learning_steps=[0.5])
    answers = [(3, START), (1, START + 5.25), (4, START + 9 * DAY)]
    card = scheduler.replay(srs.Card(created=START, key=2**64 - 1), answers)
    outcome = scheduler.outcome(card, rating=3, at=START + 50 * DAY)
    review = srs.Review(uuid.UUID(int=1), "hard", START, day=3, balanced=-1, duration=2.5)
    values = [card, srs.Card(created=0.5), scheduler, scheduler.memory_model, review, outcome, outcome.why, card.memory]
    for value in values:
        for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):
            assert type(again) is type(value)
            assert again == value
            assert repr(again) == repr(value)
    assert pickle.loads(pickle.dumps(outcome)).why == outcome.why
    for value in (card, scheduler, review):
        fields = json.loads(json.dumps(value.to_dict()))
        assert type(value).from_dict(fields) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [("step", -5), ("reviews", -1), ("lapses", -1), ("last_review_microseconds", None), ("state", "new"), ("key", -1)],
)
def test_a_card_that_no_answers_lead_to_is_refused(field: str, value: object) -> None:
    fields = srs.Scheduler().review(srs.Card(created=START), rating=3, at=START).to_dict()
    with pytest.raises(haven.InvalidArgument, match=field):
        srs.Card.from_dict({**fields, field: value})
    for name in fields:
        with pytest.raises(haven.InvalidArgument, match=name):
            srs.Card.from_dict({key: fields[key] for key in fields if key != name})


def test_a_card_far_from_its_time_is_refused() -> None:
    fields = srs.Scheduler().review(srs.Card(created=START), rating=3, at=START).to_dict()
    for name in ("last_review_microseconds", "last_day"):
        card = srs.Card.from_dict({**fields, name: -(2**63)})
        with pytest.raises(haven.InvalidArgument, match="years 1 to 9999"):
            srs.Scheduler(day_rule="calendar").review(card, rating=3, at=START)


def test_sm_2_shows_its_own_state() -> None:
    scheduler = srs.Scheduler("sm-2", learning_steps=[], fuzz=False)
    card, at = srs.Card(created=START), START
    for interval, repetitions in ((1, 1), (6, 2), (15, 3)):  # at last 6 times 2.5; Good leaves the ease
        card = scheduler.review(card, rating="good", at=at)
        assert (card.interval, card.ease, card.repetitions) == (interval, 2.5, repetitions)
        at = int(card.due)
    assert card.stability == 15
    assert card.stability_fast is None


# --- Times ------------------------------------------------------------------------------------------------------------

MOMENT = datetime(2024, 3, 10, 9, 30, 0, 250_000, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    "at",
    [
        MOMENT,
        MOMENT.astimezone(UTC),
        MOMENT.timestamp(),
        np.float64(MOMENT.timestamp()),
        Fraction(MOMENT.timestamp()),
    ],
)
def test_a_moment_may_be_given_in_any_form(at: Any) -> None:
    card = srs.Scheduler().review(srs.Card(created=START), rating=3, at=at)
    assert card.last_review == MOMENT.timestamp() == 1_710_077_400.25
    assert card.due == 1_710_078_000.25


def test_whole_seconds_are_integers_and_nothing_is_lost() -> None:
    for at in (0, -5, np.int64(START), START + 0.0):
        due = srs.Card(created=at).due
        assert due == at
        assert type(due) is int
    for at in (0.5, START + 0.123456, -1.000001):
        due = srs.Card(created=at).due
        assert due == at
        assert type(due) is float


@pytest.mark.parametrize(
    "at",
    [datetime(2024, 1, 1), date(2024, 1, 1), math.nan, math.inf, -math.inf, True, "0", b"0", None]
    + [1e300, 2**70, 10**12, 1j, np.array([1.0, 2.0])],
)
def test_what_is_no_moment_is_refused(at: Any) -> None:
    with pytest.raises(haven.InvalidArgument, match="^at: "):
        srs.Scheduler().review(srs.Card(created=START), rating=3, at=at)
    with pytest.raises(haven.InvalidArgument, match="^created: "):
        srs.Card(created=at)


def test_steps_may_be_any_lengths_of_time() -> None:
    steps: list[Any] = [60, np.int32(61), 61.5, timedelta(minutes=2), np.float64(125.000001)]
    scheduler = srs.Scheduler(learning_steps=steps)
    assert scheduler.learning_steps == (60, 61, 61.5, 120, 125.000001)
    assert srs.Scheduler(relearning_steps=np.array([60, 600])).relearning_steps == (60, 600)


def test_calendar_days_follow_the_zone() -> None:
    scheduler = srs.Scheduler(
        learning_steps=[], fuzz=False, day_rule="calendar", zone="America/New_York", rollover_hour=4
    )
    home = ZoneInfo("America/New_York")
    at = datetime(2024, 3, 8, 23, 0, tzinfo=home)  # two days before the clock goes forward
    card = scheduler.review(srs.Card(created=at), rating=3, at=at)
    assert datetime.fromtimestamp(card.due, home) == datetime(2024, 3, 10, 4, 0, tzinfo=home)
    assert scheduler.outcome(card, rating=3, at=datetime(2024, 3, 10, 5, 0, tzinfo=home)).why.elapsed_days == 2.0
    assert scheduler.outcome(card, rating=3, at=datetime(2024, 3, 10, 3, 30, tzinfo=home)).why.elapsed_days == 1.0
    assert (scheduler.days.zone, scheduler.days.rollover_hour) == ("America/New_York", 4.0)


def test_days_are_counted() -> None:
    days = srs.DayCounter("calendar", zone="Pacific/Kiritimati", rollover_hour=0)
    noon = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
    assert days.day(noon) == (date(2024, 5, 2) - date(1970, 1, 1)).days
    assert days.start_of(days.day(noon)) == datetime(2024, 5, 1, 10, 0, tzinfo=UTC).timestamp()
    assert days.elapsed(noon, noon + timedelta(hours=23)) == 1.0
    assert days.elapsed(noon, noon, earlier_day=3, later_day=7) == 4.0
    assert srs.weekday(0) == 4  # a Thursday
    assert srs.DayCounter("fractional").elapsed(0, 129_600) == 1.5
    assert srs.DayCounter().elapsed(0, 129_600) == 1.0


# --- Scheduling -------------------------------------------------------------------------------------------------------


def reviewed(scheduler: srs.Scheduler, days: int = 10) -> srs.Card:
    card = scheduler.review(srs.Card(created=START, key=11), rating=4, at=START)
    return scheduler.review(card, rating=3, at=START + days * DAY)


def test_a_rating_may_be_given_in_any_form() -> None:
    scheduler, card = srs.Scheduler(), srs.Card(created=START)
    forms: list[Any] = [2, srs.Rating.hard, "hard", np.uint8(2), np.int64(2)]
    cards = [scheduler.review(card, rating=form, at=START) for form in forms]
    assert all(other == cards[0] for other in cards)


@pytest.mark.parametrize("rating", [0, 5, -1, 2**70, 3.0, "Good", "", None, True, math.nan, [3]])
def test_a_bad_rating_is_refused(rating: Any) -> None:
    with pytest.raises(haven.InvalidArgument, match="rating must be 1..4"):
        srs.Scheduler().review(srs.Card(created=START), rating=rating, at=START)


@pytest.mark.parametrize("model", ["fsrs-6", "fsrs-7", "sm-2"])
def test_the_preview_is_what_comes(model: Any) -> None:
    scheduler = srs.Scheduler(model)
    card = reviewed(scheduler)
    at = card.due + 3 * DAY
    preview = scheduler.preview(card, at=at)
    assert list(preview) == [1, 2, 3, 4]
    for rating, outcome in preview.items():
        assert outcome == outcome.card == scheduler.review(card, rating=rating, at=at)
        assert type(outcome.card) is srs.Card
    assert preview[srs.Rating.good].due == preview[3].card.due


def test_an_explanation_sums_to_the_due_date() -> None:
    scheduler = srs.Scheduler(maximum_interval=20, ordered_answers=True)
    card, at = reviewed(scheduler), START + 30 * DAY
    for rating in srs.Rating:
        outcome = scheduler.outcome(card, rating=rating, at=at)
        why = outcome.why
        assert why.days == why.rounded + why.capped + why.fuzzed + why.ordered + why.balanced
        assert outcome.due - at == (why.days * DAY if why.step is None else why.step)
        assert why.retrievability == scheduler.retrievability(card, at=at)
        assert (why.before, why.after) == (card.memory, outcome.memory)
        assert why.elapsed_days == 20.0
    assert scheduler.outcome(card, rating=4, at=at).why.capped < 0


def test_the_desired_retention_may_be_that_of_the_card() -> None:
    scheduler = srs.Scheduler(fuzz=False)
    card, at = reviewed(scheduler), START + 30 * DAY
    strict = srs.Scheduler(fuzz=False, desired_retention=0.97)
    assert scheduler.review(card, rating=3, at=at, desired_retention=0.97) == strict.review(card, rating=3, at=at)
    assert strict.review(card, rating=3, at=at).due < scheduler.review(card, rating=3, at=at).due


def test_the_load_is_balanced_away_from_days_off() -> None:
    scheduler = srs.Scheduler(day_rule="calendar")
    card, at = reviewed(scheduler), START + 40 * DAY
    plain = scheduler.outcome(card, rating=3, at=at).why
    today = scheduler.days.day(at)
    taken = range(today + plain.earliest, today + plain.latest)  # all but the last day of the range
    off = srs.DayPreferences(days_off=list(taken))
    why = scheduler.outcome(card, rating=3, at=at, workload=srs.Workload(today, [], preferences=off)).why
    assert plain.earliest < plain.latest
    assert why.days == plain.latest
    assert why.balanced == plain.latest - plain.days
    moved = scheduler.review(card, rating=3, at=at, balanced=why.balanced)
    assert moved == scheduler.review(card, rating=3, at=at, workload=srs.Workload(today, [], preferences=off))


def test_preferences_know_weekdays_and_days_off() -> None:
    preferences = srs.DayPreferences(
        ["minimum", "normal", "normal", "normal", "normal", "normal", "reduced"], days_off=[9, 4]
    )
    loads = [preferences.load_on(day) for day in range(2, 11)]  # from Saturday 1970-01-03
    assert loads == ["reduced", "minimum", "minimum", "normal", "normal", "normal", "normal", "minimum", "minimum"]
    assert preferences == pickle.loads(pickle.dumps(preferences))
    assert srs.Workload(0, [], [5], preferences).choose_day(0, 3, 6, 0.999) == 6
    with pytest.raises(haven.InvalidArgument, match="weekdays"):
        srs.DayPreferences(["normal"])
    with pytest.raises(haven.InvalidArgument, match=r"cards_due\[1\]"):
        srs.Workload(0, [3, -1])


def test_fuzz_goes_by_the_key() -> None:
    scheduler = srs.Scheduler(learning_steps=[])
    days = [scheduler.outcome(srs.Card(created=START, key=key), rating=4, at=START).why.days for key in range(300)]
    assert sorted(set(days)) == list(range(srs.fuzz_range(8.2956)[0], srs.fuzz_range(8.2956)[1] + 1))
    by_moment = {scheduler.outcome(srs.Card(created=START + i), rating=4, at=START + i).why.days for i in range(50)}
    assert len(by_moment) > 3


def test_a_clock_that_goes_backwards_is_refused() -> None:
    scheduler = srs.Scheduler()
    card = reviewed(scheduler)
    with pytest.raises(haven.InvalidArgument, match="before the card's last review") as caught:
        scheduler.review(card, rating=3, at=START)
    assert caught.value.reason == "clock_backwards"


def test_memories_of_different_models_never_mix() -> None:
    card = reviewed(srs.Scheduler())
    for other in (srs.Scheduler("fsrs-7"), srs.Scheduler("sm-2"), srs.Scheduler(rules="legacy_6_3_1")):
        with pytest.raises(haven.InvalidArgument) as caught:
            other.review(card, rating=3, at=START + 99 * DAY)
        assert caught.value.reason == "other_model"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "fsrs-5"}, "model: must be"),
        ({"parameters": [1.0] * 20}, "there must be 21"),
        ({"parameters": []}, "parameters: must not be empty"),
        ({"parameters": [math.nan] * 21}, "weight 0 must be in"),
        ({"parameters": [*srs.default_parameters()[:20], 0.9]}, "weight 20 must be in"),
        ({"parameters": "weights"}, "parameters: must be real numbers"),
        ({"model": "fsrs-7", "rules": "legacy_6_3_1"}, "rules"),
        ({"rules": "old"}, "rules: must be"),
        ({"initial_ease": 2.0}, "initial_ease"),
        ({"model": "sm-2", "initial_ease": math.nan}, "initial ease"),
        ({"desired_retention": 1.0}, "desired_retention must be between"),
        ({"desired_retention": math.nan}, "desired_retention must be between"),
        ({"learning_steps": [60, 0]}, "learning_steps must be more than 0"),
        ({"learning_steps": [60, "600"]}, r"learning_steps\[1\]: must be"),
        ({"learning_steps": [math.nan]}, r"learning_steps\[0\]: must be"),
        ({"learning_steps": 60}, "learning_steps: must be a sequence"),
        ({"relearning_steps": "60"}, "relearning_steps: must be a sequence"),
        ({"relearning_steps": [1] * 101}, "at most 100"),
        ({"maximum_interval": 0}, "maximum_interval must be"),
        ({"day_rule": "daily"}, "day_rule: must be"),
        ({"day_rule": "calendar", "zone": "Mars/Olympus"}, "no time zone"),
        ({"day_rule": "24h", "zone": "Mars/Olympus"}, "no time zone"),
        ({"zone": "Europe/Berlin"}, "zone: is of"),
        ({"day_rule": "calendar", "rollover_hour": 24}, "rollover_hour: must be"),
        ({"day_rule": "calendar", "rollover_hour": -0.5}, "rollover_hour: must be"),
        ({"day_rule": "calendar", "rollover_hour": math.nan}, "rollover_hour: must be"),
    ],
)
def test_a_bad_option_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        srs.Scheduler(**options)


def test_options_read_back() -> None:
    weights = srs.default_parameters("fsrs-7")
    scheduler = srs.Scheduler("fsrs-7", np.array(weights), 0.85, [], [30], 100, False, ordered_answers=True)
    assert (scheduler.model, scheduler.parameters, scheduler.desired_retention) == ("fsrs-7", weights, 0.85)
    assert (scheduler.learning_steps, scheduler.relearning_steps) == ((), (30,))
    assert (scheduler.maximum_interval, scheduler.fuzz, scheduler.ordered_answers) == (100, False, True)
    assert scheduler.day_rule == "fractional"
    assert srs.Scheduler().day_rule == "24h"
    assert srs.Scheduler() == srs.Scheduler(day_rule="24h", parameters=srs.default_parameters())
    assert srs.Scheduler() != srs.Scheduler(rules="legacy_6_3_1")


# --- Models and parameters --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["fsrs-6", "fsrs-7", "sm-2"])
def test_a_scheduler_steps_its_model(model: Any) -> None:
    scheduler = srs.Scheduler(model, learning_steps=[], fuzz=False)
    memory = scheduler.memory_model
    card = scheduler.review(srs.Card(created=START), rating=3, at=START)
    state = memory.first("good")
    assert card.memory == state
    assert card.model == memory.fingerprint == srs.MemoryModel(model).fingerprint
    card = scheduler.review(card, rating=2, at=START + 5 * DAY)
    state = memory.next(state, 5.0, 2)
    assert card.memory == state
    assert scheduler.retrievability(card, at=START + 9 * DAY) == memory.retrievability(state, 4.0)
    assert scheduler.outcome(card, rating=3, at=card.due).why.desired_retention == 0.9


def test_a_model_refuses_a_state_that_is_not_its_own() -> None:
    state = srs.MemoryModel("fsrs-7").first(3)
    with pytest.raises(haven.InvalidArgument, match="another model"):
        srs.MemoryModel().next(state, 1.0, 3)
    with pytest.raises(haven.InvalidArgument, match="out of its range"):
        srs.MemoryModel().retrievability(srs.Fsrs6State(math.nan, 5.0), 1.0)
    with pytest.raises(haven.InvalidArgument, match="elapsed_days"):
        srs.MemoryModel().next(srs.Fsrs6State(1.0, 5.0), -1.0, 3)


def test_parameters_are_checked_and_clipped() -> None:
    weights = list(srs.default_parameters("fsrs-6"))
    srs.check_parameters("fsrs-6", weights)
    weights[20] = 2.0
    with pytest.raises(haven.InvalidArgument, match="weight 20 must be in 0.1..0.8, got 2"):
        srs.check_parameters("fsrs-6", weights)
    assert srs.clip_parameters("fsrs-6", weights)[20] == srs.weight_ranges("fsrs-6")[20][1] == 0.8
    weights[3] = math.nan
    with pytest.raises(haven.InvalidArgument, match="weight 3"):
        srs.clip_parameters("fsrs-6", weights)
    with pytest.raises(haven.InvalidArgument, match="must be 21 weights"):
        srs.clip_parameters("fsrs-6", weights[:19])
    assert len(srs.default_parameters("fsrs-7")) == 34
    assert srs.default_parameters("sm-2") == ()


# --- History ----------------------------------------------------------------------------------------------------------


def some_reviews(count: int, seed: int) -> list[srs.Review]:
    rng = random.Random(seed)
    at, reviews = START, []
    for _ in range(count):
        at += rng.randrange(20 * DAY)
        reviews.append(srs.Review(uuid.UUID(int=rng.getrandbits(128)), rng.randrange(1, 5), at))
    return reviews


def test_a_replay_gives_the_card_that_answers_gave() -> None:
    scheduler, reviews = srs.Scheduler(), some_reviews(20, 1)
    card = srs.Card(created=START, key=9)
    for review in reviews:
        card = scheduler.review(card, rating=review.rating, at=review.at)
    assert scheduler.replay(srs.Card(created=START, key=9), reviews) == card
    assert scheduler.replay(srs.Card(created=START, key=9), [(r.rating, r.at) for r in reviews]) == card
    with pytest.raises(haven.InvalidArgument, match="review 1: must be"):
        scheduler.replay(START, [(3, START), "good"])  # type: ignore[list-item]
    with pytest.raises(haven.InvalidArgument, match="review 1: rating"):
        scheduler.replay(START, [(3, START), (9, START)])


def test_logs_merge_in_any_order() -> None:
    reviews = some_reviews(12, 2)
    phone = srs.History(reviews[:8], undone=[reviews[2].id])
    desk = srs.History(list(reversed(reviews[4:])), undone=[str(reviews[9].id)])
    both = srs.merge(phone, desk)
    assert both == srs.merge(desk, phone) == srs.merge(both, phone) == pickle.loads(pickle.dumps(both))
    assert list(both.reviews) == reviews
    assert set(both.undone) == {reviews[2].id, reviews[9].id}
    assert srs.effective(both) == reviews[:2] + reviews[3:9] + reviews[10:]


def test_one_id_for_two_answers_is_a_conflict() -> None:
    review = some_reviews(1, 3)[0]
    other = srs.Review(review.id, 4 if review.rating != 4 else 3, review.at)
    with pytest.raises(haven.Conflict) as caught:
        srs.merge(srs.History([review]), srs.History([other]))
    assert caught.value.reason == "review_differs"
    with pytest.raises(haven.InvalidArgument, match="id: must be a UUID"):
        srs.Review("17", 3, START)


# --- Many cards -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model_name", ["fsrs-6", "fsrs-7"])
@pytest.mark.parametrize("threads", [1, 3])
def test_a_batch_has_the_bits_of_single_steps(model_name: Any, threads: int, rng: np.random.Generator) -> None:
    model, cards = srs.MemoryModel(model_name), 1_500
    counts = rng.integers(0, 9, cards)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    ratings = rng.integers(1, 5, offsets[-1])
    elapsed = np.where(rng.random(offsets[-1]) < 0.3, 0.0, rng.integers(0, 60, offsets[-1]).astype(float))
    columns = srs.replay_all(model, elapsed, ratings, offsets, threads=threads)
    after = srs.review_all(model, columns, np.full(cards, 7), np.full(cards, 3, np.uint8), threads=threads)
    recall = srs.retrievability_all(model, after, np.arange(cards), threads=threads)
    intervals = srs.interval_all(model, after, 0.85, threads=threads)
    for i in range(cards):
        state: Any = None
        for row in range(offsets[i], offsets[i + 1]):
            state = model.first(ratings[row]) if state is None else model.next(state, elapsed[row], ratings[row])
        assert columns.stability[i] == (state.stability if state else 0.0)
        assert columns.difficulty[i] == (state.difficulty if state else 0.0)
        state = model.next(state, 7.0, 3) if state else model.first(3)
        assert (after.stability[i], after.difficulty[i]) == (state.stability, state.difficulty)
        if model_name == "fsrs-7":
            assert after.stability_fast[i] == state.stability_fast
        assert recall[i] == model.retrievability(state, float(i))
        assert intervals[i] == model.interval(state, 0.85)


def test_columns_are_read_only_values() -> None:
    columns = srs.MemoryColumns([1.0, 2.0], [5, 6])
    assert len(columns) == 2
    assert columns == srs.MemoryColumns(np.array([1, 2], np.float32), (5.0, 6.0)) == pickle.loads(pickle.dumps(columns))
    stability = columns.stability
    with pytest.raises(ValueError, match="read-only"):
        stability[0] = 3.0
    del columns
    assert list(stability) == [1.0, 2.0]
    assert len(srs.new_memory(srs.MemoryModel(), 3)) == 3


MODEL = srs.MemoryModel()
THREE = srs.MemoryColumns([1.0, 0.0, 3.0], [5.0, 0.0, 5.0])


@pytest.mark.parametrize(
    ("elapsed", "ratings", "message"),
    [
        ([1, 2, 3], [3, 3, 9], "row 2: rating must be 1..4, got 9"),
        ([1, 2, 3], [3, 256 + 3, 3], "row 1: rating must be 1..4, got 259"),
        ([1, 2, 3], [3, 3.0, 3], "ratings: must be integers"),
        ([1, -2, 3], [3, 3, 3], "row 1: elapsed_days must be"),
        ([1, 2, math.nan], [3, 3, 3], "row 2: elapsed_days must be"),
        ([1, 2, "x"], [3, 3, 3], "elapsed_days: must be real"),
        ([1, 2], [3, 3, 3], "elapsed_days must have 3 rows, got 2"),
        ([1, 2, 3], [3, 3], "ratings must have 3 rows, got 2"),
    ],
)
def test_a_bad_row_is_named(elapsed: Any, ratings: Any, message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        srs.review_all(MODEL, THREE, elapsed, ratings)


@pytest.mark.parametrize(
    ("ratings", "offsets", "message"),
    [
        ([3, 3], [0, 3], "first must rise"),
        ([3, 3], [0, -1, 2], "offsets: must not be negative"),
        ([3, 3], [0.0, 2.0], "offsets: must be one-dimensional integers"),
        ([3, 0], [0, 2], "row 1: rating must be 1..4, got 0"),
    ],
)
def test_a_bad_log_is_refused(ratings: Any, offsets: Any, message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        srs.replay_all(MODEL, [0, 1], ratings, offsets)


def test_a_bad_batch_is_refused() -> None:
    with pytest.raises(haven.InvalidArgument, match="fsrs-6 or fsrs-7"):
        srs.review_all(srs.MemoryModel("sm-2"), THREE, [1, 2, 3], [3, 3, 3])
    with pytest.raises(haven.InvalidArgument, match="row 0: state must be"):
        srs.review_all(MODEL, srs.MemoryColumns([1.0], [0.5]), [1], [3])
    with pytest.raises(haven.InvalidArgument, match="desired_retention must be between"):
        srs.interval_all(MODEL, THREE, 1.5)
    with pytest.raises(haven.InvalidArgument, match="cards: must be at least 0"):
        srs.new_memory(MODEL, -1)


def test_a_batch_runs_without_the_gil() -> None:
    """A thread that counts goes on while a batch runs: it would not get one turn if the call kept the GIL."""
    cards = 400_000
    model = srs.MemoryModel("fsrs-7")
    columns = srs.review_all(model, srs.new_memory(model, cards), np.zeros(cards), np.full(cards, 3, np.uint8))
    started, stop, turns = threading.Event(), threading.Event(), [0]

    def count() -> None:
        started.set()
        while not stop.is_set():
            turns[0] += 1
            stop.wait(1e-4)

    thread = threading.Thread(target=count)
    thread.start()
    started.wait()
    before = turns[0]
    srs.interval_all(model, columns, 0.9)
    during = turns[0] - before
    stop.set()
    thread.join()
    assert during > 10
