"""Files of flashcards and kill -9: an import's notes are all there or none, and a medium that was acknowledged stays."""

import http.client
import json
import sys
import threading
import time
import unittest

from haven_server import Client, HavenServer

NO_ANSWER = (OSError, http.client.HTTPException)
NOTES = 6000
EMAIL = "importer@haven.test"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


def notes_as_csv():
    return "guid,front,back\n" + "".join(f"g{i},Question {i},Answer {i}\n" for i in range(NOTES))


class ImportCrash(unittest.TestCase):
    def setUp(self):
        self.server = HavenServer(BINARY)
        self.addCleanup(self.server.close)
        self.server.must("migrate")
        self.server.create_user(EMAIL)
        self.start()

    def start(self):
        self.server.start("--media-folder", str(self.server.folder / "media"))
        self.client = Client(self.server, EMAIL)
        self.addCleanup(self.client.close)

    def send(self, method, path, content, media_type):
        headers = {"Authorization": f"Bearer {self.client.token}", "Content-Type": media_type}
        self.client.connection.request(method, "/api/v1/flashcards" + path, content, headers)
        response = self.client.connection.getresponse()
        return response.status, response.read()

    def make_set(self):
        return self.client.call("POST", "/flashcards/sets", {"title": "Mine"}).data["id"]

    def import_and_kill(self, cards, seconds):
        def send():
            try:
                self.send("POST", f"/sets/import?set={cards}", notes_as_csv(), "text/csv")
            except NO_ANSWER:
                pass

        thread = threading.Thread(target=send)
        thread.start()
        time.sleep(seconds)
        self.server.kill()
        thread.join()
        self.start()

    def test_an_import_is_there_as_a_whole_or_not_at_all_and_can_be_repeated(self):
        interrupted = 0
        for seconds in (0.03, 0.1, 0.2, 0.4):
            cards = self.make_set()
            self.import_and_kill(cards, seconds)
            stored = self.client.call("GET", f"/flashcards/sets/{cards}").data["cards"]
            self.assertIn(stored, (0, NOTES))
            interrupted += stored == 0
            status, body = self.send("POST", f"/sets/import?set={cards}", notes_as_csv(), "text/csv")
            self.assertEqual(status, 200, body)
            report = json.loads(body)["data"]
            self.assertEqual((report["inserted"], report["unchanged"]), (NOTES - stored, stored))
        self.assertGreater(interrupted, 0)

    def test_an_acknowledged_medium_is_there_after_a_crash(self):
        path = f"/sets/{self.make_set()}/media/heart.gif"
        self.assertEqual(self.send("PUT", path, GIF, "image/gif")[0], 200)
        self.server.kill()
        self.start()
        self.assertEqual(self.send("GET", path, None, "image/gif"), (200, GIF))


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()
