from collections.abc import Collection, Mapping, Sequence
from os import PathLike
from typing import Any, ClassVar, Literal, TypeAlias, final

import numpy as np
import numpy.typing as npt

__version__: str

_Real: TypeAlias = float | np.floating[Any] | np.integer[Any]
_Reals: TypeAlias = _Real | Sequence[_Real] | npt.NDArray[np.floating[Any] | np.integer[Any]]
_Responses: TypeAlias = Sequence[int] | Sequence[Sequence[int]] | npt.NDArray[np.integer[Any] | np.bool_]
_Estimator: TypeAlias = Literal["mle", "map", "eap", "wle", "mlef", "huber", "tukey"]
_Prior: TypeAlias = Literal["normal", "uniform", "jeffreys"]
_Quadrature: TypeAlias = Literal["trapezoid", "gauss_legendre", "gauss_hermite"]
_StandardError: TypeAlias = Literal["by_estimator", "expected", "observed", "posterior_sd"]
_SelectionRule: TypeAlias = Literal[
    "mfi",
    "bopt",
    "thopt",
    "mlwi",
    "mpwi",
    "mei",
    "mepv",
    "kl",
    "klp",
    "gdi",
    "gdip",
    "cut_information",
    "progressive",
    "proportional",
    "a_stratified",
    "random",
]
_Provisional: TypeAlias = Literal["map", "eap"]
_ItemType: TypeAlias = Literal[
    "multiple_choice",
    "select_n",
    "select_all",
    "matrix_multiple_choice",
    "matrix_multiple_response",
    "grouped_multiple_response",
    "drop_down_cloze",
    "drag_and_drop_cloze",
    "drop_down_table",
    "drop_down_rationale",
    "drag_and_drop_rationale",
    "highlight_text",
    "highlight_table",
    "bow_tie",
]
_ScoringRule: TypeAlias = Literal["zero_one", "plus_minus", "rationale"]
_PartKind: TypeAlias = Literal[
    "item", "row", "column", "group", "gap", "claim", "reason", "condition", "action", "parameter"
]
_Option: TypeAlias = int | np.integer[Any]
_Selected: TypeAlias = _Option | Collection[_Option] | npt.NDArray[np.integer[Any]] | None

@final
class ItemBank:
    """An immutable, validated set of items of any model, logistic metric, D = 1. Safe to share between threads."""

    def __init__(
        self,
        *,
        discrimination: _Reals | None = None,
        difficulty: _Reals | None = None,
        pseudo_guessing: _Reals | None = None,
        upper_asymptote: _Reals | None = None,
        ids: Sequence[str] | None = None,
        items: Sequence[dict[str, Any]] | None = None,
        discrimination_max: float = 4.0,
        difficulty_min: float = -6.0,
        difficulty_max: float = 6.0,
        pseudo_guessing_max: float = 1.0,
        slope_max: float = 20.0,
        intercept_max: float = 100.0,
    ) -> None: ...
    def __len__(self) -> int: ...
    @property
    def ids(self) -> tuple[str, ...]: ...
    @property
    def discrimination(self) -> npt.NDArray[np.float64]: ...
    @property
    def difficulty(self) -> npt.NDArray[np.float64]: ...
    @property
    def pseudo_guessing(self) -> npt.NDArray[np.float64]: ...
    @property
    def upper_asymptote(self) -> npt.NDArray[np.float64]: ...
    @property
    def score_counts(self) -> npt.NDArray[np.int64]: ...
    @property
    def fingerprint(self) -> int: ...

def probability(bank: ItemBank, theta: _Reals) -> npt.NDArray[np.float64]:
    """Probability of a correct response, [n_theta, n_items]."""

def expected_score(bank: ItemBank, theta: _Reals) -> npt.NDArray[np.float64]:
    """Expected score, [n_theta, n_items]."""

def category_probability(bank: ItemBank, theta: _Reals) -> npt.NDArray[np.float64]:
    """Probability of every score, [n_theta, n_items, n_scores]."""

def information(bank: ItemBank, theta: _Reals) -> npt.NDArray[np.float64]:
    """Expected (Fisher) item information, [n_theta, n_items]."""

# A float for one pattern and one theta, an array otherwise.
def log_likelihood(bank: ItemBank, responses: _Responses, theta: _Reals) -> Any:
    """Log-likelihood, [n_persons, n_theta]; one pattern drops the first axis, one theta the second."""

@final
class AbilityEstimate:
    """Ability estimates and how far to trust them.

    Each attribute is a number for one response pattern (float or bool) and an array [n_persons] for a matrix, which is
    why the type is Any.
    """

    @property
    def theta(self) -> Any: ...
    @property
    def standard_error(self) -> Any: ...
    @property
    def expected_information(self) -> Any: ...
    @property
    def observed_information(self) -> Any: ...
    @property
    def at_bound(self) -> Any: ...
    @property
    def multimodal(self) -> Any: ...
    @property
    def constant_pattern(self) -> Any: ...
    @property
    def converged(self) -> Any: ...

def estimate_mle(
    bank: ItemBank,
    responses: _Responses,
    *,
    theta_min: float = -4.0,
    theta_max: float = 4.0,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
    quadrature_points: int = 61,
    prior: _Prior = "normal",
    quadrature: _Quadrature = "trapezoid",
    standard_error: _StandardError = "by_estimator",
    fence_discrimination: float = 5.0,
    fence_lower: float = -5.0,
    fence_upper: float = 5.0,
    huber_tuning: float = 1.0,
    tukey_tuning: float = 4.0,
    threads: int = 1,
) -> AbilityEstimate:
    """Maximum-likelihood ability: the global maximum on the range."""

def estimate_map(
    bank: ItemBank,
    responses: _Responses,
    *,
    theta_min: float = -4.0,
    theta_max: float = 4.0,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
    quadrature_points: int = 61,
    prior: _Prior = "normal",
    quadrature: _Quadrature = "trapezoid",
    standard_error: _StandardError = "by_estimator",
    fence_discrimination: float = 5.0,
    fence_lower: float = -5.0,
    fence_upper: float = 5.0,
    huber_tuning: float = 1.0,
    tukey_tuning: float = 4.0,
    threads: int = 1,
) -> AbilityEstimate:
    """Maximum a posteriori ability: the global maximum."""

def estimate_eap(
    bank: ItemBank,
    responses: _Responses,
    *,
    theta_min: float = -4.0,
    theta_max: float = 4.0,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
    quadrature_points: int = 61,
    prior: _Prior = "normal",
    quadrature: _Quadrature | tuple[_Reals, _Reals] = "trapezoid",
    standard_error: _StandardError = "by_estimator",
    fence_discrimination: float = 5.0,
    fence_lower: float = -5.0,
    fence_upper: float = 5.0,
    huber_tuning: float = 1.0,
    tukey_tuning: float = 4.0,
    threads: int = 1,
) -> AbilityEstimate:
    """Expected a posteriori ability: posterior mean and standard deviation."""

def estimate_wle(
    bank: ItemBank,
    responses: _Responses,
    *,
    theta_min: float = -4.0,
    theta_max: float = 4.0,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
    quadrature_points: int = 61,
    prior: _Prior = "normal",
    quadrature: _Quadrature = "trapezoid",
    standard_error: _StandardError = "by_estimator",
    fence_discrimination: float = 5.0,
    fence_lower: float = -5.0,
    fence_upper: float = 5.0,
    huber_tuning: float = 1.0,
    tukey_tuning: float = 4.0,
    threads: int = 1,
) -> AbilityEstimate:
    """Weighted-likelihood ability (Warm 1989)."""

def estimate_mlef(
    bank: ItemBank,
    responses: _Responses,
    *,
    theta_min: float = -4.0,
    theta_max: float = 4.0,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
    quadrature_points: int = 61,
    prior: _Prior = "normal",
    quadrature: _Quadrature = "trapezoid",
    standard_error: _StandardError = "by_estimator",
    fence_discrimination: float = 5.0,
    fence_lower: float = -5.0,
    fence_upper: float = 5.0,
    huber_tuning: float = 1.0,
    tukey_tuning: float = 4.0,
    threads: int = 1,
) -> AbilityEstimate:
    """Maximum likelihood with fences (Han 2016): finite for every pattern."""

def estimate_huber(
    bank: ItemBank,
    responses: _Responses,
    *,
    theta_min: float = -4.0,
    theta_max: float = 4.0,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
    quadrature_points: int = 61,
    prior: _Prior = "normal",
    quadrature: _Quadrature = "trapezoid",
    standard_error: _StandardError = "by_estimator",
    fence_discrimination: float = 5.0,
    fence_lower: float = -5.0,
    fence_upper: float = 5.0,
    huber_tuning: float = 1.0,
    tukey_tuning: float = 4.0,
    threads: int = 1,
) -> AbilityEstimate:
    """Robust ability by Huber's weights (Schuster & Yuan 2011)."""

def estimate_tukey(
    bank: ItemBank,
    responses: _Responses,
    *,
    theta_min: float = -4.0,
    theta_max: float = 4.0,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
    quadrature_points: int = 61,
    prior: _Prior = "normal",
    quadrature: _Quadrature = "trapezoid",
    standard_error: _StandardError = "by_estimator",
    fence_discrimination: float = 5.0,
    fence_lower: float = -5.0,
    fence_upper: float = 5.0,
    huber_tuning: float = 1.0,
    tukey_tuning: float = 4.0,
    threads: int = 1,
) -> AbilityEstimate:
    """Robust ability by Tukey's biweight (Mislevy & Bock 1982)."""

def sum_score_distribution(
    bank: ItemBank, theta: float, items: Sequence[int] | npt.NDArray[np.integer[Any]] | None = None
) -> npt.NDArray[np.float64]:
    """Probability of every sum score at one ability (Lord & Wingersky 1984)."""

def sum_score_eap(
    bank: ItemBank,
    items: Sequence[int] | npt.NDArray[np.integer[Any]] | None = None,
    *,
    theta_min: float = -4.0,
    theta_max: float = 4.0,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
    quadrature_points: int = 61,
    prior: _Prior = "normal",
    quadrature: _Quadrature = "trapezoid",
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The EAP table of sum scores: (theta, standard_error, probability)."""

def exact_standard_error(
    bank: ItemBank,
    theta: float,
    estimator: _Estimator,
    items: Sequence[int] | npt.NDArray[np.integer[Any]] | None = None,
    *,
    theta_min: float = -4.0,
    theta_max: float = 4.0,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
) -> float:
    """The SD of an estimator at one ability over all response patterns."""

def criterion(
    bank: ItemBank,
    rule: _SelectionRule,
    theta: _Real,
    responses: _Responses | None = None,
    *,
    seed: int | np.integer[Any] = 0,
    standard_error: _Real | None = None,
    **options: Any,
) -> npt.NDArray[np.float64]:
    """What a selection rule says of every item, [n_items]; NaN for items already given."""

def select(
    bank: ItemBank,
    rule: _SelectionRule,
    theta: _Real,
    responses: _Responses | None = None,
    *,
    seed: int | np.integer[Any] = 0,
    standard_error: _Real | None = None,
    randomesque: int = 1,
    **options: Any,
) -> int | None:
    """The index of the item to give next by a selection rule, or None when all were given."""

@final
class Blueprint:
    """The rules of one adaptive exam. Immutable."""

    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __init__(
        self,
        *,
        start_theta: float = 0.0,
        estimator: _Estimator = "mle",
        provisional: _Provisional = "eap",
        theta_min: float = -4.0,
        theta_max: float = 4.0,
        prior: Literal["normal", "uniform", "jeffreys"] = "normal",
        prior_mean: float = 0.0,
        prior_sd: float = 1.0,
        quadrature: Literal["trapezoid", "gauss_legendre", "gauss_hermite"] = "trapezoid",
        quadrature_points: int = 61,
        standard_error: Literal["by_estimator", "expected", "observed", "posterior_sd"] = "by_estimator",
        fence_discrimination: float = 5.0,
        fence_lower: float = -5.0,
        fence_upper: float = 5.0,
        huber_tuning: float = 1.0,
        tukey_tuning: float = 4.0,
        minimum_items: int = 1,
        maximum_items: int = 1000,
        start: Mapping[str, Any] = ...,
        selection: str = "mfi",
        criterion: Mapping[str, Any] = ...,
        exposure: Mapping[str, Any] = ...,
        content: Sequence[Mapping[str, Any]] = (),
        content_balance: Literal["within_bounds", "largest_deficit"] = "within_bounds",
        content_tolerance: float = 0.0,
        sets: Mapping[str, int] = ...,
        pretest: Mapping[str, int] = ...,
        target_standard_error: float | None = None,
        standard_error_change: float | None = None,
        minimum_information: float | None = None,
        passing_standard: float | None = None,
        pass_at_standard: bool = True,
        stop_when_confident: bool = True,
        confidence_z: float = 1.959964,
        sprt: Mapping[str, float] | None = None,
        glr: Mapping[str, float] | None = None,
        posterior_confidence: float | None = None,
        stop_when_certain: bool = False,
        time_limit: float | None = None,
        timeout_rule: Literal["final_estimate", "last_sixty_above"] = "final_estimate",
    ) -> None: ...
    def __eq__(self, other: object, /) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...
    @property
    def start_theta(self) -> float: ...
    @property
    def estimator(self) -> str: ...
    @property
    def provisional(self) -> str: ...
    @property
    def theta_min(self) -> float: ...
    @property
    def theta_max(self) -> float: ...
    @property
    def prior(self) -> str: ...
    @property
    def prior_mean(self) -> float: ...
    @property
    def prior_sd(self) -> float: ...
    @property
    def quadrature(self) -> str: ...
    @property
    def quadrature_points(self) -> int: ...
    @property
    def standard_error(self) -> str: ...
    @property
    def fence_discrimination(self) -> float: ...
    @property
    def fence_lower(self) -> float: ...
    @property
    def fence_upper(self) -> float: ...
    @property
    def huber_tuning(self) -> float: ...
    @property
    def tukey_tuning(self) -> float: ...
    @property
    def minimum_items(self) -> int: ...
    @property
    def maximum_items(self) -> int: ...
    @property
    def start(self) -> dict[str, Any]: ...
    @property
    def selection(self) -> str: ...
    @property
    def criterion(self) -> dict[str, Any]: ...
    @property
    def exposure(self) -> dict[str, Any]: ...
    @property
    def content(self) -> list[dict[str, Any]]: ...
    @property
    def content_balance(self) -> str: ...
    @property
    def content_tolerance(self) -> float: ...
    @property
    def sets(self) -> dict[str, int]: ...
    @property
    def pretest(self) -> dict[str, int]: ...
    @property
    def target_standard_error(self) -> float | None: ...
    @property
    def standard_error_change(self) -> float | None: ...
    @property
    def minimum_information(self) -> float | None: ...
    @property
    def passing_standard(self) -> float | None: ...
    @property
    def pass_at_standard(self) -> bool: ...
    @property
    def stop_when_confident(self) -> bool: ...
    @property
    def confidence_z(self) -> float: ...
    @property
    def sprt(self) -> dict[str, float] | None: ...
    @property
    def glr(self) -> dict[str, float] | None: ...
    @property
    def posterior_confidence(self) -> float | None: ...
    @property
    def stop_when_certain(self) -> bool: ...
    @property
    def time_limit(self) -> float | None: ...
    @property
    def timeout_rule(self) -> str: ...

def nclex_blueprint(
    profile: Literal["rn_2026", "pn_2026", "rn_2023", "pn_2023", "rn_pre_2020", "pn_pre_2020"],
    stand_alone_quota: bool = True,
) -> Blueprint: ...

@final
class Step:
    """One item given, its response, and the ability after it. Immutable."""

    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...
    @property
    def item(self) -> int: ...
    @property
    def score(self) -> int: ...
    @property
    def at(self) -> float: ...
    @property
    def relaxed(self) -> Literal["none", "target", "exposure", "content"]: ...
    @property
    def theta(self) -> float: ...
    @property
    def standard_error(self) -> float: ...
    @property
    def expected_information(self) -> float: ...
    @property
    def observed_information(self) -> float: ...
    @property
    def at_bound(self) -> bool: ...
    @property
    def multimodal(self) -> bool: ...
    @property
    def constant_pattern(self) -> bool: ...
    @property
    def converged(self) -> bool: ...
    @property
    def estimator(self) -> str: ...

@final
class Outcome:
    """How an exam ended, and on what evidence. Immutable."""

    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...
    @property
    def decision(self) -> Literal["pass", "fail", "none"]: ...
    @property
    def reason(
        self,
    ) -> Literal[
        "confidence_interval",
        "standard_error",
        "maximum_length",
        "time_limit",
        "minimum_not_met",
        "exhausted_bank",
        "standard_error_change",
        "minimum_information",
        "sequential_test",
        "generalized_likelihood_ratio",
        "posterior",
        "certainty",
    ]: ...
    @property
    def theta(self) -> float: ...
    @property
    def standard_error(self) -> float: ...
    @property
    def expected_information(self) -> float: ...
    @property
    def observed_information(self) -> float: ...
    @property
    def at_bound(self) -> bool: ...
    @property
    def multimodal(self) -> bool: ...
    @property
    def constant_pattern(self) -> bool: ...
    @property
    def converged(self) -> bool: ...
    @property
    def estimator(self) -> str: ...
    @property
    def interval(self) -> tuple[float, float]: ...
    @property
    def confidence_z(self) -> float: ...
    @property
    def passing_standard(self) -> float | None: ...
    @property
    def evidence(self) -> tuple[float, float, float] | None: ...
    @property
    def items(self) -> int: ...
    @property
    def scored_items(self) -> int: ...
    @property
    def elapsed(self) -> float: ...

@final
class Exam:
    """One adaptive exam of one examinee, as a value. One thread at a time."""

    def __init__(
        self,
        bank: ItemBank | ItemPool,
        blueprint: Blueprint | dict[str, Any] | None = None,
        seed: int | np.integer[Any] = 0,
        *,
        seen: Sequence[int] = (),
        segment_bounds: Sequence[float] = (),
        eligibility: Sequence[Sequence[float]] = (),
    ) -> None: ...
    def answer(self, score: int | np.integer[Any] | np.bool_, at: float | None = None) -> bool:
        """Scores the current item; False when the time limit had passed before `at`."""

    def expire(self, at: float) -> bool:
        """Ends the exam if its time limit has passed at `at`; returns whether it has ended."""

    def to_json(self) -> str:
        """All that the exam is besides its pool, as JSON text that keeps every bit."""

    def explain(self, position: int, rivals: int = 5) -> dict[str, Any]:
        """Why the item at this position was chosen, worked out again from the log."""

    def explain_stop(self) -> dict[str, Any]:
        """Why the exam ended, or goes on."""

    @staticmethod
    def from_json(bank: ItemBank | ItemPool, text: str) -> Exam:
        """Goes on from to_json(), bit for bit as if never interrupted."""

    @property
    def next_item(self) -> int | None: ...
    @property
    def next_item_id(self) -> str | None: ...
    @property
    def theta(self) -> float: ...
    @property
    def standard_error(self) -> float: ...
    @property
    def steps(self) -> tuple[Step, ...]: ...
    @property
    def outcome(self) -> Outcome | None: ...
    @property
    def done(self) -> bool: ...
    @property
    def bank(self) -> ItemBank: ...
    @property
    def pool(self) -> ItemPool: ...
    @property
    def blueprint(self) -> Blueprint: ...
    @property
    def seed(self) -> int: ...

@final
class ItemPart:
    """One part of an item, as a candidate is asked: a row, a gap, a group, or the item. Immutable."""

    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...
    @property
    def kind(self) -> _PartKind: ...
    @property
    def options(self) -> int: ...
    @property
    def correct(self) -> tuple[int, ...]: ...
    @property
    def limit(self) -> int: ...

@final
class PartMark:
    """What one part of an item earned, and why. Immutable."""

    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...
    @property
    def kind(self) -> _PartKind: ...
    @property
    def selected(self) -> tuple[int, ...]: ...
    @property
    def correct(self) -> tuple[int, ...]: ...
    @property
    def right(self) -> int: ...
    @property
    def wrong(self) -> int: ...
    @property
    def points(self) -> int: ...
    @property
    def maximum(self) -> int: ...

@final
class NgnScore:
    """The score of one response, with the marks that it is the sum of. Immutable."""

    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...
    @property
    def type(self) -> _ItemType: ...
    @property
    def rule(self) -> _ScoringRule: ...
    @property
    def points(self) -> int: ...
    @property
    def maximum(self) -> int: ...
    @property
    def category(self) -> int: ...
    @property
    def marks(self) -> tuple[PartMark, ...]: ...

@final
class ItemKey:
    """What is correct in an item of a Next Generation NCLEX type. Immutable."""

    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __init__(self, *, type: _ItemType, **fields: Any) -> None: ...
    def __eq__(self, other: object, /) -> bool: ...
    @property
    def fields(self) -> dict[str, Any]: ...
    @property
    def type(self) -> _ItemType: ...
    @property
    def rule(self) -> _ScoringRule: ...
    @property
    def maximum_points(self) -> int: ...
    @property
    def parts(self) -> tuple[ItemPart, ...]: ...

def score_ngn(
    key: ItemKey | dict[str, Any],
    response: _Selected | Sequence[_Selected],
    categories: Sequence[_Option] | npt.NDArray[np.integer[Any]] | None = None,
) -> NgnScore:
    """Points of a response to a Next Generation NCLEX item, by the 0/1, +/- or rationale rule of its type."""

@final
class ItemPool:
    """The items of a bank with their content: what an exam draws from. Immutable."""

    def __init__(
        self,
        bank: ItemBank,
        *,
        content: Sequence[dict[str, Any]] | None = None,
        attributes: dict[str, Sequence[str | None]] | None = None,
        sets: Sequence[str | None] | None = None,
        enemies: Sequence[Sequence[str]] | None = None,
        pretest: Sequence[bool] | npt.NDArray[np.bool_] | None = None,
    ) -> None: ...
    def __len__(self) -> int: ...
    @property
    def bank(self) -> ItemBank: ...
    @property
    def fingerprint(self) -> int: ...
    @property
    def attributes(self) -> dict[str, tuple[str, ...]]: ...
    @property
    def content(self) -> list[dict[str, Any]]: ...

@final
class Figure:
    """A figure of a study and its Monte-Carlo standard error."""

    @property
    def value(self) -> float: ...
    @property
    def standard_error(self) -> float: ...

@final
class Precision:
    """How well ability was measured in candidates whose truth lies in [theta_low, theta_high)."""

    @property
    def theta_low(self) -> float: ...
    @property
    def theta_high(self) -> float: ...
    @property
    def candidates(self) -> int: ...
    @property
    def bias(self) -> Figure: ...
    @property
    def rmse(self) -> Figure: ...
    @property
    def mean_absolute_error(self) -> Figure: ...
    @property
    def reported_error(self) -> Figure: ...
    @property
    def length(self) -> Figure: ...
    @property
    def pass_rate(self) -> Figure: ...

@final
class Lengths:
    """How long exams were, and why they ended."""

    @property
    def mean(self) -> Figure: ...
    @property
    def sd(self) -> float: ...
    @property
    def minimum(self) -> int: ...
    @property
    def lower_quartile(self) -> int: ...
    @property
    def median(self) -> int: ...
    @property
    def upper_quartile(self) -> int: ...
    @property
    def maximum(self) -> int: ...
    @property
    def counts(self) -> list[tuple[int, str, int]]: ...

@final
class Exposure:
    """How often items were given."""

    @property
    def rate(self) -> npt.NDArray[np.float64]: ...
    @property
    def maximum(self) -> float: ...
    @property
    def mean(self) -> float: ...
    @property
    def never_used(self) -> int: ...
    @property
    def overlap(self) -> float: ...
    @property
    def counted_overlap(self) -> float: ...

@final
class ContentCoverage:
    """The share of one value among the scored items of an exam."""

    @property
    def attribute(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def minimum(self) -> float: ...
    @property
    def mean(self) -> float: ...
    @property
    def maximum(self) -> float: ...
    @property
    def lower_bound(self) -> float | None: ...
    @property
    def upper_bound(self) -> float | None: ...
    @property
    def outside(self) -> int: ...

@final
class Confusion:
    """Decisions beside the truth."""

    @property
    def true_pass(self) -> int: ...
    @property
    def false_pass(self) -> int: ...
    @property
    def true_fail(self) -> int: ...
    @property
    def false_fail(self) -> int: ...
    @property
    def accuracy(self) -> Figure: ...
    @property
    def false_pass_rate(self) -> Figure: ...
    @property
    def false_fail_rate(self) -> Figure: ...

@final
class RuleErrors:
    """A stopping rule beside the rates that it states."""

    @property
    def reason(self) -> str: ...
    @property
    def half_width(self) -> float: ...
    @property
    def exams(self) -> int: ...
    @property
    def false_pass(self) -> Figure: ...
    @property
    def false_fail(self) -> Figure: ...
    @property
    def nominal_false_pass(self) -> float: ...
    @property
    def nominal_false_fail(self) -> float: ...

@final
class ExpectedQuality:
    """Figures by Rudner or by Lee."""

    @property
    def accuracy(self) -> float: ...
    @property
    def consistency(self) -> float: ...

@final
class Decisions:
    """Pass and fail."""

    @property
    def passing_standard(self) -> float: ...
    @property
    def pass_rate(self) -> Figure: ...
    @property
    def confusion(self) -> Confusion | None: ...
    @property
    def rules(self) -> list[RuleErrors]: ...
    @property
    def rudner(self) -> ExpectedQuality | None: ...
    @property
    def lee(self) -> ExpectedQuality | None: ...

@final
class SimulationReport:
    """What a simulated study found."""

    @property
    def candidates(self) -> int: ...
    @property
    def precision(self) -> Precision | None: ...
    @property
    def by_theta(self) -> list[Precision]: ...
    @property
    def lengths(self) -> Lengths: ...
    @property
    def stop_reasons(self) -> dict[str, int]: ...
    @property
    def exposure(self) -> Exposure: ...
    @property
    def content(self) -> list[ContentCoverage]: ...
    @property
    def relaxed_items(self) -> dict[str, int]: ...
    @property
    def relaxed_exams(self) -> dict[str, int]: ...
    @property
    def decisions(self) -> Decisions | None: ...
    def to_json(self) -> str: ...
    def to_csv(self) -> str: ...
    def to_html(self, path: str | PathLike[str], *, title: str = "Simulation study") -> None: ...

@final
class Simulation:
    """What happened in a simulated study; made by simulate()."""

    def __len__(self) -> int: ...
    @property
    def items(self) -> npt.NDArray[np.int64]: ...
    @property
    def responses(self) -> npt.NDArray[np.int64]: ...
    @property
    def theta(self) -> npt.NDArray[np.float64]: ...
    @property
    def standard_error(self) -> npt.NDArray[np.float64]: ...
    @property
    def length(self) -> npt.NDArray[np.int64]: ...
    @property
    def scored_items(self) -> npt.NDArray[np.int64]: ...
    @property
    def final_theta(self) -> npt.NDArray[np.float64]: ...
    @property
    def final_standard_error(self) -> npt.NDArray[np.float64]: ...
    @property
    def stop_reason(self) -> npt.NDArray[np.str_]: ...
    @property
    def decision(self) -> npt.NDArray[np.str_]: ...
    @property
    def true_theta(self) -> npt.NDArray[np.float64] | None: ...
    @property
    def pool(self) -> ItemPool: ...
    @property
    def blueprint(self) -> Blueprint: ...
    @property
    def seed(self) -> int: ...
    def report(self, *, threads: int = 0) -> SimulationReport: ...
    def to_json(self) -> str: ...
    def to_csv(self, *, steps: bool = False) -> str: ...

def simulate(
    bank: ItemBank | ItemPool,
    theta: _Reals | None,
    blueprint: Blueprint,
    *,
    seed: int | np.integer[Any] = 0,
    threads: int = 0,
    responses: _Responses | None = None,
    seen: Sequence[Sequence[int]] | None = None,
    testlet_effect_sd: float = 0.0,
    time_per_item: float | None = None,
    segment_bounds: Sequence[float] = (),
    eligibility: Sequence[Sequence[float]] = (),
) -> Simulation:
    """Gives every candidate an exam."""

def find_conflict(bank: ItemBank | ItemPool, blueprint: Blueprint) -> list[str] | None:
    """The smallest set of rules that no exam on this pool can meet together."""

def rudner_quality(
    theta: Sequence[float] | npt.NDArray[np.floating[Any]],
    standard_error: Sequence[float] | npt.NDArray[np.floating[Any]],
    cuts: Sequence[float],
) -> dict[str, Any]:
    """Accuracy and consistency of classification, estimates normal around theta."""

def lee_quality(
    bank: ItemBank,
    theta: Sequence[float] | npt.NDArray[np.floating[Any]],
    cuts: Sequence[float],
    items: Sequence[int] | None = None,
) -> dict[str, Any]:
    """The same by the exact distribution of the summed score."""

def calibrate_sympson_hetter(
    bank: ItemBank | ItemPool,
    blueprint: Blueprint,
    maximum_rate: float,
    *,
    theta_mean: float = 0.0,
    theta_sd: float = 1.0,
    candidates: int = 5000,
    maximum_rounds: int = 40,
    seed: int | np.integer[Any] = 0,
    threads: int = 0,
) -> dict[str, Any]:
    """Probabilities with which a selected item is given, so that none is given to more than maximum_rate."""

def bank_health(
    bank: ItemBank | ItemPool, blueprint: Blueprint, *, least_information: float = 0.02
) -> dict[str, Any]:
    """What the pool can do for exams with these rules."""
