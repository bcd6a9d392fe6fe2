"""Hosts of a private network on this machine, each a network namespace that can be cut off. Needs root and Debian's iproute2."""

import os
import subprocess


def _ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class PrivateNetwork:
    """`hosts` hosts, 10.77.0.1 and up, on one switch. Files and unix sockets are still shared, so that a test reaches a host
    that no other host reaches."""

    def __init__(self, hosts):
        self.name = f"haven{os.getpid() % 100000}"
        self.numbers = range(1, hosts + 1)

    @property
    def places(self):
        """The address of each host, and the prefix of commands that run there."""
        return [(f"10.77.0.{number}", ("ip", "netns", "exec", self._host(number))) for number in self.numbers]

    def cut_off(self, number):
        self._set_link(number, "down")

    def heal(self, number):
        self._set_link(number, "up")

    def __enter__(self):
        try:
            _ip("netns", "add", self._switch)
            _ip("-n", self._switch, "link", "add", "switch", "type", "bridge")
            _ip("-n", self._switch, "link", "set", "switch", "up")
            for number in self.numbers:
                self._connect(number)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        for namespace in [self._switch, *map(self._host, self.numbers)]:
            subprocess.run(["ip", "netns", "delete", namespace], capture_output=True)

    @property
    def _switch(self):
        return f"{self.name}-switch"

    def _host(self, number):
        return f"{self.name}-{number}"

    def _connect(self, number):
        host = self._host(number)
        _ip("netns", "add", host)
        _ip("-n", host, "link", "set", "lo", "up")
        _ip("-n", self._switch, "link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", host)
        _ip("-n", self._switch, "link", "set", f"port{number}", "master", "switch", "up")
        _ip("-n", host, "address", "add", f"10.77.0.{number}/24", "dev", "eth0")
        _ip("-n", host, "link", "set", "eth0", "up")

    def _set_link(self, number, state):
        _ip("-n", self._switch, "link", "set", f"port{number}", state)
