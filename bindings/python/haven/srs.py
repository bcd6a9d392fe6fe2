"""Spaced repetition: memory models (FSRS-6, FSRS-7, SM-2), a scheduler that says why, review logs, many cards at once.

Times are seconds since 1970-01-01 UTC, ints or floats; aware datetimes are accepted too. Cards are immutable values.

    >>> from haven import srs
    >>> scheduler = srs.Scheduler(model="fsrs-6", desired_retention=0.9)
    >>> card = srs.Card(created=1_704_067_200)
    >>> card = scheduler.review(card, rating="good", at=1_704_067_200)
    >>> card.due - card.last_review, round(card.stability, 4)
    (600, 2.3065)
"""

from haven._core.srs import (
    Card,
    DayCounter,
    DayPreferences,
    Explanation,
    Fsrs6State,
    Fsrs7State,
    History,
    MemoryColumns,
    MemoryModel,
    Outcome,
    Review,
    Scheduler,
    Sm2State,
    Workload,
    check_parameters,
    clip_parameters,
    default_parameters,
    effective,
    fuzz_range,
    import_sm2,
    interval_all,
    make_parameters,
    merge,
    new_memory,
    replay_all,
    retrievability_all,
    review_all,
    weekday,
    weight_ranges,
)
from haven._srs_enums import Rating, State

__all__ = [
    "Card",
    "DayCounter",
    "DayPreferences",
    "Explanation",
    "Fsrs6State",
    "Fsrs7State",
    "History",
    "MemoryColumns",
    "MemoryModel",
    "Outcome",
    "Rating",
    "Review",
    "Scheduler",
    "Sm2State",
    "State",
    "Workload",
    "check_parameters",
    "clip_parameters",
    "default_parameters",
    "effective",
    "fuzz_range",
    "import_sm2",
    "interval_all",
    "make_parameters",
    "merge",
    "new_memory",
    "replay_all",
    "retrievability_all",
    "review_all",
    "weekday",
    "weight_ranges",
]
