"""The enumerations of spaced repetition. Members are integers: State.review == 2."""

from enum import IntEnum


class Rating(IntEnum):
    """How well a card was recalled. Learners with two buttons use again and good."""

    again = 1
    hard = 2
    good = 3
    easy = 4


class State(IntEnum):
    """Where a card is on its way. A new card is learning and has no memory yet."""

    learning = 1
    review = 2
    relearning = 3
