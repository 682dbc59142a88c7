# SPDX-License-Identifier: MIT
"""A process with its web UI: started at a free port, and asked over HTTP as a script or a page would ask."""
import http.client
import json
import re
import signal
import ssl
import time
import urllib.parse

from support.cicada import CicadaRun

ANSWER_SECONDS = 30
STARTED = re.compile(r"Starting web interface at (https?://\S+)")


class Answer:
    """Status, headers and body of one answer."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode("utf-8", "strict")

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {dict(self.headers)} {self.body[:500]!r}"


class WebUI:
    """`cicada ARGUMENTS --web-port 0`; `headers` go with each request."""

    def __init__(self, program, folder, *arguments, **more):
        folder.mkdir(exist_ok=True)
        self.run = CicadaRun(program, ["--web-port", "0", *arguments], folder, reports=False, tables=False, **more)
        self.headers = {}
        self.run.wait_for("Starting web interface at ")
        self.url = STARTED.search(self.run.log)[1]
        parts = urllib.parse.urlsplit(self.url)
        self.host, self.port, self.base, self.tls = parts.hostname, parts.port, parts.path, parts.scheme == "https"
        self.authority = None  # a PEM file to verify the certificate with

    def connect(self):
        if not self.tls:
            return http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_SECONDS)
        context = ssl.create_default_context(cafile=self.authority)
        return http.client.HTTPSConnection(self.host, self.port, timeout=ANSWER_SECONDS, context=context)

    def request(self, method, path, body=None, headers=None):
        connection = self.connect()
        try:
            connection.request(method, f"{self.base}/{path}", body, self.headers | (headers or {}))
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, headers=None):
        return self.request("GET", path, headers=headers)

    def post(self, path, values=None, headers=None):
        """`values` as JSON."""
        return self.request("POST", path, json.dumps(values or {}), {"Content-Type": "application/json"} | (headers or {}))

    def post_form(self, path, fields, headers=None):
        form = urllib.parse.urlencode(fields, doseq=True)
        return self.request("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded"} | (headers or {}))

    def state(self):
        return self.get("api/state").json["state"]

    def wait_for_state(self, *states, seconds=30):
        """The state, once it is one of these."""
        until = time.monotonic() + seconds
        while (state := self.state()) not in states:
            assert time.monotonic() < until, f"{state!r} is none of {states} after {seconds} s; log: {self.run.log}"
            time.sleep(0.05)
        return state

    def start(self, **values):
        """A run that was begun; fails where it is refused."""
        answer = self.post("api/start", values)
        assert answer.json["success"], answer
        return answer.json

    def events(self):
        return Events(self)

    def end(self, code=None):
        """Ends the process as Ctrl-C does."""
        if self.run.process.poll() is None:
            self.run.signal(signal.SIGINT)
        return self.run.wait(code=code)


class Events:
    """The stream of events; iterating gives (event, data) with data from JSON."""

    def __init__(self, ui):
        self.connection = ui.connect()
        self.connection.request("GET", f"{ui.base}/api/events", headers=ui.headers | {"Accept": "text/event-stream"})
        self.response = self.connection.getresponse()
        assert self.response.status == 200, Answer(self.response)
        assert self.response.headers["Content-Type"] == "text/event-stream"

    def __iter__(self):
        event = None
        while line := self.response.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                yield event, json.loads(value)

    def next(self, wanted, seconds=20):
        """The data of the next event of this name."""
        until = time.monotonic() + seconds
        for event, data in self:
            if event == wanted:
                return data
            assert time.monotonic() < until, f"no event {wanted!r} within {seconds} s"
        raise AssertionError(f"the stream ended before an event {wanted!r}")

    def close(self):
        self.connection.close()
