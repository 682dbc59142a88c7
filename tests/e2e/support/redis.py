# SPDX-License-Identifier: MIT
"""A Redis server of its own, on a free port of the loopback interface, with a password; nothing is kept on disk."""
import contextlib
import shutil
import socket
import subprocess
import time

from support.ports import free_port

PASSWORD = "Only-For-Tests"
START_SECONDS = 30


def missing():
    """Why there can be no server; an empty text when there can."""
    return "" if shutil.which("redis-server") else "Redis is not installed (package redis-server)"


class Redis:
    def __init__(self):
        self.port = free_port()
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self.port}"
        self.process = subprocess.Popen(["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--requirepass", PASSWORD,
                                         "--save", "", "--appendonly", "no"], cwd="/", stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError):
                self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=START_SECONDS)
                break
            assert self.process.poll() is None and time.monotonic() < end, "Redis did not start"
            time.sleep(0.05)
        self.answers = self.connection.makefile("rb")
        assert self.command("AUTH", PASSWORD) == b"+OK"

    def command(self, *words):
        """One command; the first line of the answer."""
        line = " ".join(words).encode() + b"\r\n"
        self.connection.sendall(line)
        answer = self.answers.readline().strip()
        if answer.startswith(b"$") and answer != b"$-1":
            self.answers.readline()
        return answer

    def stop(self):
        """Safe to call twice."""
        self.answers.close()
        self.connection.close()
        self.process.kill()
        self.process.wait()
