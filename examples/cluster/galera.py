"""A Galera cluster of private MariaDB servers: nodes are started, killed and joined again at will.

Needs Debian's packages mariadb-server, galera-4, rsync and lsof.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from mariadb_server import MariadbServer

PROVIDER = "/usr/lib/galera/libgalera_smm.so"


class Node(MariadbServer):
    def __init__(self, cluster, number, address, prefix):
        super().__init__(cluster.folder / f"node{number}", cluster.base_port + number, address, prefix)
        self.cluster = cluster
        self.number = number
        self.group_port = cluster.base_port + 100 + 10 * number

    def begin_cluster(self, position=None):
        """Starts as the first node."""
        state = self.folder / "data" / "grastate.dat"
        if state.exists():
            state.write_text(state.read_text().replace("safe_to_bootstrap: 0", "safe_to_bootstrap: 1"))
        self.start("--wsrep-new-cluster", *_at(position))
        self.wait_until_ready()

    def join(self, position=None):
        """Starts and takes what it lacks from the others; with its `position` that may be little."""
        self.start(*_at(position))
        self.wait_until_ready()

    def rejoin(self):
        """After a kill."""
        self.join(self.recovered_position())

    def recovered_position(self):
        """Where the stopped node's data end, as UUID:number."""
        done = subprocess.run([*self.prefix, "mariadbd", *self.all_options(), "--wsrep-recover"], capture_output=True, text=True,
                              timeout=120)
        found = re.findall(r"Recovered position:\s*(\S+)", done.stdout + done.stderr)
        if not found:
            raise RuntimeError(f"node {self.number} does not tell its position: {done.stderr[-2000:]}")
        return found[-1]

    def is_ready(self):
        return self.status("wsrep_local_state_comment") == "Synced" and self.status("wsrep_ready") == "ON"

    def all_options(self):
        everyone = ",".join(f"{node.address}:{node.group_port}" for node in self.cluster.nodes)
        provider = (f"base_host={self.address};base_port={self.group_port};gmcast.listen_addr=tcp://{self.address}:{self.group_port};"
                    f"ist.recv_addr={self.address}:{self.group_port + 1};{self.cluster.provider_options}")
        return [*super().all_options(), "--innodb-autoinc-lock-mode=2", "--binlog-format=ROW", "--default-storage-engine=InnoDB",
                "--wsrep-on=ON", f"--wsrep-provider={PROVIDER}", "--wsrep-cluster-name=haven",
                f"--wsrep-cluster-address=gcomm://{everyone}", f"--wsrep-node-address={self.address}",
                f"--wsrep-node-name=node{self.number}", f"--wsrep-provider-options={provider}",
                "--wsrep-sst-method=rsync", f"--wsrep-sst-receive-address={self.address}:{self.group_port + 2}"]


def _at(position):
    return [f"--wsrep-start-position={position}"] if position else []


class Galera:
    """`places`: where each node listens and the prefix of its commands, three on loopback by default. `provider_options`: what
    Galera is told beside, such as "evs.suspect_timeout=PT2S"."""

    def __init__(self, folder=None, base_port=34000, provider_options="", places=(("127.0.0.1", ()),) * 3):
        self.folder = Path(folder or tempfile.mkdtemp(prefix="haven-galera-"))
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o711)  # the servers run as another user
        self.base_port = base_port
        self.provider_options = provider_options
        self.nodes = [Node(self, number, *place) for number, place in enumerate(places, start=1)]

    def start(self):
        """All nodes, with an empty database for the platform."""
        for node in self.nodes:
            node.install()
        first, *others = self.nodes
        first.begin_cluster()
        first.create_platform_database()
        for node in others:  # one by one: each is given the data by another
            node.join()

    def start_after_all_were_killed(self):
        """The node that knows most begins: nothing that was acknowledged is lost."""
        positions = {node: node.recovered_position() for node in self.nodes}
        first = max(self.nodes, key=lambda node: int(positions[node].rsplit(":", 1)[1]))
        first.begin_cluster(positions[first])
        for node in self.nodes:
            if node is not first:
                node.join(positions[node])

    def stop(self):
        for node in reversed(self.nodes):
            node.stop()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
