"""Times Haven from Python on the histories of srs_work.py, one figure for each answer or card."""

import numpy as np
from srs_work import ANSWERS, CARDS, DAY, START, draw_answers, report, seconds

import haven
from haven import srs


def main() -> None:
    histories = draw_answers()
    scheduler = srs.Scheduler(fuzz=False)
    model = scheduler.memory_model
    elapsed = np.array([days for history in histories for _, days in history], np.float64)
    ratings = np.array([rating for history in histories for rating, _ in history], np.uint8)
    offsets = np.arange(0, CARDS * ANSWERS + 1, ANSWERS)
    finals: list[float] = []

    def review() -> None:
        finals.clear()
        for key, history in enumerate(histories):
            card, at = srs.Card(created=START, key=key), START
            for rating, days in history:
                at += days * DAY
                card = scheduler.review(card, rating, at)
            finals.append(card.stability or 0.0)

    memory = srs.replay_all(model, elapsed, ratings, offsets)
    report("version", f"haven {haven.__version__} (Python)")
    report("review", seconds(review) / (CARDS * ANSWERS))
    report("mean_stability", sum(finals) / CARDS)
    report("batch", seconds(lambda: srs.replay_all(model, elapsed, ratings, offsets)) / (CARDS * ANSWERS))
    at = np.full(CARDS, 5.0)
    report("retrievability", seconds(lambda: srs.retrievability_all(model, memory, at)) / CARDS)


if __name__ == "__main__":
    main()
