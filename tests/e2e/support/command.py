# SPDX-License-Identifier: MIT
"""The program as a user calls it: any words, a folder of its own, no options from the caller's shell."""
import subprocess

from support.cicada import clean_environment
from support.processes import kill_with_descendants
from support.reports import check_conserved

COMMAND_SECONDS = 60
SCENARIO = """\
#include <cicada.h>
static int health(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_BETWEEN(0.005, 0.02),
                                               .tasks = CIC_TASKS({1, "health", health, .tags = "read"}));
static const cic_user_class other = CIC_USER(.name = "Other", .wait = CIC_CONSTANT(0.01), .tasks = CIC_TASKS({1, "again", health}));
CIC_SCENARIO(.users = CIC_USERS(&visitor, &other));
"""


class Command:
    """cicada("--list") runs to the end and gives subprocess.CompletedProcess with texts; start() only starts. Whatever JSON report of
    a run comes out is held to conservation (support/reports.py)."""

    def __init__(self, program, folder, cache):
        self.program = program
        self.folder = folder
        self.cache = cache
        self.processes = []
        self.reports = set()  # that were asked for with --json-file

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def environment(self, variables):
        return clean_environment(self.folder) | {"XDG_CACHE_HOME": str(self.cache), **variables}

    def _note_reports(self, words):
        for option, value in zip(words, words[1:]):
            if option == "--json-file":
                self.reports.add(self.folder / f"{value}.json")

    def _check_reports(self):
        for path in self.reports:
            if path.is_file():
                check_conserved(path.read_bytes())

    def __call__(self, *words, seconds=COMMAND_SECONDS, variables=None, **more):
        process = self.start(*words, variables=variables, text=True, errors="replace", **more)
        try:
            output, log = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            kill_with_descendants(process)
            output, log = process.communicate()
            raise AssertionError(f"still running after {seconds} s:\n{output}\n{log}") from None
        self._check_reports()
        if output and "--json" in words:
            check_conserved(output)
        return subprocess.CompletedProcess(process.args, process.returncode, output, log)

    def start(self, *words, variables=None, **more):
        self._note_reports(words)
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen([self.program, *map(str, words)], cwd=self.folder, env=self.environment(variables or {}),
                                   **(streams | more))
        self.processes.append(process)
        return process

    def end(self):
        for process in self.processes:
            kill_with_descendants(process)
            process.communicate()
        self._check_reports()
