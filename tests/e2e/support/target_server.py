# SPDX-License-Identifier: MIT
"""A running target server, and requests to it with the standard library."""
import http.client
import json
import signal
import subprocess
import tempfile
import time

START_SECONDS = 20
STOP_SECONDS = 20
REPLY_SECONDS = 30
USER = {"email": "user001@example.com", "password": "correct horse"}
ADMIN = {"email": "admin@example.com", "password": "correct horse admin"}
KEY = {"X-API-Key": "cicada-maintenance-key"}


def target_program_in(build):
    """The path of the target server's program in a build directory, as tools/build or meson alone leaves it; None: there is none."""
    places = (build / "cicada-target", build / "target" / "cicada-target")
    return next((path for path in places if path.exists()), None)


class Reply:
    """Status, header fields and body of an answer that was read in full."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    @property
    def served_delay(self):
        """Seconds that the server says it held the answer back."""
        return int(self.headers["X-Served-Delay-Ns"]) / 1e9

    def __repr__(self):
        return f"Reply({self.status}, {self.body[:300]!r})"


class TargetServer:
    def __init__(self, program, options=()):
        self.errors = tempfile.TemporaryFile("w+")  # not a pipe, which a talkative server could fill
        self.process = subprocess.Popen([program, "--port", "0", "--exit-with-parent", *options],
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.line = self.process.stdout.readline().strip()
        if not self.line.startswith("listening on http://"):
            self.process.kill()
            self.process.wait()
            raise RuntimeError(f"cicada-target did not start: {self.line!r} {self.said()}")
        self.url = self.line.removeprefix("listening on ")
        self.host, _, port = self.url.removeprefix("http://").rpartition(":")
        self.port = int(port)

    def connect(self, timeout=REPLY_SECONDS):
        """A connection of its own, for several requests; the caller closes it."""
        return http.client.HTTPConnection(self.host.strip("[]"), self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, json_body=None, timeout=REPLY_SECONDS):
        """One request on a new connection."""
        headers = dict(headers or {})
        if json_body is not None:
            body = json.dumps(json_body)
            headers.setdefault("Content-Type", "application/json")
        connection = self.connect(timeout)
        try:
            connection.request(method, path, body=body, headers=headers)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, headers=None, **more):
        return self.request("GET", path, headers=headers, **more)

    def post(self, path, json_body=None, headers=None, **more):
        return self.request("POST", path, headers=headers, json_body=json_body, **more)

    def login(self, account=None):
        """Header fields with the token of a user, by default the first seeded one."""
        reply = self.post("/api/v1/auth/login", account or USER)
        assert reply.status == 200, reply
        return {"Authorization": "Bearer " + reply.json()["access_token"]}

    def ledger(self):
        return self.get("/_ledger").json()

    def counted(self, method, endpoint):
        """The ledger's line of one endpoint; an empty dictionary when it was never asked."""
        lines = [e for e in self.ledger()["endpoints"] if (e["method"], e["endpoint"]) == (method, endpoint)]
        return lines[0] if lines else {}

    def faults(self, *rules, **stall):
        """Replaces the rules, and the stall if one is given."""
        wanted = {"rules": list(rules)}
        if stall:
            wanted["stall"] = stall
        reply = self.post("/_faults", wanted)
        assert reply.status == 200, reply
        return reply.json()

    def said(self):
        """What the server wrote to stderr so far."""
        self.errors.seek(0)
        return self.errors.read()

    def stop(self):
        """Ends the server as an operator would and returns its exit code; safe to call twice."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        return self.process.returncode


def wait_until(condition, seconds=10, what="the condition"):
    """Asks `condition` again and again until it gives something true, which is returned; fails after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"{what} was not met within {seconds} s; last: {value!r}"
        time.sleep(0.01)
