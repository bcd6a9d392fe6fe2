"""Anki packages (.apkg, .colpkg) and text files of notes: reading, writing, rendering.

Times are seconds since 1970-01-01 UTC, ints or floats; aware datetimes are accepted too. Objects are immutable values;
their ids are those of the package.

    >>> from haven import anki
    >>> notes = anki.notes_from_text("front,back,tags\\nK+,potassium,ions\\n")
    >>> notes[0].fields, notes[0].tags
    (['K+', 'potassium'], ['ions'])
"""

from collections.abc import Iterable
from typing import Literal

import numpy as np

from haven._core.anki import (
    Card,
    Deck,
    Note,
    NoteType,
    Package,
    ReadLimits,
    ReviewLogEntry,
    Template,
    TextNote,
    card_ordinals,
    due_at,
    media_names,
    notes_from_text,
    notes_to_text,
    read_package,
    render,
    write_package,
)
from haven._core.srs import ReviewLog

__all__ = [
    "Card",
    "Deck",
    "Note",
    "NoteType",
    "Package",
    "ReadLimits",
    "ReviewLogEntry",
    "Template",
    "TextNote",
    "card_ordinals",
    "due_at",
    "media_names",
    "notes_from_text",
    "notes_to_text",
    "read_package",
    "render",
    "review_log",
    "write_package",
]


def review_log(reviews: Iterable[ReviewLogEntry]) -> ReviewLog:
    """The reviews of a package as a haven.srs.ReviewLog, to train on: those of a card by time, keys are card ids.

    As Anki's optimizer takes them: what was rated in a filtered deck that does not reschedule is "cram", a card made new
    again a "reset", any other entry without a rating "manual"; and a card whose first answer was no learning has lost
    those before it, so that it is truncated there.
    """
    rows = list(reviews)
    begun: set[int] = set()
    kinds = []
    truncated = []
    for row in rows:
        kinds.append(_kind(row))
        is_answer = kinds[-1] == "answer"
        truncated.append(is_answer and row.card not in begun and row.kind in {"review", "relearning"})
        if is_answer or kinds[-1] == "reset":
            begun.add(row.card)
    return ReviewLog(
        card=np.array([row.card for row in rows], dtype=np.int64).view(np.uint64),
        rating=[row.rating for row in rows],
        at=[row.at for row in rows],
        duration=[row.duration for row in rows],
        kind=kinds,
        truncated=truncated,
    )


def _kind(row: ReviewLogEntry) -> Literal["answer", "cram", "manual", "reset"]:
    if row.rating > 0:
        return "cram" if row.kind == "filtered" and row.ease == 0 else "answer"
    forgotten = row.kind == "manual" and row.interval == 0 and row.ease == 0
    return "reset" if forgotten else "manual"
