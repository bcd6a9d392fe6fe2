"""A primary and a replica by GTID, semi-synchronous if asked for; the replica can be made the primary.

Needs Debian's package mariadb-server.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "cluster"))

from mariadb_server import PASSWORD, MariadbServer  # noqa: E402

COPYING = "copying"


class Replication:
    """Both run; what is written on `primary` comes to `replica`."""

    def __init__(self, base_port=34500, semi_synchronous=False):
        self.folder = Path(tempfile.mkdtemp(prefix="haven-replication-"))
        self.folder.chmod(0o711)  # the servers run as another user
        self.semi_synchronous = semi_synchronous
        self.primary = self._server("primary", base_port + 1)
        self.replica = self._server("replica", base_port + 2)

    def _server(self, name, port):
        options = [f"--server-id={port}", "--log-bin=binlog", "--log-slave-updates", "--binlog-format=ROW", "--gtid-strict-mode=ON",
                   "--sync-binlog=1", "--rpl-semi-sync-master-wait-point=AFTER_SYNC", "--session-track-system-variables=last_gtid"]
        return MariadbServer(self.folder / name, port, options=options)

    def start(self):
        for server in (self.primary, self.replica):
            server.install()
            server.start()
        for server in (self.primary, self.replica):
            server.wait_until_ready()
        self.primary.sql(f"CREATE USER '{COPYING}'@'%' IDENTIFIED BY '{PASSWORD}'; GRANT REPLICATION SLAVE ON *.* TO '{COPYING}'@'%'")
        self._follow(self.replica, self.primary)
        if self.semi_synchronous:
            self.primary.sql("SET GLOBAL rpl_semi_sync_master_enabled = ON")
        self.primary.create_platform_database()
        self.wait_for_replica()

    def _follow(self, follower, leader):
        if self.semi_synchronous:
            follower.sql("SET GLOBAL rpl_semi_sync_slave_enabled = ON")
        follower.sql(f"SET GLOBAL read_only = ON; CHANGE MASTER TO master_host = '{leader.address}', master_port = {leader.port}, "
                     f"master_user = '{COPYING}', master_password = '{PASSWORD}', master_use_gtid = slave_pos; START SLAVE")

    def wait_for_replica(self, timeout=30):
        """Until the replica has all that the primary has now."""
        position = self.primary.sql("SELECT @@gtid_binlog_pos")[0][0]
        waited = self.replica.sql(f"SELECT MASTER_GTID_WAIT('{position}', {timeout})", timeout=timeout + 5)
        if waited != [["0"]]:
            raise TimeoutError(f"the replica is behind: {self.replica.sql('SHOW SLAVE STATUS')}")

    def stop_applying(self):
        """From here on the replica receives, and shows nothing of it."""
        self.replica.sql("STOP SLAVE SQL_THREAD")

    def apply_again(self):
        self.replica.sql("START SLAVE SQL_THREAD")

    def promote_replica(self):
        """After the primary's end. What the replica has received is applied first, or it would be lost."""
        self.replica.sql("STOP SLAVE IO_THREAD")
        received = self.replica.row("SHOW SLAVE STATUS")["Gtid_IO_Pos"]
        while self.replica.sql("SELECT @@gtid_slave_pos")[0][0] != received:
            time.sleep(0.02)
        self.replica.sql("STOP SLAVE; RESET SLAVE ALL; SET GLOBAL rpl_semi_sync_slave_enabled = OFF; SET GLOBAL read_only = OFF")

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        for server in (self.replica, self.primary):
            server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
