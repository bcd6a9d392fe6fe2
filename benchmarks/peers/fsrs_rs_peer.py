"""Times fsrs-rs, through its Python package, on the histories of srs_work.py, one figure for each answer."""

from importlib.metadata import version

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview
from srs_work import ANSWERS, CARDS, draw_answers, report, seconds


def main() -> None:
    histories = draw_answers()
    model = FSRS(list(DEFAULT_PARAMETERS))
    items = [
        FSRSItem([FSRSReview(rating, days if i else 0) for i, (rating, days) in enumerate(history)])
        for history in histories
    ]

    def review() -> None:
        for history in histories:
            memory, elapsed = None, 0
            for rating, days in history:
                states = model.next_states(memory, 0.9, days if memory else elapsed)
                memory = (states.again, states.hard, states.good, states.easy)[rating - 1].memory

    states = model.memory_state_batch(items)
    report("version", f"fsrs-rs (fsrs-rs-python {version('fsrs-rs-python')})")
    report("preview", seconds(review) / (CARDS * ANSWERS))
    report("mean_stability", sum(state.stability for state in states) / CARDS)
    report("batch", seconds(lambda: model.memory_state_batch(items)) / (CARDS * ANSWERS))


if __name__ == "__main__":
    main()
