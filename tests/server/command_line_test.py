"""The commands of haven-server: what they do, and that bad use gives one clear line and exit 2."""

import json
import sys
import unittest

from haven_server import PASSWORD, Client, HavenServer

QUESTION = {
    "code": "q1", "type": "multiple_choice", "category": "management_of_care", "stem": "Which one is right here?",
    "options": [{"id": "A", "text": "This"}, {"id": "B", "text": "That"}], "key": "A", "rationale": "Because it is.",
    "model": "3pl", "discrimination": 1.0, "difficulty": 0.0, "pseudo_guessing": 0.2, "calibration": "provisional",
    "tags": [], "author": "Haven project", "license": "CC BY 4.0", "source": "made for a test",
}


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.server = HavenServer(BINARY)
        self.addCleanup(self.server.close)

    def write(self, name, content):
        path = self.server.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    def check_complaint(self, done, code, words):
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("haven-server: "), done.stderr)
        self.assertIn(words, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_bad_use_gives_one_line_and_exit_2(self):
        self.server.must("migrate")
        create = ["create-user", "--name", "A"]
        for arguments, words in [
            ([], "command"),
            (["--bogus"], "--bogus"),
            (["fly"], "fly"),
            (["serve", "migrate"], "migrate"),
            (["serve", "--port", "x"], "--port"),
            (["serve", "--port", "70000"], "--port"),
            (["serve", "--port", "-1"], "--port"),
            (["serve", "--workers", "0"], "workers"),
            (["serve", "--address", "nowhere"], "address"),
            (["serve", "--cors-origins", "*"], "cors_origins"),
            (["serve", "--base-path", "api"], "base_path"),
            (["serve", "--base-path", "/other"], "base_path"),
            (["serve", "--trusted-proxies", "proxy"], "trusted_proxies"),
            (["serve", "--minimum-items", "9", "--maximum-items", "3"], "items"),
            (["serve", "--confidence-z", "-1"], "confidence_z"),
            (["serve", "--time-limit-seconds", "-5"], "--time-limit-seconds"),
            (["serve", "--requests-per-minute", "0"], "default_limit"),
            (["import-items"], "files"),
            (["import-items", "none.json"], "none.json"),
            (["import-items", "questions.txt"], "questions.txt"),
            (create, "--email"),
            ([*create, "--email", "a@b.test"], "password"),
            ([*create, "--email", "a@b.test", "--password", PASSWORD], "--password"),
            ([*create, "--email", "a@b.test", "--role", "king"], "--role"),
            (["migrate", "--config", "none.json"], "none.json"),
        ]:
            with self.subTest(arguments=arguments):
                self.check_complaint(self.server.run(*arguments), 2, words)

    def test_a_bad_password_or_address_is_exit_2(self):
        self.server.must("migrate")
        for email, password in [("a@b.test", "short"), ("nowhere", PASSWORD)]:
            done = self.server.run("create-user", "--email", email, "--name", "A", HAVEN_PASSWORD=password)
            self.check_complaint(done, 2, "password" if email == "a@b.test" else "email")

    def test_a_weak_or_missing_signing_key_is_refused_and_never_printed(self):
        self.server.must("migrate")
        del self.server.environment["HAVEN_SIGNING_KEY"]
        self.check_complaint(self.server.run("serve"), 2, "no signing key")
        for weak in ["short", "a" * 64, "abcabcabc" * 8]:
            done = self.server.run("serve", HAVEN_SIGNING_KEY=weak)
            self.check_complaint(done, 2, "weak")
            self.assertNotIn(weak, done.stderr)
            done = self.server.run("serve", "--signing-key-file", self.write("key", weak + "\n"))
            self.check_complaint(done, 2, "weak")

    def test_a_signing_key_file_wins_over_the_key_of_the_environment(self):
        self.server.must("migrate")
        self.check_complaint(self.server.run("serve", "--signing-key-file", self.write("key", "short\n")), 2, "weak")

    def test_only_the_owner_can_read_the_database(self):
        self.server.must("migrate")
        self.assertEqual(self.server.database.stat().st_mode & 0o777, 0o600)

    def test_what_fails_while_running_is_exit_1(self):
        self.check_complaint(self.server.run("serve"), 1, "haven-server migrate")
        self.check_complaint(self.server.run("migrate", "--database", "/nowhere/haven.db"), 1, "/nowhere/haven.db")
        self.server.must("migrate")
        self.server.start()
        done = self.server.run("serve", "--port", str(self.server.port))
        self.check_complaint(done, 1, str(self.server.port))
        self.server.create_user("a@b.test")
        taken = self.server.run("create-user", "--email", "A@b.test", "--name", "A", HAVEN_PASSWORD=PASSWORD)
        self.check_complaint(taken, 1, "exists")

    def test_help_explains_every_command(self):
        shown = self.server.must("--help").stdout
        commands = ["serve", "migrate", "status", "import-items", "create-user", "backup", "verify", "restore"]
        for word in [*commands, "Examples", "Exit status"]:
            self.assertIn(word, shown)
        for command in commands:
            self.assertIn("--database", self.server.must(command, "--help").stdout)

    def test_migrating_twice_changes_nothing_the_second_time(self):
        self.assertNotIn(" 0 migrations", self.server.must("migrate").stdout)
        self.assertIn(" 0 migrations", self.server.must("migrate").stdout)

    def test_import_is_all_or_nothing_and_names_file_and_line(self):
        self.server.must("migrate")
        good = self.write("good.json", {"items": [QUESTION]})
        bad = self.write("bad.json", '{"items": [\n' + json.dumps({**QUESTION, "code": "q2", "key": "Z"}) + "]}")
        done = self.server.run("import-items", good, bad)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{bad}:2: ", done.stderr)
        self.assertIn("1 inserted", self.server.must("import-items", good).stdout)
        self.assertIn("1 unchanged", self.server.must("import-items", good).stdout)

    def test_import_reads_csv(self):
        self.server.must("migrate")
        file = self.write("more.csv", "code,category,stem,option_a,option_b,key,rationale,discrimination,difficulty\n"
                          "c1,management_of_care,Which one is right here?,This,That,A,Because it is.,1.0,0.0\n")
        self.assertIn("1 inserted", self.server.must("import-items", file).stdout)

    def test_the_command_line_wins_over_the_environment_and_that_over_the_file(self):
        config = self.write("config.json", {"database": "from_file.db", "port": 1})
        self.server.environment.pop("HAVEN_DATABASE")
        self.server.must("migrate", "--config", config)
        self.assertTrue((self.server.folder / "from_file.db").exists())
        self.assertEqual(self.server.run("migrate", HAVEN_CONFIG=config, HAVEN_DATABASE="from_env.db").returncode, 0)
        self.assertTrue((self.server.folder / "from_env.db").exists())
        done = self.server.run("migrate", "--database", "from_option.db", HAVEN_DATABASE="unused.db")
        self.assertEqual(done.returncode, 0)
        self.assertTrue((self.server.folder / "from_option.db").exists())
        self.assertFalse((self.server.folder / "unused.db").exists())

    def test_a_configuration_file_with_a_mistake_is_refused(self):
        for content, words in [({"prot": 80}, "prot"), ("[]", "not a JSON object"), ("{", "not a JSON object"),
                               ({"port": "many"}, "port"), ({"signing_key": "x" * 40}, "signing_key"),
                               ({"password": PASSWORD}, "password")]:
            with self.subTest(content=content):
                path = self.write("config.json", content)
                self.check_complaint(self.server.run("serve", "--config", path), 2, words)

    def test_the_configuration_file_sets_the_exam(self):
        self.server.must("migrate")
        self.server.must("import-items", self.write("q.json", {"items": [QUESTION]}))
        self.server.create_user("a@b.test")
        path = self.write("config.json", {"minimum_items": 1, "maximum_items": 2, "time_limit_seconds": 90,
                                          "no_exam_page": True, "cors_origins": ["https://a.test", "https://b.test"]})
        self.server.start("--config", path)
        client = Client(self.server, "a@b.test")
        self.addCleanup(client.close)
        exam = client.start_exam()
        self.assertEqual((exam["minimum_items"], exam["maximum_items"], exam["time_limit_seconds"]), (1, 2, 90))
        self.assertEqual(client.call("GET", "/", base="").status, 404)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()
