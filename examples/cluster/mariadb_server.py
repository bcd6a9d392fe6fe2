"""A private MariaDB server: its own folder, socket and port, on loopback; started, killed and started again at will.

Needs Debian's package mariadb-server. Nothing of a MariaDB that the machine may run is touched.
"""

import getpass
import os
import shutil
import signal
import subprocess
import time

SYSTEM_USER = "mysql" if os.getuid() == 0 else getpass.getuser()  # a server never runs as root
USER, PASSWORD, DATABASE = "haven", "only-for-this-machine", "haven"


class SqlError(RuntimeError):
    pass


class MariadbServer:
    """`folder` must not exist yet; every folder above it must let others through. `address` is where clients and other
    servers reach it; `prefix` runs its commands elsewhere, as in a network namespace; `options` are for mariadbd."""

    def __init__(self, folder, port, address="127.0.0.1", prefix=(), options=()):
        self.folder = folder
        self.port = port
        self.address = address
        self.prefix = list(prefix)
        self.options = list(options)
        self.socket = folder / "socket"
        self.process = None

    # --- Life and death ---

    def install(self):
        self.folder.mkdir(parents=True)
        if os.getuid() == 0:
            shutil.chown(self.folder, SYSTEM_USER)
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={self.folder / 'data'}", f"--user={SYSTEM_USER}",
                        "--auth-root-authentication-method=normal", "--skip-test-db"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self, *extra):
        """Begins to start; see wait_until_ready()."""
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen([*self.prefix, "mariadbd", *self.all_options(), *extra], stdout=log, stderr=log,
                                            start_new_session=True)

    def wait_until_ready(self, timeout=90):
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.folder.name} has ended: {self.tail_of_log()}")
            try:
                if self.is_ready():
                    return
            except SqlError:
                pass
            time.sleep(0.1)
        raise TimeoutError(f"{self.folder.name} does not become ready: {self.tail_of_log()}")

    def is_ready(self):
        return self.sql("SELECT 1") == [["1"]]

    def kill(self):
        """kill -9, with the helpers that it may have started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, timeout=60):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    # --- Questions ---

    def sql(self, text, database="", timeout=30):
        """The rows of a statement as lists of text, asked over the socket."""
        return self._ask(text, database, timeout, "--skip-column-names")

    def row(self, text, timeout=30):
        """The one row of a statement by the names of its columns."""
        names, values = self._ask(text, "", timeout, "--column-names")
        return dict(zip(names, values))

    def _ask(self, text, database, timeout, *options):
        done = subprocess.run(["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "--batch", "--connect-timeout=5",
                               *options, database, "-e", text], capture_output=True, text=True, timeout=timeout)
        if done.returncode != 0:
            raise SqlError(done.stderr.strip())
        return [line.split("\t") for line in done.stdout.splitlines()]

    def status(self, name):
        rows = self.sql(f"SHOW STATUS LIKE '{name}'")
        return rows[0][1] if rows else ""

    def create_platform_database(self):
        """An empty database and a user of its own for the platform."""
        self.sql(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4; "
                 f"CREATE USER '{USER}'@'%' IDENTIFIED BY '{PASSWORD}'; GRANT ALL ON {DATABASE}.* TO '{USER}'@'%'")

    def checksums(self):
        """The checksum of every table of the platform."""
        tables = [row[0] for row in self.sql("SHOW TABLES", DATABASE)]
        rows = self.sql("CHECKSUM TABLE " + ", ".join(f"`{name}`" for name in tables), DATABASE, timeout=300)
        return {name.split(".", 1)[1]: value for name, value in rows}

    def tail_of_log(self):
        return "\n".join((self.folder / "log").read_text(errors="replace").splitlines()[-25:])

    def all_options(self):
        return ["--no-defaults", f"--user={SYSTEM_USER}", f"--datadir={self.folder / 'data'}", f"--socket={self.socket}",
                f"--pid-file={self.folder / 'pid'}", f"--bind-address={self.address}", f"--port={self.port}",
                "--skip-name-resolve", "--character-set-server=utf8mb4", "--max-connections=200",
                "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=48M", "--innodb-flush-log-at-trx-commit=1",
                *self.options]
