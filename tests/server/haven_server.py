"""A private haven-server for a test: its own folder, database, key and port; killed and started again at will."""

import http.client
import json
import os
import resource
import secrets
import signal
import subprocess
import tempfile
from pathlib import Path

HARD_LIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
PASSWORD = "a quiet river in spring"


class Reply:
    def __init__(self, status, body):
        self.status = status
        self.body = body

    @property
    def data(self):
        return self.body["data"]


class HavenServer:
    def __init__(self, binary):
        self.binary = binary
        self._folder = tempfile.TemporaryDirectory(prefix="haven-server-")
        self.folder = Path(self._folder.name)
        self.database = self.folder / "haven.db"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HAVEN_")},
            "HAVEN_DATABASE": str(self.database),
            "HAVEN_SIGNING_KEY": secrets.token_urlsafe(48),
        }
        self.process = None
        self.port = 0

    def run(self, *arguments, input="", **environment):
        """Runs one command to its end."""
        return subprocess.run([self.binary, *arguments], input=input, capture_output=True, text=True, timeout=60,
                              env={**self.environment, **environment}, cwd=self.folder)

    def must(self, *arguments, input=""):
        done = self.run(*arguments, input=input)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done

    def prepare(self, items):
        self.must("migrate")
        self.must("import-items", *sorted(str(path) for path in Path(items).resolve().glob("*.json")))

    def create_user(self, email):
        self.must("create-user", "--email", email, "--name", "Somebody", "--password-stdin", input=PASSWORD + "\n")

    def start(self, *options, descriptors=None):
        """Returns once requests are served. `descriptors`: the soft limit that the process starts with."""
        limit = descriptors and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, HARD_LIMIT)))
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen([self.binary, "serve", "--port", "0", "--no-rate-limit", *options],
                                            env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True,
                                            preexec_fn=limit)
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, f"no address: {line!r} {(self.folder / 'log').read_text()}"
        self.port = int(line.rsplit(":", 1)[1])

    def kill(self):
        """kill -9: no goodbye to anybody."""
        self.process.kill()
        self._wait()

    def ask_to_stop(self):
        self.process.send_signal(signal.SIGTERM)

    def wait_until_stopped(self):
        return self._wait()

    def _wait(self):
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.process = None
        return code

    def close(self):
        if self.process:
            self.kill()
        self._folder.cleanup()


class Client:
    """One person with a keep-alive connection. Raises OSError or http.client.HTTPException when there is no answer."""

    def __init__(self, server, email=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.token = None
        if email:
            self.token = self.call("POST", "/auth/login", {"email": email, "password": PASSWORD}).data["access_token"]

    def call(self, method, path, body=None, base="/api/v1"):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self.connection.request(method, base + path, json.dumps(body) if body is not None else None, headers)
        response = self.connection.getresponse()
        content = response.read()
        return Reply(response.status, json.loads(content) if content else None)

    def start_exam(self):
        reply = self.call("POST", "/quiz/sessions", {"mode": "cat"})
        assert reply.status == 201, reply.body
        return reply.data

    def answer(self, session, question):
        body = {"position": question["position"], "question_id": question["id"], "response": {"option": "A"}}
        return self.call("POST", f"/quiz/sessions/{session}/answers", body)

    def close(self):
        self.connection.close()
