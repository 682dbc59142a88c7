# SPDX-License-Identifier: MIT
"""A PostgreSQL server of its own: fresh data in a temporary folder, reached by a socket there and by a free port of the loopback interface."""
import contextlib
import getpass
import glob
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from support.ports import free_port

START_SECONDS = 60
STOP_SECONDS = 30
QUERY_SECONDS = 30
USER, PASSWORD = "tester", "Only-For-Tests"
SETTINGS = ["fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=40", "logging_collector=off",
            "log_min_messages=fatal", "lc_messages=C"]


def programs():
    """The folder of PostgreSQL's programs, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    if found:
        return pathlib.Path(found[-1]).parent
    on_path = shutil.which("initdb")
    return pathlib.Path(on_path).parent if on_path else None


def missing():
    """Why there can be no server; an empty text when there can."""
    if programs() is None:
        return "PostgreSQL is not installed (package postgresql)"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL does not run as root, and there is no runuser"
    return ""


class Postgres:
    """Attributes: url (with the password), port, folder. Superuser with password over TCP; nobody may come in without one. With a
    `certificate` and its `key` (paths of PEM files) nobody may come in over TCP without TLS either."""

    def __init__(self, certificate=None, key=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cicada-pg-"))
        self.as_user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        if self.as_user:
            shutil.chown(self.folder, "nobody")
        self.data = self.folder / "data"
        self.process = None
        password = self.folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)
        self._call("initdb", "-D", self.data, "-U", USER, "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync")
        self.settings = list(SETTINGS)
        if certificate:
            self._want_tls(certificate, key)
        self.port = free_port()
        self.start()

    def _want_tls(self, certificate, key):
        for source, name in ((certificate, "server.crt"), (key, "server.key")):
            shutil.copy(source, self.data / name)
            (self.data / name).chmod(0o600)
            if self.as_user:
                shutil.chown(self.data / name, "nobody")
        (self.data / "pg_hba.conf").write_text("local all all scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n")
        self.settings += ["ssl=on"]

    def _call(self, program, *words):
        done = subprocess.run([*self.as_user, programs() / program, *map(str, words)], cwd="/", stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=START_SECONDS, check=False)
        assert done.returncode == 0, f"{program} ended with {done.returncode}: {done.stdout}\n{done.stderr}"
        return done.stdout

    @property
    def url(self):
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def start(self):
        settings = [word for setting in self.settings for word in ("-c", setting)]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([*self.as_user, programs() / "postgres", "-D", str(self.data), "-h", "127.0.0.1", "-p", str(self.port),
                                             "-k", str(self.folder), *settings], cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + START_SECONDS
        while self.try_query("SELECT 1") is None:
            assert self.process.poll() is None, (self.folder / "log").read_text(errors="replace")[-2000:]
            assert time.monotonic() < end, "PostgreSQL did not start in time"
            time.sleep(0.1)

    def _psql(self, sql, database="postgres"):
        url = self.url.rsplit("/", 1)[0] + "/" + database
        return subprocess.run([programs() / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=QUERY_SECONDS, check=False,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "USER": getpass.getuser()})

    def try_query(self, sql):
        done = self._psql(sql)
        return done.stdout.strip() if done.returncode == 0 else None

    def query(self, sql):
        """The rows as text: columns with | between them."""
        return self.query_in("postgres", sql)

    def query_in(self, database, sql):
        done = self._psql(sql, database)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def hold(self, sql):
        """A session that runs these statements until it is killed; returns when they were sent."""
        session = subprocess.Popen([programs() / "psql", "-X", "-q", "-d", self.url, "-c", sql], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        end = time.monotonic() + QUERY_SECONDS
        while self.query("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()") == "0":
            assert time.monotonic() < end and session.poll() is None
            time.sleep(0.05)
        return session

    def pid(self):
        """Of the server itself; runuser may stand above it."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def stop(self, number=signal.SIGINT):
        """SIGINT: at once but orderly; SIGQUIT: as after a crash. Safe to call twice."""
        if self.process is None or self.process.poll() is not None:
            return
        with contextlib.suppress(OSError, ValueError, IndexError):
            os.kill(self.pid(), number)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def end(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)
