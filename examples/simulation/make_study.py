"""Writes nclex_rn.json: an exam with the rules of the RN profile on an invented pool.

    python make_study.py > nclex_rn.json

600 stand-alone items, a tenth of them on clinical judgment, 20 case studies of six and 40 items on trial, all Rasch or
partial credit; difficulties are drawn around the passing standard. Nothing of it is NCSBN's.
"""

import json
import random

AREAS = {
    "management_of_care": 18,
    "safety_and_infection_prevention_and_control": 13,
    "health_promotion_and_maintenance": 9,
    "psychosocial_integrity": 9,
    "basic_care_and_comfort": 9,
    "pharmacological_and_parenteral_therapies": 16,
    "reduction_of_risk_potential": 12,
    "physiological_adaptation": 14,
}


def parameters(draw: random.Random, partial_credit: bool) -> dict[str, object]:
    difficulty = round(draw.gauss(0.0, 1.0), 3)
    if not partial_credit:
        return {"model": "1pl", "difficulty": difficulty}
    gap = round(draw.uniform(0.3, 0.9), 3)
    return {"model": "pcm", "step_difficulties": [round(difficulty - gap, 3), round(difficulty + gap, 3)]}


def main() -> None:
    draw = random.Random(20260401)
    areas = [area for area, share in AREAS.items() for _ in range(share)]
    items: list[dict[str, object]] = []

    def add(prefix: str, partial_credit: bool, judgment: str | None, **content: object) -> None:
        attributes = {"client_need": draw.choice(areas)}
        if judgment:
            attributes["clinical_judgment"] = judgment
        name = f"{prefix}{len(items) + 1:04d}"
        items.append({"id": name, **parameters(draw, partial_credit), "attributes": attributes, **content})

    for i in range(600):
        stand_alone = i % 10 == 0
        add("q", stand_alone, "stand_alone" if stand_alone else None)
    for case in range(20):
        for _ in range(6):
            add("c", True, "case_study", set=f"case{case + 1:02d}")
    for _ in range(40):
        add("t", False, None, pretest=True)
    study = {
        "profile": "rn_2026",
        "candidates": {"count": 500, "mean": 0.5, "sd": 0.8},
        "seed": "20260401",
        "testlet_effect_sd": 0.5,
    }
    lines = ",\n  ".join(json.dumps(item) for item in items)
    print(json.dumps(study)[:-1] + f', "items": [\n  {lines}\n]}}')


if __name__ == "__main__":
    main()
