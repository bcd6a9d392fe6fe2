from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from os import PathLike
from typing import Any, Literal, TypeAlias, final

import numpy as np

_Real: TypeAlias = float | np.floating[Any] | np.integer[Any]
_Time: TypeAlias = _Real | datetime
_Length: TypeAlias = _Real | timedelta
_Path: TypeAlias = str | PathLike[str]
_NoteKind: TypeAlias = Literal["basic", "cloze"]
_CardType: TypeAlias = Literal["fresh", "learning", "review", "relearning"]
_CardQueue: TypeAlias = Literal[
    "fresh", "learning", "review", "day_learning", "preview", "suspended", "sibling_buried", "manually_buried"
]
_ReviewKind: TypeAlias = Literal["learning", "review", "relearning", "filtered", "manual", "rescheduled"]
_ReadStage: TypeAlias = Literal["unpacking", "checking", "notes", "media"]
_Format: TypeAlias = Literal["anki2", "anki21", "anki21b"]
_Layout: TypeAlias = Literal["anki_tabs", "csv_names"]

@final
class Deck:
    """A deck."""

    def __init__(self, id: int, name: str, description: str = "", filtered: bool = False) -> None: ...
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def filtered(self) -> bool: ...

@final
class Template:
    """How a card is made of a note."""

    def __init__(self, name: str, question: str, answer: str) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def answer(self) -> str: ...

@final
class NoteType:
    """What fields and cards notes have."""

    def __init__(
        self,
        id: int,
        name: str,
        fields: Sequence[str],
        templates: Sequence[Template],
        kind: _NoteKind = "basic",
        css: str = "",
    ) -> None: ...
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def fields(self) -> list[str]: ...
    @property
    def templates(self) -> list[Template]: ...
    @property
    def kind(self) -> _NoteKind: ...
    @property
    def css(self) -> str: ...

@final
class Note:
    """What cards are made of."""

    def __init__(
        self,
        id: int,
        guid: str,
        note_type: int,
        fields: Sequence[str],
        tags: Sequence[str] = ...,
        modified: _Time = 0,
    ) -> None: ...
    @property
    def id(self) -> int: ...
    @property
    def guid(self) -> str: ...
    @property
    def note_type(self) -> int: ...
    @property
    def fields(self) -> list[str]: ...
    @property
    def tags(self) -> list[str]: ...
    @property
    def modified(self) -> float: ...

@final
class Card:
    """A card as Anki has scheduled it."""

    def __init__(
        self,
        id: int,
        note: int,
        deck: int,
        *,
        ordinal: int = 0,
        modified: _Time = 0,
        type: _CardType = "fresh",
        queue: _CardQueue = "fresh",
        due: int = 0,
        interval: int = 0,
        ease: int = 0,
        reviews: int = 0,
        lapses: int = 0,
        steps_left: int = 0,
        flag: int = 0,
        memory: tuple[float, float] | None = None,
        desired_retention: float | None = None,
        decay: float | None = None,
        last_review: _Time | None = None,
        position: int | None = None,
        custom_data: str = "",
    ) -> None: ...
    @property
    def id(self) -> int: ...
    @property
    def note(self) -> int: ...
    @property
    def deck(self) -> int: ...
    @property
    def ordinal(self) -> int: ...
    @property
    def modified(self) -> float: ...
    @property
    def type(self) -> _CardType: ...
    @property
    def queue(self) -> _CardQueue: ...
    @property
    def due(self) -> int: ...
    @property
    def interval(self) -> int: ...
    @property
    def ease(self) -> int: ...
    @property
    def reviews(self) -> int: ...
    @property
    def lapses(self) -> int: ...
    @property
    def steps_left(self) -> int: ...
    @property
    def flag(self) -> int: ...
    @property
    def memory(self) -> tuple[float, float] | None: ...
    @property
    def desired_retention(self) -> float | None: ...
    @property
    def decay(self) -> float | None: ...
    @property
    def last_review(self) -> float | None: ...
    @property
    def position(self) -> int | None: ...
    @property
    def custom_data(self) -> str: ...

@final
class ReviewLogEntry:
    """One line of the review log."""

    def __init__(
        self,
        at: _Time,
        card: int,
        *,
        rating: int = 0,
        kind: _ReviewKind = "learning",
        interval: int = 0,
        last_interval: int = 0,
        ease: int = 0,
        duration: _Length = 0,
    ) -> None: ...
    @property
    def at(self) -> float: ...
    @property
    def card(self) -> int: ...
    @property
    def rating(self) -> int: ...
    @property
    def kind(self) -> _ReviewKind: ...
    @property
    def interval(self) -> int: ...
    @property
    def last_interval(self) -> int: ...
    @property
    def ease(self) -> int: ...
    @property
    def duration(self) -> float: ...

@final
class Package:
    """What an Anki package holds."""

    def __init__(
        self,
        *,
        decks: Iterable[Deck] = ...,
        note_types: Iterable[NoteType] = ...,
        notes: Iterable[Note] = ...,
        cards: Iterable[Card] = ...,
        reviews: Iterable[ReviewLogEntry] = ...,
        created: _Time = 0,
    ) -> None: ...
    @property
    def schema(self) -> int: ...
    @property
    def created(self) -> float: ...
    @property
    def decks(self) -> tuple[Deck, ...]: ...
    @property
    def note_types(self) -> tuple[NoteType, ...]: ...
    @property
    def notes(self) -> tuple[Note, ...]: ...
    @property
    def cards(self) -> tuple[Card, ...]: ...
    @property
    def reviews(self) -> tuple[ReviewLogEntry, ...]: ...
    @property
    def media(self) -> tuple[str, ...]: ...
    @property
    def skipped_cards(self) -> int: ...
    @property
    def skipped_reviews(self) -> int: ...

@final
class ReadLimits:
    """What a package may come to."""

    def __init__(
        self,
        *,
        entries: int = 200000,
        collection_bytes: int = 4294967296,
        media_file_bytes: int = 536870912,
        media_bytes: int = 17179869184,
        ratio: int = 250,
        value_bytes: int = 16777216,
    ) -> None: ...
    @property
    def entries(self) -> int: ...
    @property
    def collection_bytes(self) -> int: ...
    @property
    def media_file_bytes(self) -> int: ...
    @property
    def media_bytes(self) -> int: ...
    @property
    def ratio(self) -> int: ...
    @property
    def value_bytes(self) -> int: ...

def due_at(package: Package, card: Card) -> float | None:
    """When a card of the package falls due, seconds."""

def read_package(
    package: _Path,
    *,
    media_folder: _Path | None = None,
    scratch_folder: _Path | None = None,
    limits: ReadLimits = ...,
    progress: Callable[[_ReadStage, int, int], bool | None] | None = None,
) -> Package:
    """Reads an Anki package of any version."""

def write_package(
    file: _Path,
    package: Package,
    *,
    media: Mapping[str, bytes | _Path] | None = None,
    format: _Format = "anki21",
    scratch_folder: _Path | None = None,
) -> None:
    """Writes a Package as an Anki package."""

def render(
    note_type: NoteType, note: Note, ordinal: int, *, deck: str = "", flag: int = 0, card: int = 0
) -> tuple[str, str]:
    """The two sides of a card, in HTML."""

def card_ordinals(note_type: NoteType, note: Note) -> list[int]:
    """The ordinals of the cards that a note makes, ascending."""

def media_names(html: str) -> list[str]:
    """The media that HTML refers to, each once."""

@final
class TextNote:
    """A note as a text file has it."""

    def __init__(
        self,
        fields: Sequence[str],
        tags: Sequence[str] = ...,
        *,
        guid: str = "",
        note_type: str = "",
        deck: str = "",
    ) -> None: ...
    @property
    def line(self) -> int: ...
    @property
    def fields(self) -> list[str]: ...
    @property
    def tags(self) -> list[str]: ...
    @property
    def guid(self) -> str: ...
    @property
    def note_type(self) -> str: ...
    @property
    def deck(self) -> str: ...

def notes_from_text(content: str) -> list[TextNote]:
    """The notes of a text file."""

def notes_to_text(notes: Sequence[TextNote], layout: _Layout = "anki_tabs") -> str:
    """What notes_from_text() reads again."""
