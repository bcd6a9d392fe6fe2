import copy
import pickle
from typing import Any

import numpy as np
import pytest

import haven


def test_numbers_are_repeated_to_the_length_of_the_arrays() -> None:
    bank = haven.ItemBank(discrimination=1, difficulty=[-1, 0, 1], pseudo_guessing=np.float32(0.25))
    assert len(bank) == 3
    assert bank.ids == ("0", "1", "2")
    assert bank.discrimination.tolist() == [1, 1, 1]
    assert bank.difficulty.tolist() == [-1, 0, 1]
    assert bank.pseudo_guessing.tolist() == [0.25, 0.25, 0.25]
    assert bank.upper_asymptote.tolist() == [1, 1, 1]


def test_numbers_alone_make_one_item() -> None:
    assert len(haven.ItemBank(discrimination=1.0, difficulty=0.0)) == 1


def test_any_layout_of_an_array_gives_the_same_bank() -> None:
    values = np.linspace(0.5, 2.0, 8)
    expected = haven.ItemBank(discrimination=values[::2], difficulty=0.0).fingerprint
    for same in (values[::2].copy(), values[::2].tolist(), tuple(values[::2]), values[::2].astype(">f8")):
        assert haven.ItemBank(discrimination=same, difficulty=0.0).fingerprint == expected


def test_columns_are_read_only_views_that_outlive_the_bank() -> None:
    bank = haven.ItemBank(discrimination=[1.0, 2.0], difficulty=0.0)
    column = bank.discrimination
    del bank
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 5.0
    assert column.tolist() == [1.0, 2.0]


def test_the_fingerprint_tells_banks_apart() -> None:
    def fingerprint(**changed: Any) -> int:
        return haven.ItemBank(**{"discrimination": [1.0, 1.5], "difficulty": 0.0, **changed}).fingerprint

    assert fingerprint() == fingerprint()
    prints = [fingerprint(), fingerprint(difficulty=1e-300), fingerprint(ids=["a", "b"]), fingerprint(ids=["b", "a"])]
    assert len(set(prints)) == 4


def test_a_pickled_or_copied_bank_is_the_same_bank() -> None:
    bank = haven.ItemBank(
        discrimination=[1, 9],
        difficulty=[-9, 20],
        ids=["p", "q"],
        discrimination_max=10,
        difficulty_min=-10,
        difficulty_max=20,
    )
    for other in (pickle.loads(pickle.dumps(bank)), copy.copy(bank), copy.deepcopy(bank)):
        assert other.fingerprint == bank.fingerprint
        assert other.ids == ("p", "q")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "ItemBank: give either discrimination and difficulty, or items"),
        ({"discrimination": 1.0}, "give either"),
        ({"items": [], "discrimination": 1.0}, "give either"),
        ({"discrimination": [], "difficulty": []}, "at least one item"),
        ({"discrimination": [1, -1], "difficulty": 0}, r"item 1: discrimination must be in \(0, 4\], got -1"),
        ({"discrimination": [1, np.nan], "difficulty": 0, "ids": ["a", "b"]}, "item b: discrimination .* got nan"),
        ({"discrimination": np.inf, "difficulty": 0, "discrimination_max": np.inf}, "discrimination .* got inf"),
        ({"discrimination": 1, "difficulty": -np.inf, "difficulty_min": -np.inf}, "difficulty .* got -inf"),
        ({"discrimination": 1, "difficulty": [0, 7]}, r"item 1: difficulty must be in \[-6, 6\], got 7"),
        ({"discrimination": 1, "difficulty": 0, "pseudo_guessing": 1}, "item 0: pseudo_guessing"),
        ({"discrimination": 1, "difficulty": 0, "pseudo_guessing": 0.3, "upper_asymptote": 0.2}, "upper_asymptote"),
        ({"discrimination": [1, 1], "difficulty": [0, 0, 0]}, "difficulty: must have as many entries .* 2, got 3"),
        ({"discrimination": [[1]], "difficulty": 0}, "discrimination: must be a number or one-dimensional, got 2"),
        ({"discrimination": "1", "difficulty": 0}, "discrimination: must be real numbers, got dtype <U1"),
        ({"discrimination": [1, None], "difficulty": 0}, "discrimination: must be real numbers, got dtype object"),
        ({"discrimination": 1 + 2j, "difficulty": 0}, "discrimination: must be real numbers, got dtype complex128"),
        ({"discrimination": [1, 1], "difficulty": 0, "ids": ["a", "a"]}, "item a appears more than once"),
        ({"discrimination": [1, 1], "difficulty": 0, "ids": ["a", ""]}, "must not be empty"),
        ({"discrimination": [1, 1], "difficulty": 0, "ids": ["a"]}, "ids: must have one entry for each of the 2"),
        ({"discrimination": [1, 1], "difficulty": 0, "ids": ["a", 7]}, "ids: must be strings, got 7 at position 1"),
        ({"discrimination": [1, 1], "difficulty": 0, "ids": "ab"}, "ids: must be a sequence of strings"),
    ],
)
def test_bad_columns_are_refused_by_name(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.ItemBank(**arguments)


def test_items_give_the_same_bank_as_columns() -> None:
    bank = haven.ItemBank(
        items=[
            {"model": "1pl", "id": "a", "difficulty": -1},
            {"model": "1pl", "id": "b", "discrimination": 1.3, "difficulty": -0.5},
            {"model": "2pl", "id": "c", "discrimination": 0.8, "difficulty": 0.0},
            {"model": "3pl", "id": "d", "discrimination": 1.1, "difficulty": 0.5, "pseudo_guessing": 0.2},
            {
                "model": "4pl",
                "id": "e",
                "discrimination": np.float32(2.0),
                "difficulty": np.int64(1),
                "pseudo_guessing": 0.1,
                "upper_asymptote": 0.95,
            },
        ]
    )
    columns = haven.ItemBank(
        discrimination=[1, 1.3, 0.8, 1.1, 2.0],
        difficulty=[-1, -0.5, 0, 0.5, 1],
        pseudo_guessing=[0, 0, 0, 0.2, 0.1],
        upper_asymptote=[1, 1, 1, 1, 0.95],
        ids=list("abcde"),
    )
    assert bank.fingerprint == columns.fingerprint


POLYTOMOUS: list[dict[str, Any]] = [
    {"model": "grm", "id": "g", "discrimination": 1.1, "thresholds": [-1, 0, 1]},
    {"model": "gpcm", "id": "p", "discrimination": 0.8, "step_difficulties": (0.2, -0.4)},
    {"model": "nrm", "id": "n", "slopes": np.array([0.0, 0.7, 1.5]), "intercepts": [0.0, 0.3, -0.2]},
    {"model": "3pl", "id": "d", "discrimination": 1.2, "difficulty": 0.3, "pseudo_guessing": 0.2},
]


def test_polytomous_items_stand_beside_dichotomous_ones() -> None:
    bank = haven.ItemBank(items=POLYTOMOUS)
    assert bank.score_counts.tolist() == [4, 3, 3, 2]
    assert np.isnan(bank.discrimination).tolist() == [True, True, True, False]
    with pytest.raises(haven.InvalidArgument, match="item g: is polytomous: ask for category_probability"):
        haven.probability(bank, 0.0)


def test_polytomous_items_have_the_probabilities_of_their_models() -> None:
    theta = np.array([-2.0, 0.3, 1.7])
    p = haven.category_probability(haven.ItemBank(items=POLYTOMOUS), theta)
    # Samejima (1969): differences of the cumulative curves.
    reached = 1 / (1 + np.exp(-1.1 * (theta[:, None] - np.array([-1, 0, 1]))))
    reached = np.hstack([np.ones((3, 1)), reached, np.zeros((3, 1))])
    np.testing.assert_allclose(p[:, 0, :], reached[:, :-1] - reached[:, 1:], rtol=1e-13)
    # Muraki (1992): sums over the steps. Bock (1972): slopes and intercepts.
    exponents = {
        1: np.cumsum(np.stack([0 * theta, 0.8 * (theta - 0.2), 0.8 * (theta + 0.4)], axis=1), axis=1),
        2: theta[:, None] * np.array([0.0, 0.7, 1.5]) + np.array([0.0, 0.3, -0.2]),
    }
    for item, exponent in exponents.items():
        expected = np.exp(exponent) / np.exp(exponent).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(p[:, item, :3], expected, rtol=1e-13)


def test_special_cases_are_items_of_their_families() -> None:
    special = haven.ItemBank(
        items=[
            {"model": "pcm", "step_difficulties": [0.5, -0.5]},
            {"model": "rsm", "difficulty": 0.25, "step_offsets": [-0.75, 0.75]},
            {"model": "mgrm", "discrimination": 1.5, "difficulty": 0.5, "category_offsets": [1.0, -0.5]},
        ]
    )
    general = haven.ItemBank(
        items=[
            {"model": "gpcm", "discrimination": 1, "step_difficulties": [0.5, -0.5]},
            {"model": "gpcm", "discrimination": 1, "step_difficulties": [-0.5, 1.0]},
            {"model": "grm", "discrimination": 1.5, "thresholds": [-0.5, 1.0]},
        ]
    )
    assert special.fingerprint == general.fingerprint


def test_a_pickled_or_copied_mixed_bank_is_the_same_bank() -> None:
    wide = [*POLYTOMOUS, {"model": "nrm", "id": "w", "slopes": [-30, 30], "intercepts": [0, 500]}]
    bank = haven.ItemBank(items=wide, slope_max=30, intercept_max=500)
    for other in (pickle.loads(pickle.dumps(bank)), copy.copy(bank), copy.deepcopy(bank)):
        assert other.fingerprint == bank.fingerprint
        assert other.ids == ("g", "p", "n", "d", "w")


def test_scores_of_polytomous_items_reach_to_their_highest() -> None:
    bank = haven.ItemBank(items=POLYTOMOUS)
    assert np.isfinite(haven.estimate_map(bank, [3, 2, 2, 1]).theta)
    with pytest.raises(haven.InvalidArgument, match=r"item g: must be 0..3, or -1 where not presented, got 4"):
        haven.estimate_map(bank, [4, 2, 2, 1])
    with pytest.raises(haven.InvalidArgument, match=r"item d: must be 0, 1, or -1 where not presented, got 2"):
        haven.estimate_map(bank, [3, 2, 2, 2])


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"model": "grm", "discrimination": 1, "thresholds": [0, 0]}, "item 0: thresholds must be strictly rising"),
        ({"model": "grm", "discrimination": 1, "thresholds": []}, "item 0: thresholds must be so many"),
        ({"model": "grm", "discrimination": 1, "thresholds": 0.5}, "item 0: thresholds must be a sequence"),
        ({"model": "grm", "discrimination": 1, "thresholds": ["a"]}, "item 0: thresholds: must be real numbers"),
        ({"model": "grm", "discrimination": 1}, "item 0: thresholds is missing"),
        ({"model": "grm", "discrimination": 1, "thresholds": [0], "difficulty": 0}, "model grm has no difficulty"),
        ({"model": "gpcm", "step_difficulties": [0]}, "item 0: discrimination is missing"),
        ({"model": "gpcm", "discrimination": -1, "step_difficulties": [0]}, r"discrimination must be in \(0, 4\]"),
        ({"model": "gpcm", "discrimination": 1, "step_difficulties": [7]}, r"step_difficulties must be in \[-6, 6\]"),
        ({"model": "nrm", "slopes": [1, 1], "intercepts": [0, 1]}, "slopes must be not all equal"),
        ({"model": "nrm", "slopes": [0, 1], "intercepts": [0]}, "intercepts must be as many as slopes"),
        ({"model": "nrm", "slopes": [0, 21], "intercepts": [0, 0]}, "slopes must be in"),
        ({"model": "pcm", "step_difficulties": [np.nan]}, "step_difficulties must be in .* got nan"),
    ],
)
def test_a_bad_polytomous_item_is_refused_by_name(item: Any, message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.ItemBank(items=[item])


ITEM = {"model": "2pl", "discrimination": 1.0, "difficulty": 0.0}


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({**ITEM, "model": "5pl"}, "item 1: model must be one of 1pl, 2pl, .*, nrm, got '5pl'"),
        ({**ITEM, "model": None}, "item 1: model must be one of"),
        ({"discrimination": 1.0, "difficulty": 0.0}, "item 1: model is missing"),
        ({"model": "2pl", "difficulty": 0.0}, "item 1: discrimination is missing"),
        ({**ITEM, "model": "3pl"}, "item 1: pseudo_guessing is missing"),
        ({**ITEM, "pseudo_guessing": 0.2}, "item 1: model 2pl has no pseudo_guessing"),
        ({**ITEM, "dificulty": 0.2}, "item 1: model 2pl has no dificulty"),
        ({**ITEM, "id": "q7", "difficulty": "hard"}, "item q7: difficulty must be a number, got 'hard'"),
        ({**ITEM, "difficulty": True}, "item 1: difficulty must be a number, got True"),
        ({**ITEM, "id": 7}, "item 1: id must be a string, got 7"),
        ({**ITEM, "id": "q7", "discrimination": 5.0}, "item q7: discrimination"),
        ([1, 2], "item 1: must be a dict"),
    ],
)
def test_a_bad_item_is_refused_by_name(item: Any, message: str) -> None:
    with pytest.raises(haven.InvalidArgument, match=message):
        haven.ItemBank(items=[ITEM, item])
