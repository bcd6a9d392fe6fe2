import json
from pathlib import Path

import numpy as np
import pytest

import haven

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sample_bank() -> haven.ItemBank:
    """The bank of the bundled server."""
    files = sorted((ROOT / "examples/server/items").glob("*.json"))
    questions = [question for file in files for question in json.loads(file.read_text())["items"]]
    keys = ("model", "discrimination", "difficulty", "pseudo_guessing")
    return haven.ItemBank(
        items=[{key: question[key] for key in keys} for question in questions],
        ids=[question["code"] for question in questions],
    )


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20260601)


@pytest.fixture
def bank(rng: np.random.Generator) -> haven.ItemBank:
    """40 4PL items."""
    return haven.ItemBank(
        discrimination=rng.uniform(0.5, 2.5, 40),
        difficulty=rng.uniform(-3, 3, 40),
        pseudo_guessing=rng.uniform(0, 0.3, 40),
        upper_asymptote=rng.uniform(0.9, 1, 40),
    )
