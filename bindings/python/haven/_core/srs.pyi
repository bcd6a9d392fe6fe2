from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias, final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from haven._srs_enums import Rating, State

_Real: TypeAlias = float | np.floating[Any] | np.integer[Any]
_Reals: TypeAlias = Sequence[_Real] | npt.NDArray[np.floating[Any] | np.integer[Any]]
_Integers: TypeAlias = Sequence[int] | npt.NDArray[np.integer[Any]]
_Booleans: TypeAlias = Sequence[bool] | npt.NDArray[np.bool_]
_Time: TypeAlias = _Real | datetime
_Length: TypeAlias = _Real | timedelta
_Lengths: TypeAlias = Iterable[_Length] | npt.NDArray[np.floating[Any] | np.integer[Any]]
_State: TypeAlias = State | int | np.integer[Any] | Literal["learning", "review", "relearning"]
_Answer: TypeAlias = Rating | int | np.integer[Any] | Literal["again", "hard", "good", "easy"]
_Model: TypeAlias = Literal["fsrs-6", "fsrs-7", "sm-2"]
_Rules: TypeAlias = Literal["current", "legacy_6_3_1"]
_DayRule: TypeAlias = Literal["24h", "calendar", "fractional"]
_DayLoad: TypeAlias = Literal["normal", "reduced", "minimum"]
_ReviewKind: TypeAlias = Literal["answer", "cram", "manual", "reset"]
_Targets: TypeAlias = Literal["next_day", "same_day", "all"]
_TrainingVerdict: TypeAlias = Literal["trained", "not_better", "too_few", "one_outcome", "cancelled"]
_Log: TypeAlias = ReviewLog | Mapping[str, Any] | Iterable[tuple[int, _Answer, _Time]]
_Order: TypeAlias = Literal["due", "retrievability_descending", "retrievability_ascending"]
_Reason: TypeAlias = Literal["wrong", "guessed", "partial", "unsure", "slow", "plain", "fast"]
_Rows: TypeAlias = Sequence[Sequence[float]] | npt.NDArray[np.floating[Any]]
_MemoryState: TypeAlias = Fsrs6State | Fsrs7State | Sm2State

def default_parameters(model: _Model = "fsrs-6") -> tuple[float, ...]:
    """The default weights of a model."""

def make_parameters(model: _Model, parameters: _Reals | None) -> tuple[float, ...]:
    """The weights as the model has them, those of earlier versions migrated."""

def check_parameters(model: _Model, parameters: _Reals | None) -> None:
    """Raises InvalidArgument, naming the weight, unless all are within their ranges."""

def clip_parameters(model: _Model, parameters: _Reals | None, relearning_steps: int = 1) -> tuple[float, ...]:
    """The nearest weights within the ranges."""

def weight_ranges(model: _Model = "fsrs-6") -> tuple[tuple[float, float], ...]:
    """For every weight its lowest and highest value."""

def fuzz_range(interval_days: float, elapsed_days: float = 0.0, maximum_interval: int = 36500) -> tuple[int, int]:
    """The whole days (earliest, latest) that an interval may be spread over."""

def weekday(day: int) -> int:
    """The day of the week of a local day, 0 Sunday to 6 Saturday."""

@final
class Fsrs6State:
    """What FSRS-6 knows of a card."""

    def __init__(self, stability: float, difficulty: float) -> None: ...
    @property
    def stability(self) -> float: ...
    @property
    def difficulty(self) -> float: ...

@final
class Fsrs7State:
    """What FSRS-7 knows of a card."""

    def __init__(self, stability: float, stability_fast: float, difficulty: float) -> None: ...
    @property
    def stability(self) -> float: ...
    @property
    def stability_fast(self) -> float: ...
    @property
    def difficulty(self) -> float: ...

@final
class Sm2State:
    """What SM-2 knows of a card."""

    def __init__(self, ease: float, interval: float, repetitions: int) -> None: ...
    @property
    def ease(self) -> float: ...
    @property
    def interval(self) -> float: ...
    @property
    def repetitions(self) -> int: ...

@final
class MemoryModel:
    """A memory model with its weights."""

    def __init__(
        self,
        model: _Model = "fsrs-6",
        parameters: _Reals | None = None,
        *,
        rules: _Rules = "current",
        initial_ease: float | None = None,
    ) -> None: ...
    @property
    def model(self) -> _Model: ...
    @property
    def parameters(self) -> tuple[float, ...]: ...
    @property
    def rules(self) -> _Rules: ...
    @property
    def initial_ease(self) -> float | None: ...
    @property
    def fingerprint(self) -> int: ...
    def first(self, rating: _Answer) -> _MemoryState: ...
    def next(self, state: _MemoryState, elapsed_days: float, rating: _Answer) -> _MemoryState: ...
    def retrievability(self, state: _MemoryState, elapsed_days: float) -> float: ...
    def interval(self, state: _MemoryState, desired_retention: float) -> float: ...

def import_sm2(
    model: MemoryModel, ease: float, interval_days: float, assumed_retention: float = 0.9
) -> _MemoryState:
    """The state of a card that was reviewed under SM-2."""

@final
class DayCounter:
    """Days counted by one rule."""

    def __init__(self, rule: _DayRule = "24h", *, zone: str | None = None, rollover_hour: _Real = 4) -> None: ...
    @property
    def rule(self) -> _DayRule: ...
    @property
    def zone(self) -> str | None: ...
    @property
    def rollover_hour(self) -> float | None: ...
    def day(self, at: _Time) -> int: ...
    def start_of(self, day: int) -> float: ...
    def elapsed(
        self, earlier: _Time, later: _Time, *, earlier_day: int | None = None, later_day: int | None = None
    ) -> float: ...

@final
class DayPreferences:
    """When a learner wants to review."""

    def __init__(self, weekdays: Sequence[_DayLoad] | None = None, days_off: _Integers = ...) -> None: ...
    @property
    def weekdays(self) -> tuple[_DayLoad, ...]: ...
    @property
    def days_off(self) -> tuple[int, ...]: ...
    def load_on(self, day: int) -> _DayLoad: ...

@final
class Workload:
    """What the days ahead hold already."""

    def __init__(
        self,
        first_day: int,
        cards_due: _Integers,
        sibling_days: _Integers = ...,
        preferences: DayPreferences | None = None,
    ) -> None: ...
    @property
    def first_day(self) -> int: ...
    @property
    def cards_due(self) -> tuple[int, ...]: ...
    @property
    def sibling_days(self) -> tuple[int, ...]: ...
    @property
    def preferences(self) -> DayPreferences | None: ...
    def choose_day(self, today: int, earliest: int, latest: int, draw: float) -> int: ...

class Card:
    """The schedule of one card of one learner."""

    def __init__(self, created: _Time, *, key: int | np.integer[Any] | None = None) -> None: ...
    @property
    def key(self) -> int: ...
    @property
    def state(self) -> State: ...
    @property
    def step(self) -> int | None: ...
    @property
    def due(self) -> float: ...
    @property
    def last_review(self) -> float | None: ...
    @property
    def last_day(self) -> int | None: ...
    @property
    def reviews(self) -> int: ...
    @property
    def lapses(self) -> int: ...
    @property
    def is_new(self) -> bool: ...
    @property
    def memory(self) -> _MemoryState | None: ...
    @property
    def model(self) -> int: ...
    @property
    def stability(self) -> float | None: ...
    @property
    def difficulty(self) -> float | None: ...
    @property
    def stability_fast(self) -> float | None: ...
    @property
    def ease(self) -> float | None: ...
    @property
    def interval(self) -> float | None: ...
    @property
    def repetitions(self) -> int | None: ...
    def to_dict(self) -> dict[str, Any]: ...
    @staticmethod
    def from_dict(fields: dict[str, Any]) -> Card: ...

@final
class Explanation:
    """Why a card is due when it is."""

    @property
    def elapsed_days(self) -> float: ...
    @property
    def retrievability(self) -> float | None: ...
    @property
    def before(self) -> _MemoryState | None: ...
    @property
    def after(self) -> _MemoryState: ...
    @property
    def desired_retention(self) -> float: ...
    @property
    def step(self) -> float | None: ...
    @property
    def interval(self) -> float: ...
    @property
    def rounded(self) -> int: ...
    @property
    def capped(self) -> int: ...
    @property
    def fuzzed(self) -> int: ...
    @property
    def ordered(self) -> int: ...
    @property
    def balanced(self) -> int: ...
    @property
    def earliest(self) -> int: ...
    @property
    def latest(self) -> int: ...
    @property
    def days(self) -> int: ...

@final
class Outcome(Card):
    """The card that an answer comes to, with the reasons."""

    @property
    def card(self) -> Card: ...
    @property
    def why(self) -> Explanation: ...

@final
class Review:
    """One answer, as it is kept for ever."""

    def __init__(
        self,
        id: UUID | str,
        rating: _Answer,
        at: _Time,
        *,
        day: int | None = None,
        balanced: int = 0,
        duration: _Length = 0,
    ) -> None: ...
    @property
    def id(self) -> UUID: ...
    @property
    def rating(self) -> Rating: ...
    @property
    def at(self) -> float: ...
    @property
    def day(self) -> int | None: ...
    @property
    def balanced(self) -> int: ...
    @property
    def duration(self) -> float: ...
    def to_dict(self) -> dict[str, Any]: ...
    @staticmethod
    def from_dict(fields: dict[str, Any]) -> Review: ...

@final
class History:
    """The log of one card as one device knows it."""

    def __init__(self, reviews: Sequence[Review] = ..., undone: Iterable[UUID | str] = ()) -> None: ...
    @property
    def reviews(self) -> tuple[Review, ...]: ...
    @property
    def undone(self) -> tuple[UUID, ...]: ...

def merge(a: History, b: History) -> History:
    """Everything that either knows, once."""

def effective(history: History) -> list[Review]:
    """The answers that count: those not taken back, in order."""

@final
class Scheduler:
    """Schedules cards by one memory model."""

    def __init__(
        self,
        model: _Model = "fsrs-6",
        parameters: _Reals | None = None,
        desired_retention: float = 0.9,
        learning_steps: _Lengths = (60, 600),
        relearning_steps: _Lengths = (600,),
        maximum_interval: int = 36500,
        fuzz: bool = True,
        day_rule: _DayRule | None = None,
        *,
        zone: str | None = None,
        rollover_hour: _Real = 4,
        rules: _Rules = "current",
        ordered_answers: bool = False,
        initial_ease: float | None = None,
    ) -> None: ...
    def review(
        self,
        card: Card,
        rating: _Answer,
        at: _Time,
        *,
        desired_retention: float | None = None,
        workload: Workload | None = None,
        day: int | None = None,
        balanced: int | None = None,
    ) -> Card: ...
    def outcome(
        self,
        card: Card,
        rating: _Answer,
        at: _Time,
        *,
        desired_retention: float | None = None,
        workload: Workload | None = None,
        day: int | None = None,
        balanced: int | None = None,
    ) -> Outcome: ...
    def preview(
        self,
        card: Card,
        at: _Time,
        *,
        desired_retention: float | None = None,
        workload: Workload | None = None,
        day: int | None = None,
        balanced: int | None = None,
    ) -> dict[int, Outcome]: ...
    def retrievability(self, card: Card, at: _Time) -> float: ...
    def replay(
        self,
        card: Card | _Time,
        reviews: Iterable[Review | tuple[_Answer, _Time]],
        *,
        desired_retention: float | None = None,
    ) -> Card: ...
    @property
    def model(self) -> _Model: ...
    @property
    def memory_model(self) -> MemoryModel: ...
    @property
    def parameters(self) -> tuple[float, ...]: ...
    @property
    def desired_retention(self) -> float: ...
    @property
    def learning_steps(self) -> tuple[float, ...]: ...
    @property
    def relearning_steps(self) -> tuple[float, ...]: ...
    @property
    def maximum_interval(self) -> int: ...
    @property
    def fuzz(self) -> bool: ...
    @property
    def ordered_answers(self) -> bool: ...
    @property
    def day_rule(self) -> _DayRule: ...
    @property
    def days(self) -> DayCounter: ...
    def to_dict(self) -> dict[str, Any]: ...
    @staticmethod
    def from_dict(fields: dict[str, Any]) -> Scheduler: ...

@final
class MemoryColumns:
    """The memory of many cards, one place for each."""

    def __init__(self, stability: _Reals, difficulty: _Reals, stability_fast: _Reals | None = None) -> None: ...
    def __len__(self) -> int: ...
    @property
    def stability(self) -> npt.NDArray[np.float64]: ...
    @property
    def difficulty(self) -> npt.NDArray[np.float64]: ...
    @property
    def stability_fast(self) -> npt.NDArray[np.float64]: ...

def new_memory(model: MemoryModel, cards: int) -> MemoryColumns:
    """The memory of as many new cards."""

def review_all(
    model: MemoryModel, cards: MemoryColumns, elapsed_days: _Reals, ratings: _Integers, *, threads: int = 1
) -> MemoryColumns:
    """The memory of every card after one answer."""

def replay_all(
    model: MemoryModel, elapsed_days: _Reals, ratings: _Integers, offsets: _Integers, *, threads: int = 1
) -> MemoryColumns:
    """The memory that the answers of each card come to."""

def retrievability_all(
    model: MemoryModel, cards: MemoryColumns, elapsed_days: _Reals, *, threads: int = 1
) -> npt.NDArray[np.float64]:
    """The probability of recall of every card."""

def interval_all(
    model: MemoryModel, cards: MemoryColumns, desired_retention: float, *, threads: int = 1
) -> npt.NDArray[np.float64]:
    """The interval of every card for a retention."""

@final
class ReviewLog:
    """The log of one learner, by columns."""

    def __init__(
        self,
        card: _Integers,
        rating: Sequence[_Answer] | npt.NDArray[np.integer[Any]],
        at: Sequence[_Time] | npt.NDArray[np.floating[Any] | np.integer[Any]],
        *,
        duration: Sequence[_Length] | npt.NDArray[np.floating[Any] | np.integer[Any]] | None = None,
        kind: Sequence[_ReviewKind] | npt.NDArray[np.str_] | None = None,
        day: Sequence[int | None] | npt.NDArray[np.integer[Any]] | None = None,
        truncated: _Booleans | None = None,
    ) -> None: ...
    def __len__(self) -> int: ...
    @property
    def card(self) -> npt.NDArray[np.uint64]: ...
    @property
    def rating(self) -> npt.NDArray[np.uint8]: ...
    @property
    def at(self) -> npt.NDArray[np.float64]: ...

@final
class TrainingSet:
    """The histories of a log as a model is trained on them."""

    def __init__(
        self,
        log: _Log,
        *,
        day_rule: _DayRule | None = None,
        zone: str | None = None,
        rollover_hour: _Real = 4,
        targets: _Targets = "next_day",
        ignore_before: _Time | None = None,
        longest_history: int = 256,
    ) -> None: ...
    @property
    def elapsed_days(self) -> npt.NDArray[np.float64]: ...
    @property
    def ratings(self) -> npt.NDArray[np.uint8]: ...
    @property
    def place(self) -> npt.NDArray[np.int64]: ...
    @property
    def offsets(self) -> npt.NDArray[np.int64]: ...
    @property
    def cards(self) -> npt.NDArray[np.uint64]: ...
    @property
    def predictions(self) -> int: ...
    @property
    def crammed(self) -> int: ...
    @property
    def manual(self) -> int: ...
    @property
    def before_reset(self) -> int: ...
    @property
    def before_cut_off(self) -> int: ...
    @property
    def truncated(self) -> int: ...
    @property
    def beyond_longest(self) -> int: ...

@final
class Predictions:
    """What a model said of reviews before they happened, and what then happened."""

    def __len__(self) -> int: ...
    @property
    def card(self) -> npt.NDArray[np.uint64]: ...
    @property
    def probability(self) -> npt.NDArray[np.float64]: ...
    @property
    def recalled(self) -> npt.NDArray[np.bool_]: ...
    @property
    def elapsed_days(self) -> npt.NDArray[np.float64]: ...
    @property
    def reviews(self) -> npt.NDArray[np.int64]: ...
    @property
    def lapses(self) -> npt.NDArray[np.int64]: ...

@final
class Metrics:
    """How good predictions are."""

    @property
    def predictions(self) -> int: ...
    @property
    def recall(self) -> float: ...
    @property
    def log_loss(self) -> float: ...
    @property
    def rmse_bins(self) -> float: ...
    @property
    def auc(self) -> float: ...

def predict(model: MemoryModel, training_set: TrainingSet) -> Predictions:
    """The predictions of a model for every review that the set asks for."""

def evaluate(predictions: Predictions, weights: _Reals | None = None) -> Metrics:
    """How good predictions are."""

def recency_weights(predictions: int) -> npt.NDArray[np.float64]:
    """As fsrs-rs and Anki weigh predictions, the latest most."""

def calibration(predictions: Predictions, bins: int = 20) -> list[dict[str, Any]]:
    """Predictions in equal ranges of probability."""

def time_ordered_folds(predictions: int, count: int = 5) -> list[tuple[int, int]]:
    """(train_end, test_end) of each fold."""

@final
class OptimizerResult:
    """What became of a training."""

    @property
    def parameters(self) -> tuple[float, ...]: ...
    @property
    def verdict(self) -> _TrainingVerdict: ...
    @property
    def share(self) -> float: ...
    @property
    def outliers(self) -> int: ...
    @property
    def before(self) -> Metrics: ...
    @property
    def after(self) -> Metrics: ...
    @property
    def held_out_before(self) -> Metrics: ...
    @property
    def held_out_after(self) -> Metrics: ...

def optimize(
    log: _Log | TrainingSet,
    model: Literal["fsrs-6", "fsrs-7"] = "fsrs-6",
    *,
    parameters: _Reals | None = None,
    prior: _Reals | None = None,
    regularisation: float = 1.0,
    recency: bool = False,
    without_outliers: bool = False,
    guarded: bool = True,
    seen: int = 0,
    schedule_penalties: bool = False,
    relearning_steps: int = 1,
    threads: int = 1,
    seed: int | np.integer[Any] = 2023,
    progress: Callable[[int, int, float], bool | None] | None = None,
) -> OptimizerResult:
    """Fits the weights of a model to a log."""

@final
class GradingRules:
    """How answers become ratings."""

    def __init__(
        self,
        *,
        two_buttons: bool = False,
        pass_from: float = 0.5,
        guess_below: float = 0.2,
        unsure_below: float = 0.5,
        sure_from: float = 0.8,
        typical_latency: _Length | None = None,
        slow_from: float = 2.0,
        fast_to: float = 0.5,
        away: _Length = 600,
    ) -> None: ...
    @property
    def two_buttons(self) -> bool: ...
    @property
    def pass_from(self) -> float: ...
    @property
    def guess_below(self) -> float: ...
    @property
    def unsure_below(self) -> float: ...
    @property
    def sure_from(self) -> float: ...
    @property
    def typical_latency(self) -> float | None: ...
    @property
    def slow_from(self) -> float: ...
    @property
    def fast_to(self) -> float: ...
    @property
    def away(self) -> float: ...

def grade(
    score: float, *, confidence: float | None = None, latency: _Length | None = None, rules: GradingRules = ...
) -> tuple[Rating, _Reason]:
    """The rating of an answer that nobody rated, and why."""

def typical_latency(log: _Log, fewest: int = 20, away: _Length = 600) -> float | None:
    """The median seconds of a log's answers that were recalled."""

def hard_use(model: MemoryModel, training_set: TrainingSet, level: float = 0.01) -> dict[str, Any]:
    """Whether Hard is pressed on cards that were forgotten."""

def is_leech(lapses: int, threshold: int = 8) -> bool:
    """Anki's rule: whether a card is (again) a leech."""

def test_leech(
    probability: _Reals, recalled: _Booleans, level: float = 0.05, skip: int = 3
) -> dict[str, Any] | None:
    """Whether one card is forgotten more often than its predictions allow."""

def find_leeches(predictions: Predictions, level: float = 0.05, skip: int = 3) -> list[dict[str, Any]]:
    """The cards that are forgotten more often than the model can explain."""

def advise_steps(
    log: _Log, *, desired_retention: float = 0.9, decay: float = 0.1542, fewest: int = 100
) -> dict[str, Any]:
    """Learning and relearning steps that a log suggests."""

@final
class AnswerHabits:
    """Which buttons a learner presses and how long an answer takes."""

    def __init__(
        self,
        *,
        first: _Reals | None = None,
        recalled: _Reals | None = None,
        learning: _Rows | None = None,
        relearning: _Rows | None = None,
        seconds: _Rows | None = None,
    ) -> None: ...
    @property
    def first(self) -> list[float]: ...
    @property
    def recalled(self) -> list[float]: ...
    @property
    def learning(self) -> list[list[float]]: ...
    @property
    def relearning(self) -> list[list[float]]: ...
    @property
    def seconds(self) -> list[list[float]]: ...

@final
class SimulatedMemory:
    """What is in a simulated learner's head of one card, with the luck of its answers to come."""

    @property
    def state(self) -> _MemoryState | None: ...
    @property
    def last_review(self) -> float | None: ...

@final
class SimulatedLearner:
    """A learner with a known memory."""

    def __init__(self, truth: MemoryModel, habits: AnswerHabits = ..., days: DayCounter | None = None) -> None: ...
    @property
    def truth(self) -> MemoryModel: ...
    @property
    def habits(self) -> AnswerHabits: ...
    @staticmethod
    def unseen(seed: int | np.integer[Any] = 0) -> SimulatedMemory: ...
    def seen(
        self, state: _MemoryState, last_review: _Time, seed: int | np.integer[Any] = 0
    ) -> SimulatedMemory: ...
    def answer(
        self, memory: SimulatedMemory, state: _State, at: _Time
    ) -> tuple[Rating, float, SimulatedMemory]: ...
    def recall(self, memory: SimulatedMemory, at: _Time) -> float: ...

@final
class SimulationOptions:
    """A deck and the days that it is studied."""

    def __init__(
        self,
        *,
        cards: Sequence[Card] = ...,
        true_memory: Sequence[_MemoryState] = ...,
        new_cards: int = 10000,
        days: int = 365,
        start: _Time = 0,
        new_per_day: int = 20,
        reviews_per_day: int = 100000,
        minutes_per_day: float = ...,
        order: _Order = "due",
        balance: bool = False,
        preferences: DayPreferences | None = None,
        seed: int | np.integer[Any] = 0,
    ) -> None: ...
    @property
    def new_cards(self) -> int: ...
    @property
    def days(self) -> int: ...
    @property
    def seed(self) -> int: ...

@final
class SimulationResult:
    """What happened, by day."""

    @property
    def reviews(self) -> npt.NDArray[np.int32]: ...
    @property
    def learned(self) -> npt.NDArray[np.int32]: ...
    @property
    def lapses(self) -> npt.NDArray[np.int32]: ...
    @property
    def backlog(self) -> npt.NDArray[np.int32]: ...
    @property
    def minutes(self) -> npt.NDArray[np.float64]: ...
    @property
    def known(self) -> npt.NDArray[np.float64]: ...

def estimate_habits(
    scheduler: Scheduler, log: Sequence[tuple[Card, Sequence[Review]]], prior: AnswerHabits = ...
) -> AnswerHabits:
    """The habits seen in a log."""

def simulate(
    scheduler: Scheduler, learner: SimulatedLearner, options: SimulationOptions = ...
) -> SimulationResult:
    """Studies a deck day by day."""

def workload_curve(
    scheduler: Scheduler,
    learner: SimulatedLearner,
    options: SimulationOptions = ...,
    retentions: _Reals | None = None,
    *,
    replications: int = 16,
    threads: int = 0,
) -> list[dict[str, Any]]:
    """What each desired retention costs and brings."""

def recommend_retention(
    scheduler: Scheduler,
    learner: SimulatedLearner,
    options: SimulationOptions = ...,
    *,
    replications: int = 16,
    threads: int = 0,
) -> dict[str, Any]:
    """The minimum recommended retention, at which a known card costs least."""

@final
class ExamPlan:
    """What to study ahead of an exam."""

    @property
    def today(self) -> list[int]: ...
    @property
    def fitting(self) -> int: ...
    @property
    def cards(self) -> list[dict[str, Any]]: ...
    @property
    def days(self) -> list[dict[str, Any]]: ...
    @property
    def outlook(self) -> dict[str, Any]: ...

def plan_for_exam(
    scheduler: Scheduler,
    cards: Sequence[Card],
    now: _Time,
    exam: _Time,
    *,
    minutes_per_day: float = 30.0,
    minutes_today: float | None = None,
    minutes_in_all: float | None = None,
    preferences: DayPreferences | None = None,
    habits: AnswerHabits = ...,
    target: float = 0.0,
    last_plan: ExamPlan | None = None,
) -> ExamPlan:
    """What to study today, so that on the exam as many cards as possible are known."""

@final
class ReschedulePlan:
    """What would change."""

    @property
    def moves(self) -> list[dict[str, Any]]: ...
    @property
    def days(self) -> list[dict[str, int]]: ...
    @property
    def earlier(self) -> int: ...
    @property
    def later(self) -> int: ...
    @property
    def above_limit(self) -> int: ...
    @property
    def recall_lost(self) -> float: ...

def plan_reschedule(
    scheduler: Scheduler,
    cards: Sequence[tuple[Card, Card, Sequence[Review]]],
    now: _Time,
    *,
    cards_per_day: int | None = None,
    minutes_per_day: float | None = None,
    seconds_per_card: float = 8.0,
    preferences: DayPreferences | None = None,
    other_cards: _Integers = ...,
    longest_delay: int = 365,
    desired_retention: Sequence[float | None] | None = None,
) -> ReschedulePlan:
    """Gives cards the memory and due dates that the scheduler would have given them."""

def plan_spread(
    scheduler: Scheduler,
    cards: Sequence[Card],
    now: _Time,
    *,
    cards_per_day: int | None = None,
    minutes_per_day: float | None = None,
    seconds_per_card: float = 8.0,
    preferences: DayPreferences | None = None,
    other_cards: _Integers = ...,
    longest_delay: int = 365,
) -> ReschedulePlan:
    """Spreads cards under the limits without touching their memory."""

def plan_advance(scheduler: Scheduler, cards: Sequence[Card], now: _Time, count: int) -> ReschedulePlan:
    """Makes so many cards due now that would be due on a later day."""
