"""haven-server backup, verify, restore and status, looked at with other tools too: sha256sum and Python's SQLite."""

import json
import sqlite3
import subprocess
import sys
import threading
import unittest

from haven_server import Client, HavenServer

DONE, FAILED, MISUSED, UNSOUND = 0, 1, 2, 3


class Backup(unittest.TestCase):
    def setUp(self):
        self.server = HavenServer(BINARY)
        self.addCleanup(self.server.close)
        self.server.prepare(ITEMS)
        self.backup = self.server.folder / "backup"

    def back_up(self):
        return self.server.must("backup", str(self.backup))

    def read(self, path, sql):
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def change(self, sql, path=None):
        connection = sqlite3.connect(path or self.server.database)
        connection.executescript(sql)
        connection.commit()
        connection.close()

    def check(self, done, code, words="", where="stderr"):
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(words, getattr(done, where))

    def flip_a_bit(self, path, place):
        with open(path, "r+b") as file:
            file.seek(place)
            byte = file.read(1)
            file.seek(place)
            file.write(bytes([byte[0] ^ 1]))

    def test_a_backup_is_what_other_tools_find_in_it(self):
        self.server.create_user("a@haven.test")
        shown = self.back_up().stdout
        manifest = json.loads((self.backup / "manifest.json").read_text())
        self.assertEqual(subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=self.backup,
                                        capture_output=True).returncode, 0)
        self.assertEqual(manifest["tables"]["users"], 1)
        for table, rows in manifest["tables"].items():
            self.assertEqual(self.read(self.backup / "haven.db", f'SELECT count(*) FROM "{table}"'), [(rows,)], table)
        self.assertEqual(self.read(self.backup / "haven.db", "PRAGMA integrity_check"), [("ok",)])
        self.assertIn(f"{sum(manifest['tables'].values())} rows", shown)

    def test_a_sound_backup_verifies_and_a_flipped_bit_does_not(self):
        self.back_up()
        self.check(self.server.run("verify", str(self.backup)), DONE, "sound", "stdout")
        size = (self.backup / "haven.db").stat().st_size
        for place in [0, 20, 100, size // 2, size - 1]:
            with self.subTest(place=place):
                self.flip_a_bit(self.backup / "haven.db", place)
                done = self.server.run("verify", str(self.backup))
                self.check(done, UNSOUND, "haven.db: the checksum is wrong")
                self.assertEqual(done.stdout, "")
                self.flip_a_bit(self.backup / "haven.db", place)
        self.check(self.server.run("verify", str(self.backup)), DONE)

    def test_the_place_of_a_backup_must_be_free(self):
        self.back_up()
        self.check(self.server.run("backup", str(self.backup)), FAILED, "is there already")
        self.check(self.server.run("verify", str(self.backup)), DONE)

    def test_a_backup_taken_while_candidates_answer_holds_their_acknowledged_answers(self):
        self.server.create_user("s@haven.test")
        self.server.start()
        student = Client(self.server, "s@haven.test")
        self.addCleanup(student.close)
        exam = student.start_exam()
        question = exam["current"]
        for _ in range(5):
            question = student.answer(exam["id"], question).data["next"]
        backing_up = threading.Thread(target=self.back_up)
        backing_up.start()
        while backing_up.is_alive() and question:
            question = student.answer(exam["id"], question).data["next"]
        backing_up.join()
        self.check(self.server.run("verify", str(self.backup)), DONE)
        self.assertGreaterEqual(self.read(self.backup / "haven.db", "SELECT count(*) FROM quiz_answers")[0][0], 5)

    def test_restore_goes_to_a_free_place(self):
        self.server.create_user("a@haven.test")
        self.back_up()
        other = self.server.folder / "other.db"
        self.check(self.server.run("restore", str(self.backup), "--database", str(other)), DONE, "rows", "stdout")
        self.assertEqual(self.read(other, "SELECT email FROM users"), [("a@haven.test",)])
        self.assertEqual(other.stat().st_mode & 0o777, 0o600)

    def test_restore_refuses_a_database_that_is_there_unless_forced(self):
        self.back_up()
        self.server.create_user("late@haven.test")
        self.check(self.server.run("restore", str(self.backup)), FAILED, "is there already")
        self.assertEqual(len(self.read(self.server.database, "SELECT * FROM users")), 1)
        self.check(self.server.run("restore", str(self.backup), "--force"), DONE)
        self.assertEqual(len(self.read(self.server.database, "SELECT * FROM users")), 0)

    def test_a_database_that_a_server_uses_is_never_replaced(self):
        self.back_up()
        self.server.start()
        self.check(self.server.run("restore", str(self.backup), "--force"), FAILED, "open")
        self.server.kill()
        self.check(self.server.run("restore", str(self.backup), "--force"), DONE)
        self.server.start()
        client = Client(self.server)
        self.addCleanup(client.close)
        self.assertEqual(client.call("GET", "/readyz", base="").status, 200)

    def test_a_damaged_backup_is_not_restored(self):
        self.back_up()
        self.flip_a_bit(self.backup / "haven.db", 5000)
        self.check(self.server.run("restore", str(self.backup), "--force"), FAILED, "checksum")
        self.check(self.server.run("verify"), DONE)

    def test_verify_looks_at_the_database_itself_too_even_in_use(self):
        self.server.start()
        shown = self.server.must("verify").stdout
        self.assertIn("integrity     sound", shown)
        self.assertIn("foreign keys  sound", shown)
        self.server.kill()
        self.change("PRAGMA foreign_keys = 0; UPDATE questions SET category_id = randomblob(16)")
        done = self.server.run("verify")
        self.check(done, UNSOUND, "points to none")
        self.assertIn("problems", done.stdout)

    def test_verify_of_what_is_no_database(self):
        self.server.database.write_bytes(b"x" * 8192)
        self.check(self.server.run("verify"), FAILED, "not a database")
        self.server.database.unlink()
        for command in ["verify", "status"]:
            self.check(self.server.run(command), FAILED, "no such database")
        self.check(self.server.run("backup", str(self.backup)), FAILED, "unable to open")
        self.assertFalse(self.server.database.exists())
        self.assertFalse(self.backup.exists())

    def test_status_tells_versions_engine_and_durability(self):
        done = self.server.must("status")
        rows = dict(line.split("  ", 1) for line in done.stdout.splitlines())
        self.assertEqual(rows["engine"].strip(), "sqlite")
        self.assertIn("loss of power", rows["durability"])
        self.assertEqual(rows["pending"].strip(), "none")
        self.assertEqual(rows["unfinished"].strip(), "none")
        shown = self.server.must("status", "--durability", "normal").stdout
        self.assertIn("crash of the program", shown)

    def test_status_tells_what_is_pending_and_where_a_migration_stopped(self):
        self.change("UPDATE schema_migrations SET dirty = 1, step = 0 WHERE version = "
                    "(SELECT max(version) FROM schema_migrations)")
        name = self.read(self.server.database, "SELECT name FROM schema_migrations ORDER BY version DESC")[0][0]
        done = self.server.run("status")
        self.check(done, UNSOUND, f"{name}, 0 of ", "stdout")
        self.assertIn(f"pending       {name}", done.stdout)
        self.assertIn("statements done; next: ", done.stdout)

    def test_status_of_a_newer_database(self):
        self.change("INSERT INTO schema_migrations SELECT version + 1, 'later', sha256, 1, 0, 0, applied_at, 0 FROM "
                    "schema_migrations ORDER BY version DESC LIMIT 1")
        self.check(self.server.run("status"), UNSOUND, "refused", "stdout")

    def test_bad_use(self):
        for arguments, words in [(["backup"], "folder"), (["restore"], "folder"),
                                 (["backup", "x", "--pause-milliseconds", "-1"], "--pause-milliseconds"),
                                 (["status", "--durability", "some"], "--durability")]:
            with self.subTest(arguments=arguments):
                self.check(self.server.run(*arguments), MISUSED, words)
        self.check(self.server.run("verify", str(self.backup)), FAILED, "no such backup")


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    ITEMS = sys.argv.pop(1)
    unittest.main()
