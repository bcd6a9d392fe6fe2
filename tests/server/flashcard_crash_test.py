"""Answers to flashcards survive kill -9 in the middle of batches: none lost, none twice, progress is what the log says."""

import collections
import http.client
import random
import sys
import threading
import time
import unittest
import uuid

from haven_server import Client, HavenServer

NO_ANSWER = (OSError, http.client.HTTPException)
RATINGS = ["again", "hard", "good", "easy"]
CARDS, BATCH, LEARNERS, KILLS = 30, 8, 4, 3


class Learner:
    """Sends batch after batch with ids of its own until nobody answers, and remembers what was acknowledged."""

    def __init__(self, server, number):
        self.server = server
        self.email = f"learner{number}@haven.test"
        self.random = random.Random(number)
        self.acknowledged = {}  # id -> (card, receipt)
        self.last_batch, self.last_results = [], []
        self.pending = []  # the batch without an answer
        self.problems = []
        self.cards = []
        self.seen = collections.Counter()  # answers of each card

    def connect(self):
        self.client = Client(self.server, self.email)

    def prepare(self):
        self.server.create_user(self.email)
        self.connect()
        made = self.client.call("POST", "/flashcards/sets", {"title": "Deck"}).data["id"]
        notes = [{"front": f"Question {i}", "back": f"Answer {i}", "tags": ["t"]} for i in range(CARDS)]
        added = self.client.call("POST", f"/flashcards/sets/{made}/cards", {"notes": notes})
        self.cards = [card["id"] for card in added.data["cards"]]

    def new_batch(self):
        seen = self.seen.copy()
        batch = []
        for _ in range(BATCH):
            card = self.random.choice(self.cards)
            batch.append({"id": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
                          "card_id": card, "rating": self.random.choice(RATINGS),
                          "expected_reviews": seen[card], "duration_ms": self.random.randrange(9000)})
            seen[card] += 1
        return batch

    def send(self, batch):
        reply = self.client.call("POST", "/flashcards/reviews", {"reviews": batch})
        if reply.status != 200 or any(result["error"] for result in reply.data):
            self.problems.append(reply.body)
            return
        for review, result in zip(batch, reply.data):
            self.acknowledged[review["id"]] = (review["card_id"], result["receipt"])
            self.seen[review["card_id"]] += 1
        self.last_batch, self.last_results = batch, reply.data

    def study_until_it_stops(self):
        try:
            while not self.problems:
                self.pending = self.new_batch()
                self.send(self.pending)
                self.pending = []
        except NO_ANSWER:
            self.client.close()

    def pull(self):
        """Every row of the log, by sequence."""
        rows, cursor, more = [], 0, True
        while more:
            page = self.client.call("POST", "/flashcards/sync", {"cursor": cursor, "limit": 500}).data
            rows += page["new_reviews"]
            cursor, more = page["cursor"], page["more"]
        return rows


class FlashcardCrash(unittest.TestCase):
    def setUp(self):
        self.server = HavenServer(BINARY)
        self.addCleanup(self.server.close)
        self.server.must("migrate")
        self.server.start()
        self.learners = [Learner(self.server, number) for number in range(LEARNERS)]
        for learner in self.learners:
            learner.prepare()
            self.addCleanup(lambda learner=learner: learner.client.close())
        self.interrupted = 0

    def study_and_kill(self, seconds):
        threads = [threading.Thread(target=learner.study_until_it_stops) for learner in self.learners]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.server.kill()
        for thread in threads:
            thread.join()
        self.server.start()

    def check_nothing_lost_or_twice(self, learner):
        ids = [row["id"] for row in learner.pull()]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertLessEqual(set(learner.acknowledged), set(ids))
        unheard = {review["id"] for review in learner.pending}
        self.assertLessEqual(set(ids) - set(learner.acknowledged), unheard)
        stored = len(unheard & set(ids))
        self.assertIn(stored, (0, len(unheard)), "a batch is stored whole or not at all")

    def check_progress_is_the_log(self, learner):
        report = learner.client.call("POST", "/flashcards/rebuild").data
        self.assertGreater(report["cards"], 0)
        self.assertEqual((report["different_cards"], report["different_counts"], report["different_pages"]), (0, 0, 0))
        by_card = {}
        for row in learner.pull():
            by_card[row["card_id"]] = by_card.get(row["card_id"], 0) + 1
        for card, reviews in by_card.items():
            progress = learner.client.call("GET", f"/flashcards/cards/{card}/progress").data
            self.assertEqual(progress["schedule"]["reviews"], reviews)

    def send_again(self, learner):
        """The client cannot know whether its last batch arrived, so it sends it again; and an old one by mistake."""
        if learner.last_batch:
            again = learner.client.call("POST", "/flashcards/reviews", {"reviews": learner.last_batch})
            self.assertEqual(again.data, learner.last_results)
        if learner.pending:
            self.interrupted += 1
            learner.send(learner.pending)
            learner.pending = []

    def test_no_acknowledged_answer_is_lost_and_none_counts_twice(self):
        for kill in range(KILLS):
            self.study_and_kill(seconds=0.5 + 0.37 * kill)
            for learner in self.learners:
                self.assertEqual(learner.problems, [])
                learner.connect()
                self.check_nothing_lost_or_twice(learner)
                self.check_progress_is_the_log(learner)
                self.send_again(learner)
                self.assertEqual(learner.problems, [])
                ids = [row["id"] for row in learner.pull()]
                self.assertEqual(sorted(ids), sorted(learner.acknowledged))
                self.check_progress_is_the_log(learner)
        self.assertGreater(self.interrupted, 0)
        self.assertTrue(all(len(learner.acknowledged) >= BATCH for learner in self.learners))


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()
