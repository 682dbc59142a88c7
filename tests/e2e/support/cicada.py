# SPDX-License-Identifier: MIT
"""A run of the program under test, watched while it goes on and judged at its end."""
import json
import os
import signal
import subprocess
import time

from support.processes import kill_with_descendants
from support.reports import check_console, check_files, check_report

RUN_SECONDS = 60  # longest time for a whole run, unless a test gives another; the slowest builds are those with sanitizers
WATCH_SECONDS = 0.01
SANITIZED = "ASAN_OPTIONS" in os.environ  # measures of memory and time mean nothing then


def clean_environment(folder):
    """Without options that the caller's shell may carry, and with a home and a cache of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOCUST_", "CICADA_", "OTEL_"))}
    own = {"HOME": folder, "XDG_CACHE_HOME": folder / "cache", "XDG_STATE_HOME": folder / "state"}
    return kept | {name: str(path) for name, path in own.items()} | {"LC_ALL": "C.UTF-8"}


class CicadaRun:
    """Started by the constructor. With `reports` it writes CSV and JSON files too, which wait() then holds against each other."""

    def __init__(self, program, arguments, folder, reports=True, environment=None, stdout=None, stderr=None, tables=True):
        self.folder = folder
        self.tables = tables and stderr is None  # Locust's, in the log
        self.reports = reports
        self.prefix = folder / "out"
        self.peak_memory = 0  # bytes resident
        self.code = None
        files = ["--csv", str(self.prefix), "--json-file", str(self.prefix)] if reports else []
        with open(folder / "stdout", "wb") as output, open(folder / "stderr", "wb") as log:
            self.process = subprocess.Popen([program, *map(str, arguments), *files], cwd=folder, stdin=subprocess.DEVNULL,
                                            stdout=stdout or output, stderr=stderr or log,
                                            env=clean_environment(folder) | (environment or {}))
        self.begun = time.monotonic()

    @property
    def output(self):
        """Standard output so far."""
        return (self.folder / "stdout").read_text(errors="replace")

    @property
    def log(self):
        """Standard error so far: log lines, tables, summary."""
        return (self.folder / "stderr").read_text(errors="replace")

    @property
    def report(self):
        return json.loads((self.folder / "out.json").read_bytes())

    @property
    def total(self):
        return self.report["total"]

    def row(self, name):
        """The JSON report's line of one request name."""
        found = [row for row in self.report["requests"] if row["name"] == name]
        assert len(found) == 1, f'{name!r} is not once in {[row["name"] for row in self.report["requests"]]}'
        return found[0]

    def counts(self):
        """{name: requests}"""
        return {row["name"]: row["requests"] for row in self.report["requests"]}

    def check_results(self):
        """{check: "pass" or "fail"}"""
        return {check["check"]: check["result"] for check in self.report["checks"]}

    def error_classes(self):
        """{class of error: occurrences}"""
        counts = {}
        for error in self.report["errors"]:
            counts[error["class"]] = counts.get(error["class"], 0) + error["occurrences"]
        return counts

    def memory(self):
        """Bytes resident now, and the most so far; (0, 0) when it has ended."""
        try:
            with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
                lines = dict(line.split(":", 1) for line in status)
        except OSError:
            return 0, 0
        return tuple(1024 * int(lines[name].split()[0]) if name in lines else 0 for name in ("VmRSS", "VmHWM"))

    def wait_for(self, text, seconds=20):
        """Until the log contains the text."""
        end = time.monotonic() + seconds
        while text not in self.log:
            code = self.process.poll()
            assert code is None or text in self.log, f"ended with {code} without saying {text!r}:\n{self.log[-3000:]}"
            assert time.monotonic() < end, f"{text!r} was not said within {seconds} s:\n{self.log[-3000:]}"
            time.sleep(WATCH_SECONDS)

    def signal(self, number=signal.SIGINT):
        self.process.send_signal(number)

    def wait(self, seconds=RUN_SECONDS, code=None):
        """Until the end, which must come within `seconds`, then holds the reports against each other. With `code`: the expected
        exit code. Returns the run."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            self.peak_memory = max(self.peak_memory, self.memory()[1])
            if time.monotonic() > end:
                self.end()
                raise AssertionError(f"still running after {seconds} s:\n{self.log[-3000:]}")
            time.sleep(WATCH_SECONDS)
        self.seconds = time.monotonic() - self.begun
        self.code = self.process.returncode
        if code is not None:
            assert self.code == code, f"ended with {self.code}, not {code}:\n{self.log[-3000:]}"
        if self.reports and (self.folder / "out.json").exists():
            check_report(self.report)
            check_files(self.report, self.prefix)
            if self.tables:
                check_console(self.report, self.log)
        return self

    def end(self):
        """Whatever state it is in; safe to call twice."""
        kill_with_descendants(self.process)
        self.process.wait()


class Cicada:
    """cicada(ARGUMENT...) runs to the end; cicada.start(ARGUMENT...) only starts."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.runs = []

    def start(self, *arguments, command=(), **more):
        """`command`: words before the options, for subcommands."""
        folder = self.folder / f"run{len(self.runs)}"
        folder.mkdir()
        run = CicadaRun(self.program, [*command, "--headless", *arguments], folder, **more)
        self.runs.append(run)
        return run

    def __call__(self, *arguments, seconds=RUN_SECONDS, code=None, **more):
        return self.start(*arguments, **more).wait(seconds, code)

    def end(self):
        for run in self.runs:
            run.end()
