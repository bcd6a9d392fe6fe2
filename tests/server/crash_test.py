"""What was acknowledged is there: after kill -9 in the middle of an exam, and after SIGTERM under load."""

import http.client
import json
import resource
import socket
import sys
import threading
import time
import unittest

from haven_server import HARD_LIMIT, Client, HavenServer

NO_ANSWER = (OSError, http.client.HTTPException)


class Crash(unittest.TestCase):
    def setUp(self):
        self.server = HavenServer(BINARY)
        self.addCleanup(self.server.close)
        self.server.prepare(ITEMS)

    def client(self, email=None):
        client = Client(self.server, email)
        self.addCleanup(client.close)
        return client

    def test_an_exam_goes_on_after_every_kill_with_no_answer_lost(self):
        self.server.create_user("kill@haven.test")
        self.server.start()
        student = self.client("kill@haven.test")
        exam = student.start_exam()
        question, kills, acknowledged = exam["current"], 0, {}
        while question:
            reply = student.answer(exam["id"], question)
            self.assertEqual(reply.status, 200, reply.body)
            acknowledged[question["position"]] = (question, reply.body)
            if question["position"] % 9 == 0:
                self.server.kill()
                kills += 1
                self.server.start()
                student = self.client("kill@haven.test")
                state = student.call("GET", f"/quiz/sessions/{exam['id']}").data
                self.assertEqual(state["answered"], question["position"])
                self.assertEqual(state["current"], reply.data["next"])
            question = reply.data["next"]
        self.assertGreater(kills, 2)
        for asked, body in acknowledged.values():
            self.assertEqual(student.answer(exam["id"], asked).body, body)
        result = student.call("GET", f"/quiz/sessions/{exam['id']}/result").data
        self.assertEqual(result["answered"], len(acknowledged))
        self.assertIn(result["decision"], ("pass", "fail"))

    def take_exam_until_it_stops(self, student, exam, outcome):
        question = exam["current"]
        try:
            while question:
                reply = student.answer(exam["id"], question)
                outcome["statuses"].add(reply.status)
                outcome["acknowledged"] = question["position"]
                question = reply.data["next"]
        except NO_ANSWER:
            return

    def start_load(self, students):
        outcomes, threads = [], []
        for number in range(students):
            self.server.create_user(f"s{number}@haven.test")
        for number in range(students):
            student = self.client(f"s{number}@haven.test")
            exam = student.start_exam()
            outcome = {"email": f"s{number}@haven.test", "exam": exam["id"], "acknowledged": 0, "statuses": set()}
            outcomes.append(outcome)
            threads.append(threading.Thread(target=self.take_exam_until_it_stops, args=(student, exam, outcome)))
        for thread in threads:
            thread.start()
        while min(outcome["acknowledged"] for outcome in outcomes) < 3:
            self.assertTrue(all(thread.is_alive() for thread in threads), [o["statuses"] for o in outcomes])
            time.sleep(0.005)
        return outcomes, threads

    def check_nothing_lost(self, outcomes, unheard=0):
        """`unheard`: how many stored answers a candidate may not have heard of."""
        self.server.start()
        for outcome in outcomes:
            state = self.client(outcome["email"]).call("GET", f"/quiz/sessions/{outcome['exam']}").data
            self.assertGreaterEqual(state["answered"], outcome["acknowledged"])
            self.assertLessEqual(state["answered"], outcome["acknowledged"] + unheard)
            self.assertEqual(outcome["statuses"], {200})

    def test_sigterm_under_load_answers_what_was_accepted_and_loses_nothing(self):
        self.server.start()
        outcomes, threads = self.start_load(6)
        self.server.ask_to_stop()
        self.assertEqual(self.server.wait_until_stopped(), 0)
        for thread in threads:
            thread.join()
        self.check_nothing_lost(outcomes)

    def test_kill_under_load_loses_no_acknowledged_answer(self):
        self.server.start()
        outcomes, threads = self.start_load(6)
        self.server.kill()
        for thread in threads:
            thread.join()
        self.check_nothing_lost(outcomes, unheard=1)

    def test_a_stopping_server_first_says_that_it_is_not_ready(self):
        self.server.start("--drain-seconds", "2")
        client = self.client()
        self.assertEqual(client.call("GET", "/readyz", base="").status, 200)
        self.server.ask_to_stop()
        deadline = time.monotonic() + 2
        status = 200
        while status == 200 and time.monotonic() < deadline:
            reply = client.call("GET", "/readyz", base="")
            status = reply.status
        self.assertEqual(status, 503)
        self.assertEqual(reply.body["checks"]["server"], "stopping")
        self.assertEqual(client.call("GET", "/livez", base="").status, 200)
        self.assertEqual(self.server.wait_until_stopped(), 0)

    def test_two_thousand_idle_connections_leave_room_from_the_usual_limit_on(self):
        resource.setrlimit(resource.RLIMIT_NOFILE, (HARD_LIMIT, HARD_LIMIT))
        self.server.create_user("idle@haven.test")
        self.server.start(descriptors=1024)
        idle = [socket.create_connection(("127.0.0.1", self.server.port), timeout=30) for _ in range(2000)]
        self.addCleanup(lambda: [connection.close() for connection in idle])
        student = self.client("idle@haven.test")
        exam = student.start_exam()
        self.assertEqual(student.answer(exam["id"], exam["current"]).status, 200)

    def test_every_line_of_the_log_is_json_without_secrets(self):
        self.server.create_user("log@haven.test")
        self.server.start()
        student = self.client("log@haven.test")
        student.start_exam()
        self.server.ask_to_stop()
        self.server.wait_until_stopped()
        text = (self.server.folder / "log").read_text()
        events = [json.loads(line)["event"] for line in text.splitlines()]
        self.assertEqual(events.count("request"), 2)
        for secret in [student.token, self.server.environment["HAVEN_SIGNING_KEY"], "log@haven.test"]:
            self.assertNotIn(secret, text)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    ITEMS = sys.argv.pop(1)
    unittest.main()
