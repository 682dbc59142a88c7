# SPDX-License-Identifier: MIT
"""The program as a user calls it: any words, a folder of its own, no options from the caller's shell."""
import signal
import subprocess

from support.cicada import clean_environment

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
    """cicada("--list") runs to the end and gives subprocess.CompletedProcess with texts; start() only starts."""

    def __init__(self, program, folder, cache):
        self.program = program
        self.folder = folder
        self.cache = cache
        self.processes = []

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def environment(self, variables):
        return clean_environment(self.folder) | {"XDG_CACHE_HOME": str(self.cache), **variables}

    def __call__(self, *words, seconds=COMMAND_SECONDS, variables=None, **more):
        return subprocess.run([self.program, *map(str, words)], cwd=self.folder, env=self.environment(variables or {}), text=True, errors="replace",
                              stdin=subprocess.DEVNULL, **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more), timeout=seconds, check=False)

    def start(self, *words, variables=None, **more):
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen([self.program, *map(str, words)], cwd=self.folder, env=self.environment(variables or {}),
                                   **(streams | more))
        self.processes.append(process)
        return process

    def end(self):
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()
