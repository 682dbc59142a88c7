# SPDX-License-Identifier: MIT
"""A process with its web UI that has one run after the other, each started as the page starts it."""
import signal
import time

from support.web_ui import WebUI

SOON_S = 30


class Session(WebUI):
    """Our own routes, by name; `folder` is where it writes."""

    def __init__(self, command, *words, variables=None, headers=None):
        self.folder = command.folder
        super().__init__(command.program, command.folder, *words, environment={"XDG_CACHE_HOME": str(command.cache)} | (variables or {}))
        self.headers = headers or {}

    @property
    def log(self):
        return self.run.log

    def done(self, name, **wishes):
        """Asks for what has to be possible."""
        answer = self.post(f"api/{name}", wishes)
        assert answer.status == 200 and answer.json["success"], answer
        return answer.json

    def refused(self, name, **wishes):
        answer = self.post(f"api/{name}", wishes)
        assert answer.status == 200 and not answer.json["success"], answer
        return answer.json

    def told(self):
        """What the page is told before all else: state, form, classes."""
        return self.get("api/state").json

    def document(self):
        """Of the present or last run."""
        return self.get("api/run").json

    def wait(self, condition):
        """Until the document of the run meets the condition; gives the document."""
        end = time.monotonic() + SOON_S
        while not condition(run := self.document()):
            assert time.monotonic() < end, f"{run['run']} {run['users']} {run['total']['requests']}\n{self.log[-2000:]}"
            time.sleep(0.05)
        return run

    def wait_stopped(self, number):
        """Until that run has ended."""
        return self.wait(lambda run: run["run"]["number"] == number and run["run"]["state"] == "stopped")

    def quit(self, number=signal.SIGTERM):
        """The exit code."""
        self.run.signal(number)
        return self.run.process.wait(SOON_S)
