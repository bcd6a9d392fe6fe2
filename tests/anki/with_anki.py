"""Exchanges packages with the Python package `anki`: what it writes is read, what is written it imports, contents equal.

Usage: with_anki.py PATH_OF_HAVEN_DECK      (in an environment that has `anki`; run.sh makes one)

Ends with "N passed, N failed".
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import anki.lang
from anki._backend import RustBackend
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportCsvRequest
from anki.cards import Card  # after the collection, or it imports itself
from anki.scheduler.v3 import CardAnswer

RATINGS = [CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY]

TEMPLATES = [  # question, answer, fields
    ("{{F}}|{{ F }}|{{text:F}}|{{type:F}}|{{other:F}}|{{a:b:F}}", "{{FrontSide}}<hr>{{G}}{{FrontSide}}",
     {"F": "<b>x</b> &amp; 日本[にほん]語", "G": "g"}),
    ("{{F}}{{#E}}e{{/E}}{{^E}}not{{/E}}{{#F}}has{{#G}}both{{/G}}{{/F}}|{{#S}}s{{/S}}{{^S}}nos{{/S}}|{{#B}}b{{/B}}",
     "{{Tags}}|{{Type}}|{{Deck}}|{{Subdeck}}|{{Card}}|{{CardFlag}}|{{CardID}}|{{text:E}}|{{#Tags}}t{{/Tags}}|{{#Card}}c{{/Card}}",
     {"F": "f", "G": "g", "E": "", "S": "  ", "B": "<br>"}),
    ("{{F}}|{{#A}}A{{/A}}{{#B}}B{{/B}}{{#C}}C{{/C}}{{#D}}D{{/D}}{{#E}}E{{/E}}{{#G}}G{{/G}}", "{{A}}",
     {"F": "q", "A": "<BR/>", "B": "<br><br />", "C": "<div><br></div>", "D": "<p></p>", "E": "\u00a0", "G": "<div> </div>\n"}),
    ("<!-- {{F}} --> {{F}} <!-- {{#F}} --> b -->", "{{FrontSide}}{{F}", {"F": "f"}),
    ("{{type:nc:F}} {{{F}}} {{ #F }}in{{ /F }} {{hint:F}}", "x}}{{text:F}}{{hint:E}}", {"F": "<i>a</i>b<br>c", "E": ""}),
    ("{{text:F}}", "{{^F}}no{{/F}}{{text:F}}", {"F": "a &lt;b&gt; <!-- c --><style>x</style>y<img src='p.png'> < 3 > <SCRIPT>a</script>&amp;lt;"}),
]
CLOZES = [
    "The {{c1::kidney::organ}} filters {{c2::blood}}. {{c1::Two}}",
    "{{c1::a {{c2::b}} c}} <b>\"x\"&amp;</b>",
    "{{c1::a::hint <b>x</b> \"q\"}} and {{c1::<b>\"bold\"&amp; 's'</b>}}",
    "{{c1::x::y::z}} {{c1::}} {{c10::ten}} {{c2,1::multi}}",
    "{{c1::unclosed {{c1::ok}} }} }} {{x}} {{c0::zero}} {{c1:one}}",
    "{{c1::x}} {{c1::abc {{c2::d}}",
    "{{c1::a {{c2::b::h2}} c::h1}}",
    "{{c1::a {{c1::b::h2}} c::h1}}",
    "{{c1::é ü 日本 a-b_c ~ ß €}}",
    "\\(a {{c1::b}} c\\) {{c1::d}} \\[{{c2::e}} {{c1::f::hint}}\\] {{c1::\\(x\\) y}}",
    "\\({{c1::a {{c2::n}} }}\\) \\(a <b>x</b> &lt; 3\\)",
    "{{c1::a}} \\( unclosed {{c1::b}}",
    "{{c1::x:: }} {{c1::::y}} {{c1:: z ::}} {{C1::upper}} {{ c1::space}} {{c01::lead}} {{c1 ::sp}}",
    "multi\nline {{c1::a\nb::h\ni}}",
]
CLOZE_TEMPLATES = [
    ("{{cloze:T}}", "{{cloze:T}}<br>{{X}}"),
    ("{{cloze:T}} {{#c1}}C1{{/c1}}{{^c2}}not 2{{/c2}}|{{Card}}|{{type:cloze:T}}", "{{text:cloze:T}}|{{cloze-only:T}}|{{Card}}"),
]

passed = failed = 0


def check(what, got, expected):
    global passed, failed
    if got == expected:
        passed += 1
        return
    failed += 1
    if isinstance(got, dict) and isinstance(expected, dict):
        keys = [key for key in {**got, **expected} if got.get(key) != expected.get(key)]
        got, expected = {key: got.get(key) for key in keys}, {key: expected.get(key) for key in keys}
    print(f"FAILED {what}\n  got      {got}\n  expected {expected}")


# --- A collection with everything in it ------------------------------------------------------------------------------


def add_note(col, name, deck, fields, tags=()):
    note = col.new_note(col.models.by_name(name))
    for i, field in enumerate(fields):
        note.fields[i] = field
    note.tags = list(tags)
    col.add_note(note, col.decks.id(deck))
    return note


def add_note_type(col, name, question, answer, fields, cloze):
    kind = col.models.new(name)
    kind["type"] = 1 if cloze else 0
    for field in fields:
        col.models.add_field(kind, col.models.new_field(field))
    template = col.models.new_template("Card 1")
    template["qfmt"], template["afmt"] = question, answer
    col.models.add_template(kind, template)
    col.models.add_dict(kind)


def answer_cards(col, count):
    for i in range(count):
        queued = col.sched.get_queued_cards(fetch_limit=1)
        if not queued.cards:
            return
        card = Card(col, backend_card=queued.cards[0].card)
        card.start_timer()
        answer = col.sched.build_answer(card=card, states=queued.cards[0].states, rating=RATINGS[i % 4])
        col.sched.answer_card(answer)


def fill(col, fsrs):
    col.set_config("fsrs", fsrs)
    add_note(col, "Basic", "NCLEX::Cardiac", ["What is <b>HR</b>?", "60–100 &amp; regular"], ["vital", "ekg::basic"])
    add_note(col, "Basic (and reversed card)", "NCLEX::Cardiac", ["K+", "potassium"])
    add_note(col, "Basic (optional reversed card)", "NCLEX", ["a", "b", "y"])
    add_note(col, "Basic (type in the answer)", "NCLEX", ["type", "ans"])
    add_note(col, "Cloze", "NCLEX::Renal::Tubule", [CLOZES[0], "extra <img src=\"pic a.png\">"], ["日本"])
    add_note(col, "Basic", "Other", ["<img src=\"sub.svg\">", "[sound:sønd.mp3]\nline"])
    for i in range(12):
        add_note(col, "Basic", "NCLEX", [f"q{i}", f"a{i}"])
    for name, content in {"pic a.png": b"\x89PNG" * 1000, "sønd.mp3": bytes(range(256)) * 300, "sub.svg": b"", "日.txt": b"x"}.items():
        col.media.write_data(name, content)
    for i, (question, answer, fields) in enumerate(TEMPLATES):
        add_note_type(col, f"T{i}", question, answer, fields, False)
        add_note(col, f"T{i}", "A::B", fields.values(), ["a", "b::c"])
    for i, (question, answer) in enumerate(CLOZE_TEMPLATES):
        add_note_type(col, f"C{i}", question, answer, ["T", "X"], True)
        for text in CLOZES:
            add_note(col, f"C{i}", "A::B", [text, "more"])
    col.decks.set_current(col.decks.id("NCLEX"))
    answer_cards(col, 15)
    ids = col.find_cards("")
    col.sched.set_due_date([ids[-1], ids[-2]], "5")
    col.sched.suspend_cards([ids[1], ids[-1]])
    col.sched.bury_cards([ids[2]])
    for i, card in enumerate(ids[:8]):
        col.set_user_flag_for_cards(i, [card])
    deck = col.decks.by_name("NCLEX")
    deck["desc"] = "My *deck*"
    col.decks.save(deck)
    filtered = col.decks.new_filtered("Cram")
    deck = col.decks.get(filtered)
    deck["terms"][0][0] = "q11 or q10"
    col.decks.save(deck)
    col.sched.rebuild_filtered_deck(filtered)


# --- What a collection holds, as the dump says it --------------------------------------------------------------------


def decks_of(col):
    return {deck.id: deck.name for deck in col.decks.all_names_and_ids()}


def note_types_of(col):
    found = {}
    for kind in col.models.all():
        templates = [[t["name"], t["qfmt"], t["afmt"]] for t in kind["tmpls"]]
        found[kind["id"]] = [re.sub(r"\+$", "", kind["name"]), kind["type"] == 1, [f["name"] for f in kind["flds"]], templates, kind["css"]]
    return found


def notes_of(col):
    types = note_types_of(col)
    rows = col.db.all("select guid, mid, mod, tags, flds from notes")
    return {row[0]: [types[row[1]], row[2], sorted(row[3].split()), row[4].split("\x1f")] for row in rows}


def data_of(text):
    data = json.loads(text or "{}")
    return {key: data[key] for key in ("pos", "s", "d", "dr", "decay", "lrt") if key in data}


def cards_of(col):
    decks = decks_of(col)
    sql = """select guid, ord, case when odid then odid else did end, type, queue, case when odid and odue then odue else due end,
             ivl, factor, reps, lapses, left, c.flags, c.data from cards c join notes n on n.id = c.nid"""
    return {(row[0], row[1]): [decks[row[2]], *row[3:12], data_of(row[12])] for row in col.db.all(sql)}


def reviews_of(col):
    sql = """select r.id, guid, ord, ease, r.ivl, lastIvl, r.factor, time, r.type
             from revlog r join cards c on c.id = r.cid join notes n on n.id = c.nid"""
    return {row[0]: row[1:] for row in col.db.all(sql)}


def media_of(col):
    folder = Path(col.media.dir())
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def contents(col):
    return {"notes": notes_of(col), "cards": cards_of(col), "reviews": reviews_of(col)}


# --- What the dump says ----------------------------------------------------------------------------------------------


def run(program, *arguments):
    return subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def checksum(content):
    return sum(byte * ((i + 1) % 65521) for i, byte in enumerate(content))


def dump(program, package):
    found = {"deck": [], "note_type": [], "note": [], "card": [], "review": [], "media": []}
    for line in run(program, "dump", package).splitlines():
        for kind, value in json.loads(line).items():
            if kind in found:
                found[kind].append(value)
    return found


def dumped_card(card, decks):
    schedule = card["schedule"]
    data = dict(zip(("s", "d"), schedule.get("memory", [])))
    for name, key in (("position", "pos"), ("desired_retention", "dr"), ("decay", "decay"), ("last_review", "lrt")):
        if name in schedule:
            data[key] = schedule[name]
    numbers = [schedule[name] for name in ("type", "queue", "due", "interval", "ease", "reviews", "lapses", "steps_left", "flag")]
    return [decks[card["deck"]], *numbers, data]


def dumped_contents(found):
    decks = {deck["id"]: deck["name"] for deck in found["deck"]}
    types = {t["id"]: [t["name"], t["cloze"], t["fields"], t["templates"], t["css"]] for t in found["note_type"]}
    guids = {note["id"]: note["guid"] for note in found["note"]}
    cards = {card["id"]: (guids[card["note"]], card["ordinal"]) for card in found["card"]}
    names = ("rating", "interval", "last_interval", "ease", "duration", "kind")
    return {
        "notes": {n["guid"]: [types[n["note_type"]], n["modified"], sorted(n["tags"]), n["fields"]] for n in found["note"]},
        "cards": {cards[card["id"]]: dumped_card(card, decks) for card in found["card"]},
        "reviews": {r["at"]: [*cards[r["card"]], *(r[name] for name in names)] for r in found["review"]},
    }


def check_dump(what, program, package, expected, media, decks):
    found = dump(program, package)
    for kind, value in dumped_contents(found).items():
        check(f"{what}: {kind}", value, expected[kind])
    check(f"{what}: media", {m["name"]: (m["size"], m["checksum"]) for m in found["media"]},
          {name: (len(content), checksum(content)) for name, content in media.items()})
    check(f"{what}: decks", {d["name"]: d["description"] for d in found["deck"] if not d["filtered"]}, decks)


# --- Packages of Anki ------------------------------------------------------------------------------------------------


def export(col, folder):
    """Every layout that Anki writes, by name. A legacy .apkg leaves nothing out but media that no note names."""
    packages = {}
    for legacy in (False, True):
        name = "legacy" if legacy else "new"
        packages[f"{name}.apkg"] = folder / f"{name}.apkg"
        options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
        col.export_anki_package(out_path=str(packages[f"{name}.apkg"]), options=options, limit=None)
    for legacy in (False, True):
        name = "legacy" if legacy else "new"
        packages[f"{name}.colpkg"] = folder / f"{name}.colpkg"
        col.export_collection_package(str(packages[f"{name}.colpkg"]), True, legacy)
        col.reopen()
    return packages


def import_package(package, folder):
    folder.mkdir()
    path = folder / "collection.anki2"
    if package.suffix == ".colpkg":
        RustBackend().import_collection_package(col_path=str(path), backup_path=str(package), media_folder=str(folder / "collection.media"),
                                                media_db=str(folder / "collection.media.db2"))
        return Collection(str(path))
    col = Collection(str(path))
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False, merge_notetypes=False)
    col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
    return col


def check_import(what, package, folder, expected, media, decks):
    col = import_package(package, folder)
    for kind, value in contents(col).items():
        check(f"{what}: {kind}", value, expected[kind])
    check(f"{what}: media", media_of(col), media)
    names = decks_of(col)
    check(f"{what}: decks", {name: (col.decks.get(id) or {}).get("desc", "") for id, name in names.items() if name in decks}, decks)
    check(f"{what}: Anki finds nothing to repair", col.fix_integrity(), ("Database rebuilt and optimized.", True))
    col.close()


# --- Rendering -------------------------------------------------------------------------------------------------------

HINT = re.compile(r'\n<a class=hint href="#".*?>\n(.*?)</a>\n<div id="hint[0-9a-f]+" class=hint style="display: none">(.*?)</div>\n', re.DOTALL)


def as_ours(html):
    """Anki's rendering, but for sounds (which the collection of this test has none of) and the form of hints."""
    return HINT.sub(r'<details class="hint"><summary>\1</summary>\2</details>', html)


def check_rendering(col, program, package):
    rendered = {}
    for line in run(program, "render", package).splitlines():
        card = json.loads(line)
        rendered[card["card"]] = card
    for number in col.find_cards("-sound:* deck:A::B or deck:NCLEX"):
        card = col.get_card(number)
        output = card.render_output()
        check(f"question of {card.note().fields}", rendered[number]["question"], as_ours(output.question_text))
        check(f"answer of {card.note().fields}", rendered[number]["answer"], as_ours(output.answer_text))
        check(f"cards of {card.note().fields}", rendered[number]["of"], sorted(c.ord for c in card.note().cards()))


# --- Text files ------------------------------------------------------------------------------------------------------


def text_notes_of(col):
    """Notes as a text file has them: without <style>, which Anki leaves out, and in the deck where the first card is now."""
    decks, types = decks_of(col), note_types_of(col)
    rows = col.db.all("""select guid, mid, (select did from cards where nid = n.id order by ord limit 1), tags, flds
                         from notes n""")
    return {row[0]: [types[row[1]][0], decks[row[2]], re.sub("<style>.*?</style>", "", row[4]).split("\x1f"), sorted(row[3].split())] for row in rows}


def check_text(col, program, folder, what):
    """Anki's text file is read, and ours is imported by a fresh collection."""
    made, written = folder / "made.txt", folder / "written.txt"
    col.export_note_csv(out_path=str(made), limit=None, with_html=True, with_tags=True, with_deck=True, with_notetype=True, with_guid=True)
    expected = text_notes_of(col)
    notes = [json.loads(line) for line in run(program, "text", made, "json").splitlines()]
    width = max(len(note["fields"]) for note in notes)
    padded = {guid: [*note[:2], note[2] + [""] * (width - len(note[2])), note[3]] for guid, note in expected.items()}
    check(f"{what}: reading Anki's text file", {n["guid"]: [n["note_type"], n["deck"], n["fields"], sorted(n["tags"])] for n in notes}, padded)
    written.write_text(run(program, "text", made, "tabs"))
    (folder / "text").mkdir()
    fresh = Collection(str(folder / "text/collection.anki2"))
    for kind in col.models.all():
        if not fresh.models.by_name(kind["name"]):
            fresh.models.add_dict({**kind, "id": 0})
    for name in sorted(decks_of(col).values()):  # of a deck that comes after its child Anki would make another
        fresh.decks.id(name)
    fresh.import_csv(ImportCsvRequest(path=str(written), metadata=fresh.get_csv_metadata(path=str(written), delimiter=None)))
    check(f"{what}: Anki imports our text file", text_notes_of(fresh), expected)
    fresh.close()


# --- Through the platform --------------------------------------------------------------------------------------------


def sides_apart(col, number):
    """The two sides of a card as the platform keeps them: nothing is typed, and the answer stands without the question."""
    card = col.get_card(number)
    output = card.render_output()
    question, answer = as_ours(output.question_text), as_ours(output.answer_text)
    if "{{FrontSide}}" in card.template()["afmt"]:
        answer = answer.replace(question, "")
    return [re.sub(r"\[\[type:.*?\]\]", "", question), re.sub(r"^(\s|<hr>|<br>)+", "", answer).rstrip()]


def as_notes_of_ours(col, kind, fields, number):
    """What a note's fields become: templates are rendered, deletions stay as they were written."""
    if kind.startswith("Haven"):
        return fields[:2]
    if kind.startswith("T"):
        return sides_apart(col, number)
    if kind == "C1":  # its templates say something else of every card; kept is what holds for all of them
        return [fields[0] + " not 2|Card 1|", "||Card 1"]
    return fields


def studied(col):
    """Cards by note and ordinal: fields, deck, due day of those in review, flag, suspension; their answers by time.

    A card that was given a due day without ever being answered is new on the platform."""
    decks, types = decks_of(col), note_types_of(col)
    answered = set(col.db.list("select cid from revlog where ease > 0"))
    sql = """select n.guid, ord, n.mid, flds, case when odid then odid else did end, type, case when odid and odue then odue else due end,
             c.flags, queue = -1, c.id from cards c join notes n on n.id = c.nid"""
    found, ids = {}, {}
    for guid, ordinal, kind, fields, deck, state, due, flag, suspended, card in col.db.all(sql):
        if types[kind][0] in ("Basic (optional reversed card)", "Basic (type in the answer)"):
            continue
        in_review = state == 2 and card in answered
        day = due + col.crt // 86400 if in_review else None
        fields = as_notes_of_ours(col, types[kind][0], fields.split("\x1f"), card)
        found[guid, ordinal] = [fields, decks[deck], in_review, day, flag, suspended]
        ids[card] = (guid, ordinal)
    reviews = {row[0]: (ids[row[1]], row[2]) for row in col.db.all("select id, cid, ease from revlog where ease > 0") if row[1] in ids}
    return found, reviews


def through(program, packages, folder, media):
    """A learner of the platform imports packages and exports the sets; a fresh collection imports these."""
    folder.mkdir()
    col = Collection(str(folder / "collection.anki2"))
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False, merge_notetypes=False)
    for i, package in enumerate(packages):
        run(program, "through", package, folder / f"through-{i}")
        for exported in sorted((folder / f"through-{i}").glob("*.apkg")):
            col.import_anki_package(ImportAnkiPackageRequest(package_path=str(exported), options=options))
    check(f"media through the platform into {folder}", media_of(col), media)
    return col


def give_data(col):
    """What only the platform keeps of a note, in the hidden field of its own note types."""
    note = col.get_note(col.find_notes("note:\"Haven Basic\" q1")[0])
    note.fields[0] += '<br><img src="pic a.png">'
    note.fields[2] = json.dumps({"kind": "image", "added": ["pic a.png"], "media": ["pic a.png"], "extra": '{ "a": 1.0 }'})
    col.update_note(note)
    return note.guid, note.fields


def check_through(col, program, package, folder, what, media):
    """Anki gets the same cards, due days and answers back, from its own package and from one of the platform's notes."""
    after = through(program, [package], folder / "after", media)
    # Other note types become plain ones on their way, so that there is more.
    for part, got, expected in zip(("cards", "answers"), studied(after), studied(col)):
        check(f"{what}: {part} through the platform", {key: got.get(key) for key in expected}, expected)
    guid, fields = give_data(after)
    again = folder / "again.apkg"
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False, with_media=True, legacy=False)
    after.export_anki_package(out_path=str(again), options=options, limit=None)
    last = through(program, [again], folder / "last", media)
    check(f"{what}: through Anki and the platform again", studied(last), studied(after))
    got = last.get_note(last.db.scalar("select id from notes where guid = ?", guid)).fields
    check(f"{what}: what only the platform keeps", [*got[:2], json.loads(got[2])], [*fields[:2], json.loads(fields[2])])
    after.close()
    last.close()


# --- All of it -------------------------------------------------------------------------------------------------------


def exchange(program, folder, fsrs):
    folder.mkdir()
    (folder / "made").mkdir()
    col = Collection(str(folder / "made/collection.anki2"))
    fill(col, fsrs)
    col.fix_integrity()  # what Anki itself mends of an answer given as the second turns
    expected, media = contents(col), media_of(col)
    decks = {name: col.decks.get(id).get("desc", "") for id, name in decks_of(col).items() if name != "Cram"}
    used = {name: content for name, content in media.items() if name != "日.txt"}  # what notes refer to
    packages = export(col, folder)
    check_rendering(col, program, packages["new.apkg"])
    check_text(col, program, folder, f"FSRS {fsrs}")
    check_through(col, program, packages["new.apkg"], folder, f"FSRS {fsrs}", used)
    col.close()
    for name, package in packages.items():
        own = used if name.endswith(".apkg") else media
        check_dump(f"reading {name}, FSRS {fsrs}", program, package, expected, own, decks)
        for form in ("anki2", "anki21", "anki21b"):
            written = folder / f"{form}-of-{name}"
            run(program, "copy", package, written, form)
            check_import(f"Anki imports {written.name}, FSRS {fsrs}", written, folder / f"with-{written.name}", expected, own, decks)


def main():
    anki.lang.set_lang("en")
    with tempfile.TemporaryDirectory() as folder:
        for fsrs in (True, False):
            exchange(sys.argv[1], Path(folder) / f"fsrs-{fsrs}", fsrs)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
