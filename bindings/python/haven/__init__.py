"""Haven: adaptive testing and item response theory.

The package binds the C++ library of the same name. Items are dichotomous (1PL to 4PL) or polytomous
(graded, partial credit, rating scale, nominal), in the logistic metric, D = 1; abilities ("theta") and difficulties
share one scale. Arrays are NumPy's.

    >>> import haven
    >>> bank = haven.ItemBank(discrimination=[1.0, 1.4, 0.8], difficulty=[-1.0, 0.0, 1.0])
    >>> round(haven.estimate_eap(bank, [1, 1, 0]).theta, 3)
    0.433
"""

from haven._core import (
    AbilityEstimate,
    Blueprint,
    Exam,
    ItemBank,
    ItemKey,
    ItemPart,
    NgnScore,
    Outcome,
    PartMark,
    Step,
    __version__,
    category_probability,
    criterion,
    estimate_eap,
    estimate_huber,
    estimate_map,
    estimate_mle,
    estimate_mlef,
    estimate_tukey,
    estimate_wle,
    exact_standard_error,
    expected_score,
    information,
    log_likelihood,
    nclex_blueprint,
    probability,
    score_ngn,
    select,
    sum_score_distribution,
    sum_score_eap,
)
from haven._errors import (
    Conflict,
    CorruptData,
    Error,
    Forbidden,
    InvalidArgument,
    NotFound,
    Unauthenticated,
    Unavailable,
)

__all__ = [
    "AbilityEstimate",
    "Blueprint",
    "Conflict",
    "CorruptData",
    "Error",
    "Exam",
    "Forbidden",
    "InvalidArgument",
    "ItemBank",
    "ItemKey",
    "ItemPart",
    "NgnScore",
    "NotFound",
    "Outcome",
    "PartMark",
    "Step",
    "Unauthenticated",
    "Unavailable",
    "__version__",
    "category_probability",
    "criterion",
    "estimate_eap",
    "estimate_huber",
    "estimate_map",
    "estimate_mle",
    "estimate_mlef",
    "estimate_tukey",
    "estimate_wle",
    "exact_standard_error",
    "expected_score",
    "information",
    "log_likelihood",
    "nclex_blueprint",
    "probability",
    "score_ngn",
    "select",
    "sum_score_distribution",
    "sum_score_eap",
]
