import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import haven

ONE: dict[str, Any] = {"options": 4, "correct": 2}
TWO: dict[str, Any] = {"options": 5, "correct": [0, 3]}

# A key of each type, a response that is all correct, and its points, counted by hand.
KEYS: list[tuple[dict[str, Any], Any, int]] = [
    ({"type": "multiple_choice", "options": 4, "correct": 2}, 2, 1),
    ({"type": "select_n", "options": 6, "select": 2, "correct": [1, 4]}, [4, 1], 2),
    ({"type": "select_all", "options": 6, "correct": [0, 2, 5]}, [0, 2, 5], 3),
    ({"type": "matrix_multiple_choice", "columns": 3, "correct": [0, 2, 1]}, [0, 2, 1], 3),
    ({"type": "matrix_multiple_response", "rows": 4, "correct": [[0, 1], [3]]}, [[0, 1], [3]], 3),
    ({"type": "grouped_multiple_response", "groups": [TWO, TWO]}, [[0, 3], [3, 0]], 4),
    ({"type": "drop_down_cloze", "gaps": [ONE, ONE]}, [2, 2], 2),
    ({"type": "drag_and_drop_cloze", "words": 5, "gaps": [[4], [0, 1]]}, [4, [1, 0]], 3),
    ({"type": "drop_down_table", "gaps": [ONE]}, [2], 1),
    ({"type": "drop_down_rationale", "claim": ONE, "reasons": [ONE, ONE]}, [2, 2, 2], 2),
    ({"type": "drag_and_drop_rationale", "claim": ONE, "reasons": TWO}, [2, [0, 3]], 2),
    ({"type": "highlight_text", "phrases": 8, "correct": [1, 6]}, [1, 6], 2),
    ({"type": "highlight_table", "phrases": 9, "correct": [0, 8]}, [0, 8], 2),
    ({"type": "bow_tie", "condition": ONE, "actions": TWO, "parameters": TWO}, [2, [0, 3], [3, 0]], 5),
]
each_type = pytest.mark.parametrize(
    ("fields", "response", "points"), KEYS, ids=[fields["type"] for fields, _, _ in KEYS]
)


@each_type
def test_a_key_of_each_type_scores_its_full_response(fields: dict[str, Any], response: Any, points: int) -> None:
    key = haven.ItemKey(**fields)
    score = haven.score_ngn(key, response)
    assert (score.points, score.maximum, score.category) == (points, points, points)
    assert (score.type, score.rule) == (key.type, key.rule) == (fields["type"], key.rule)
    assert len(score.marks) == len(key.parts)
    assert haven.score_ngn(fields, response) == score


@each_type
def test_an_unanswered_item_earns_nothing(fields: dict[str, Any], response: Any, points: int) -> None:
    score = haven.score_ngn(fields, None)
    assert (score.points, score.maximum, score.category) == (0, points, 0)
    assert all(mark.selected == () for mark in score.marks)


@each_type
def test_a_key_gives_its_fields_back(fields: dict[str, Any], response: Any, points: int) -> None:
    key = haven.ItemKey(**fields)
    assert key.fields == fields
    assert key.maximum_points == points
    assert haven.ItemKey(**key.fields) == key == pickle.loads(pickle.dumps(key)) == copy.deepcopy(key)
    assert eval(repr(key), {"ItemKey": haven.ItemKey}) == key


def test_keys_that_differ_are_not_equal() -> None:
    keys = [haven.ItemKey(**fields) for fields, _, _ in KEYS]
    assert all((a == b) == (i == j) for i, a in enumerate(keys) for j, b in enumerate(keys))
    assert keys[0] != haven.ItemKey(type="multiple_choice", options=4, correct=3)
    assert keys[0] != "multiple_choice"


def test_each_part_says_what_it_earned() -> None:
    # Learnosity's example: influenza has one right, one missed and one wrong.
    key = haven.ItemKey(type="matrix_multiple_response", rows=5, correct=[[0, 1, 3, 4], [0, 1], [0, 2]])
    score = haven.score_ngn(key, [[0, 1, 3], [0, 1], [0, 1]])
    assert (score.points, score.maximum, score.rule) == (5, 8, "plus_minus")
    assert [mark.points for mark in score.marks] == [3, 2, 0]
    influenza = score.marks[2]
    assert (influenza.kind, influenza.selected, influenza.correct) == ("column", (0, 1), (0, 2))
    assert (influenza.right, influenza.wrong, influenza.maximum) == (1, 1, 2)
    assert repr(influenza) == (
        "PartMark(kind='column', selected=(0, 1), correct=(0, 2), right=1, wrong=1, points=0, maximum=2)"
    )


def test_the_parts_say_what_is_asked() -> None:
    key = haven.ItemKey(type="bow_tie", condition=ONE, actions=TWO, parameters=TWO)
    assert [(part.kind, part.options, part.limit) for part in key.parts] == [
        ("condition", 4, 1),
        ("action", 5, 2),
        ("parameter", 5, 2),
    ]
    assert key.parts[1].correct == (0, 3)


def test_a_triad_needs_its_claim() -> None:
    triad = {"type": "drop_down_rationale", "claim": ONE, "reasons": [ONE, ONE]}
    points = [haven.score_ngn(triad, response).points for response in ([2, 2, 2], [2, 2, 0], [2, None, 2], [0, 2, 2])]
    assert points == [2, 1, 1, 0]


def test_categories() -> None:
    key = haven.ItemKey(type="select_all", options=6, correct=[0, 1, 2, 3])
    categories = [0, 0, 1, 1, 2]
    assert [haven.score_ngn(key, range(n), categories).category for n in range(5)] == categories
    assert haven.score_ngn(key, [0, 1], np.array(categories)).category == 1


@pytest.mark.parametrize("collection", [list, tuple, set, np.array, lambda options: np.array(options, dtype=np.uint8)])
def test_options_may_be_any_collection_of_integers(collection: Callable[[list[int]], Any]) -> None:
    select_all = {"type": "select_all", "options": 6, "correct": collection([0, 2, 5])}
    assert haven.score_ngn(select_all, collection([0, 5])).points == 2
    groups = {"type": "grouped_multiple_response", "groups": [TWO, TWO]}
    assert haven.score_ngn(groups, [collection([0, 3]), collection([0])]).points == 3
    assert (
        haven.score_ngn({"type": "matrix_multiple_choice", "columns": 3, "correct": [1, 2]}, np.array([1, 0])).points
        == 1
    )


def test_a_single_option_needs_no_list() -> None:
    select_all = {"type": "select_all", "options": 6, "correct": [0, 2, 5]}
    assert (
        haven.score_ngn(select_all, 2) == haven.score_ngn(select_all, np.int64(2)) == haven.score_ngn(select_all, [2])
    )


def test_what_a_key_gives_is_a_copy() -> None:
    key = haven.ItemKey(type="select_all", options=6, correct=[0, 2, 5])
    key.fields["correct"].append(1)
    assert key.fields["correct"] == [0, 2, 5]


MASK: npt.NDArray[np.bool_] = np.array([True, False, True])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"options": 4}, "item key: type is missing"),
        ({"type": "essay"}, "item key: type: must be the name of an item type, got 'essay'"),
        ({"type": 3}, "item key: type: must be the name of an item type, got 3"),
        ({"type": "select_all", "options": 4}, "select_all: correct is missing"),
        ({"type": "select_all", "options": 4, "correct": [1], "points": 2}, "select_all: has no field 'points'"),
        ({"type": "select_all", "options": "4", "correct": [1]}, "select_all: options: must be an integer, got '4'"),
        ({"type": "select_all", "options": 4.0, "correct": [1]}, "select_all: options: must be an integer, got 4.0"),
        (
            {"type": "select_all", "options": 2**40, "correct": [1]},
            "select_all: options: is out of range, got 1099511627776",
        ),
        ({"type": "select_all", "options": 4, "correct": 1}, "select_all: correct: must be a list, got 1"),
        ({"type": "select_all", "options": 4, "correct": "01"}, "select_all: correct: must be a list, got '01'"),
        (
            {"type": "select_all", "options": 4, "correct": [True]},
            r"select_all: correct\[0\]: must be an integer, got True",
        ),
        (
            {"type": "select_all", "options": 4, "correct": MASK},
            r"select_all: correct\[0\]: must be an integer, got .*True",
        ),
        ({"type": "select_all", "options": 4, "correct": [4]}, r"select_all: correct option must be in 0\.\.3, got 4"),
        ({"type": "select_all", "options": 4, "correct": []}, "select_all: correct options must be at least 1, got 0"),
        ({"type": "drop_down_cloze", "gaps": [ONE, 2]}, r"drop_down_cloze: gaps\[1\]: must be a dict, got 2"),
        ({"type": "drop_down_cloze", "gaps": [{"options": 3}]}, r"drop_down_cloze: gaps\[0\]: correct is missing"),
        ({"type": "drag_and_drop_cloze", "words": 4, "gaps": [[1], [1]]}, "correct word must be named once, got 1"),
        (
            {"type": "bow_tie", "condition": ONE, "actions": TWO, "parameters": ONE},
            "parameters: correct: must be a list",
        ),
    ],
)
def test_a_bad_key_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.ItemKey(**fields)
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.score_ngn(fields, None)


@pytest.mark.parametrize(
    ("response", "message"),
    [
        ([6], r"select_all: selected option must be in 0\.\.5, got 6"),
        ([2, 2], "select_all: selected option must be named once, got 2"),
        ([True, False], r"response\[0\]: must be an integer, got True"),
        (True, "response: must be an integer, got True"),
        ([2**70], r"response\[0\]: is out of range"),
        ([[0, 2]], r"response\[0\]: must be an integer, got \[0, 2\]"),
        (np.array([[0, 2]]), r"response\[0\]: must be an integer"),
        ("02", "response: must be a list, got '02'"),
        ({0: 1}, "response: must be a list, got {0: 1}"),
        (1.0, "response: must be a list, got 1.0"),
    ],
)
def test_a_bad_response_of_one_part_is_refused(response: Any, message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.score_ngn({"type": "select_all", "options": 6, "correct": [0, 2, 5]}, response)


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (2, "response: must be a list of parts, got 2"),
        ({2, 0}, "response: must be a list of parts, got {0, 2}"),
        ([2], "drop_down_cloze: parts of the response must be 2, got 1"),
        ([2, [0, 1]], r"part 1 \(gap\): selected options must be at most 1, got 2"),
        ([2, "a"], "response: part 1: must be a list, got 'a'"),
        ([2, False], "response: part 1: must be an integer, got False"),
    ],
)
def test_a_bad_response_of_parts_is_refused(response: Any, message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.score_ngn({"type": "drop_down_cloze", "gaps": [ONE, ONE]}, response)


@pytest.mark.parametrize(
    ("categories", "message"),
    [
        ([], "categories: 0 to maximum points must have 4 entries, got 0"),
        ([0, 1], "categories: 0 to maximum points must have 4 entries, got 2"),
        ([0, 2, 2, 3], "categories: 1 points must be category 0 or the next, got 2"),
        ([0, 0.5, 1, 2], r"categories\[1\]: must be an integer, got 0.5"),
    ],
)
def test_bad_categories_are_refused(categories: Any, message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.score_ngn({"type": "select_all", "options": 6, "correct": [0, 2, 5]}, [0], categories)


def test_only_a_key_is_a_key() -> None:
    wrong: Any = "select_all"
    with pytest.raises(haven.InvalidArgument, match="key must be an ItemKey or a dict of its fields, got 'select_all'"):
        haven.score_ngn(wrong, [0])
