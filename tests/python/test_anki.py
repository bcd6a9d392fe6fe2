"""Anki packages of haven.anki from Python. Layouts, hostile files and templates are tested in C++, against Anki itself
in tests/anki."""

import doctest
import threading
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import haven
from haven import anki, srs

DAY = 86_400
START = 1_704_067_200
PICTURE = bytes(range(256)) * 300


def deck() -> anki.Package:
    basic = anki.NoteType(
        11, "Basic", ["Front", "Back"], [anki.Template("Card 1", "{{Front}}", "{{FrontSide}}<hr>{{Back}}")]
    )
    cloze = anki.NoteType(12, "Cloze", ["Text"], [anki.Template("Cloze", "{{cloze:Text}}", "{{cloze:Text}}")], "cloze")
    notes = [
        anki.Note(21, "guid-a", 11, ["<b>K+</b> é 日本", '<img src="k.png">'], ["ions", "renal::tubule"], START),
        anki.Note(22, "guid-b", 12, ["{{c1::kidney}} filters {{c2::blood::what}}"]),
    ]
    cards = [
        anki.Card(31, 21, 2, type="review", queue="review", due=40, interval=9, ease=2500, reviews=3, lapses=1, flag=2,
                  memory=(9.5, 5.25), desired_retention=0.9, decay=0.1542, last_review=START + 30 * DAY, modified=START),
        anki.Card(32, 22, 2, ordinal=1, due=7),
    ]  # fmt: skip
    reviews = [
        anki.ReviewLogEntry(START, 31, rating=1, interval=-60, duration=4.25),
        anki.ReviewLogEntry(START + 0.5 * DAY, 31, rating=3, interval=2),
        anki.ReviewLogEntry(START + 30 * DAY, 31, rating=4, kind="review", interval=9, last_interval=2, ease=2500),
    ]
    decks = [anki.Deck(2, "NCLEX::Renal", description="kidneys")]
    return anki.Package(
        decks=decks, note_types=[basic, cloze], notes=notes, cards=cards, reviews=reviews, created=START
    )


def without_default(decks: tuple[anki.Deck, ...]) -> list[anki.Deck]:
    return [deck for deck in decks if deck.id != 1]


@pytest.mark.parametrize(("form", "schema"), [("anki2", 11), ("anki21", 11), ("anki21b", 18)])
def test_what_is_written_is_read(tmp_path: Path, form: Any, schema: int) -> None:
    made, file = deck(), tmp_path / "deck.apkg"
    picture = tmp_path / "source.png"
    picture.write_bytes(PICTURE)
    anki.write_package(file, made, media={"k.png": picture, "sønd.mp3": b"sound", "empty": b""}, format=form)
    read = anki.read_package(str(file), media_folder=tmp_path / "media")
    assert (read.schema, read.created) == (schema, START)
    assert without_default(read.decks) == list(made.decks)
    assert [kind for kind in read.note_types if kind.id in {11, 12}] == list(made.note_types)
    assert read.notes == made.notes
    assert read.cards == made.cards
    assert read.reviews == made.reviews
    assert sorted(read.media) == ["empty", "k.png", "sønd.mp3"]
    contents = {name: (tmp_path / "media" / name).read_bytes() for name in read.media}
    assert contents == {"k.png": PICTURE, "sønd.mp3": b"sound", "empty": b""}
    assert anki.read_package(file).media == read.media  # named, not read
    assert (read.skipped_cards, read.skipped_reviews) == (0, 0)


def test_objects_are_values() -> None:
    package = deck()
    note, card = package.notes[0], package.cards[0]
    assert note != package.notes[1]
    assert note == anki.Note(note.id, note.guid, note.note_type, note.fields, note.tags, note.modified)
    assert (card.type, card.queue, card.memory, card.position) == ("review", "review", (9.5, 5.25), None)
    assert anki.due_at(package, card) == START + 40 * DAY
    assert anki.due_at(package, package.cards[1]) is None
    assert "guid-a" in repr(note)
    assert "2 notes, 2 cards, 3 reviews" in repr(package)
    with pytest.raises(AttributeError):
        note.guid = "other"  # type: ignore[misc]


def test_templates_are_rendered() -> None:
    package = deck()
    basic, cloze = package.note_types
    assert anki.render(basic, package.notes[0], 0)[1].endswith('<hr><img src="k.png">')
    question, answer = anki.render(cloze, package.notes[1], 1, deck="NCLEX")
    assert "[what]" in question
    assert "blood" in answer
    assert anki.card_ordinals(cloze, package.notes[1]) == [0, 1]
    assert anki.media_names('<img src="a b.png">[sound:c.mp3]<img src="https://x.org/d.png">') == ["a b.png", "c.mp3"]
    with pytest.raises(haven.InvalidArgument):
        anki.render(basic, package.notes[0], 1)


def test_text_files_are_read_and_written() -> None:
    notes = [anki.TextNote(["a\tb", 'say "x"'], ["t", "u"], guid="g", note_type="Basic", deck="D"), anki.TextNote(["c"])]
    for layout in ("anki_tabs", "csv_names"):
        read = anki.notes_from_text(anki.notes_to_text(notes, layout))
        assert [(note.fields[0], note.tags, note.guid) for note in read] == [("a\tb", ["t", "u"], "g"), ("c", [], "")]
        assert read[0].line > 0
    with pytest.raises(haven.InvalidArgument, match="line 1"):
        anki.notes_from_text('"never closed')
    with pytest.raises(haven.InvalidArgument, match='one of "anki_tabs", "csv_names"'):
        anki.notes_to_text(notes, "json")  # type: ignore[arg-type]
    assert doctest.testmod(anki) == (0, 3)


def test_reviews_train_a_model() -> None:
    log = anki.review_log(deck().reviews)
    assert (log.card.tolist(), log.rating.tolist()) == ([31, 31, 31], [1, 3, 4])
    assert log.at.tolist() == [START, START + DAY / 2, START + 30 * DAY]
    assert srs.TrainingSet(log).predictions == 1
    entries = [
        anki.ReviewLogEntry(START, 1, rating=3, kind="review", ease=2500),  # what came before is lost
        anki.ReviewLogEntry(START + DAY, 2, rating=3),
        anki.ReviewLogEntry(START + 2 * DAY, 2, rating=1, kind="filtered"),
        anki.ReviewLogEntry(START + 3 * DAY, 2, kind="rescheduled", interval=3),
        anki.ReviewLogEntry(START + 4 * DAY, 2, rating=1, kind="review", ease=2300),
        anki.ReviewLogEntry(START + 5 * DAY, 3, rating=2, kind="review", ease=2300),
        anki.ReviewLogEntry(START + 6 * DAY, 3, kind="manual"),  # forgotten: a new card again
        anki.ReviewLogEntry(START + 7 * DAY, 3, rating=3),
    ]
    training_set = srs.TrainingSet(anki.review_log(entries))
    assert training_set.cards.tolist() == [2, 3]
    assert (training_set.truncated, training_set.crammed, training_set.manual) == (2, 1, 1)
    assert training_set.predictions == 1


def test_a_bad_package_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    file, media = tmp_path / "deck.apkg", tmp_path / "media"
    anki.write_package(file, deck(), media={"k.png": PICTURE})
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(haven.CorruptData):
        anki.read_package(file, media_folder=media)
    file.write_bytes(whole)
    with pytest.raises(haven.CorruptData) as caught:
        anki.read_package(file, media_folder=media, limits=anki.ReadLimits(media_file_bytes=1_000))
    assert caught.value.reason == "too_large"
    assert list(media.iterdir()) == []
    anki.read_package(file, media_folder=media)
    with pytest.raises(haven.InvalidArgument, match="media_folder: must be empty or new"):
        anki.read_package(file, media_folder=media)
    assert (media / "k.png").read_bytes() == PICTURE
    with pytest.raises(haven.NotFound):
        anki.read_package(tmp_path / "none.apkg")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("../evil", b"x")
    with pytest.raises(haven.CorruptData):
        anki.read_package(file)


def test_a_bad_value_is_not_written(tmp_path: Path) -> None:
    package, file = deck(), tmp_path / "deck.apkg"
    homeless = anki.Package(note_types=package.note_types, notes=package.notes, cards=package.cards)
    for bad, media in ((homeless, None), (package, {"../k.png": b"x"}), (package, {"k.png": tmp_path / "none.png"})):
        with pytest.raises((haven.InvalidArgument, haven.NotFound)):
            anki.write_package(file, bad, media=media)
        assert not file.exists()
    with pytest.raises(haven.InvalidArgument, match="notes: got 7 at place 0"):
        anki.Package(notes=[7])  # type: ignore[list-item]
    with pytest.raises(haven.InvalidArgument, match='type: must be one of "fresh"'):
        anki.Card(1, 1, 1, type="new")  # type: ignore[arg-type]
    with pytest.raises(haven.InvalidArgument, match="modified: must be an aware datetime"):
        anki.Note(1, "g", 1, ["f"], modified=datetime(2024, 1, 1))


def test_progress_is_told_and_can_cancel(tmp_path: Path) -> None:
    file = tmp_path / "deck.apkg"
    anki.write_package(file, deck(), media={"k.png": PICTURE})
    stages: list[str] = []

    def watch(stage: str, done: int, total: int) -> bool:
        stages.append(stage)
        assert 0 <= done
        return stage != "media"

    with pytest.raises(haven.Unavailable) as caught:
        anki.read_package(file, progress=watch)
    assert caught.value.reason == "cancelled"
    assert list(dict.fromkeys(stages)) == ["unpacking", "checking", "notes", "media"]

    def fail(stage: str, done: int, total: int) -> bool:
        raise KeyError(stage)

    with pytest.raises(KeyError, match="unpacking"):
        anki.read_package(file, progress=fail)


def test_reading_and_writing_run_without_the_gil(tmp_path: Path) -> None:
    made, file = deck(), tmp_path / "deck.apkg"
    notes = [anki.Note(1_000 + i, f"g{i}", 11, [f"front {i}", "back " * 50]) for i in range(20_000)]
    many = anki.Package(note_types=made.note_types, notes=notes)
    stop, turns = threading.Event(), [0]

    def count() -> None:
        while not stop.wait(1e-4):
            turns[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = turns[0]
    anki.write_package(file, many)
    written = turns[0]
    assert len(anki.read_package(file).notes) == 20_000
    read = turns[0]
    stop.set()
    thread.join()
    assert written - before > 10
    assert read - written > 10
