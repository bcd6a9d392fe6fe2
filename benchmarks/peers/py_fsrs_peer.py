"""Times py-fsrs on the histories of srs_work.py, one figure for each answer or card."""

from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from fsrs import Card, Rating, Scheduler
from srs_work import ANSWERS, CARDS, START, draw_answers, report, seconds


def main() -> None:
    histories = [[(Rating(rating), timedelta(days=days)) for rating, days in card] for card in draw_answers()]
    scheduler = Scheduler(enable_fuzzing=False)
    start = datetime.fromtimestamp(START, UTC)
    finals: list[Card] = []

    def review() -> None:
        finals.clear()
        for key, history in enumerate(histories):
            card, at = Card(card_id=key, due=start), start
            for rating, elapsed in history:
                at += elapsed
                card, _ = scheduler.review_card(card, rating, at)
            finals.append(card)

    def retrievability() -> None:
        for card in finals:
            scheduler.get_card_retrievability(card, card.last_review + timedelta(days=5))

    report("version", f"py-fsrs {version('fsrs')}")
    report("review", seconds(review) / (CARDS * ANSWERS))
    report("mean_stability", sum(card.stability or 0.0 for card in finals) / CARDS)
    report("retrievability", seconds(retrievability) / CARDS)


if __name__ == "__main__":
    main()
