# SPDX-License-Identifier: MIT
"""Health, its parts, and what Prometheus reads."""
import contextlib
import re
import shutil
import socket
import subprocess
import threading

import pytest

from support.ports import free_port
from support.target_server import wait_until


class FakeRedis:
    """Answers each PING on each connection with `answer`; None never answers."""

    def __init__(self, answer=b"+PONG\r\n"):
        self.answer = answer
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        with connection, contextlib.suppress(ConnectionError):  # the server may leave without an orderly end
            while connection.recv(100) == b"PING\r\n":
                if self.answer is not None:
                    connection.sendall(self.answer)

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@pytest.fixture
def redis():
    made = []

    def start(*answer):
        made.append(FakeRedis(*answer))
        return made[-1]

    yield start
    for server in made:
        server.close()


def test_without_redis_it_is_not_configured(target):
    server = target()
    assert server.get("/health/redis").json() == {"status": "not configured"}
    assert server.get("/health/detailed").json()["components"]["redis"] == {"status": "not configured"}


def test_a_living_redis_is_healthy_over_one_connection(target, redis):
    fake = redis()
    server = target("--redis", f"127.0.0.1:{fake.port}")
    for _ in range(20):
        reply = server.get("/health/redis")
        assert (reply.status, reply.json()["status"]) == (200, "healthy"), reply
    assert fake.connections == 1
    assert server.get("/health/detailed").json()["components"]["redis"]["status"] == "healthy"


def test_many_ask_a_silent_redis_at_once_and_others_are_served(target, redis):
    server = target("--redis", f"127.0.0.1:{redis(None).port}")
    replies = []
    threads = [threading.Thread(target=lambda: replies.append(server.get("/health/redis"))) for _ in range(10)]
    for thread in threads:
        thread.start()
    wait_until(lambda: server.counted("GET", "/health/redis"), what="the questions")
    assert server.get("/health").status == 200
    for thread in threads:
        thread.join()
    assert {r.status for r in replies} == {503} and {r.json()["detail"] for r in replies} == {"no answer within 500 ms"}
    assert server.counted("GET", "/health/redis")["in_flight"] == 0


def test_a_redis_that_is_down_or_strange_is_unhealthy(target, redis, closed_port):
    reply = target("--redis", f"127.0.0.1:{closed_port}").get("/health/redis")
    assert reply.status == 503 and reply.json()["detail"] == "connection refused", reply
    server = target("--redis", f"127.0.0.1:{redis(b'-NOAUTH no').port}")
    for _ in range(3):
        assert server.get("/health/redis").json()["detail"] == "the answer to PING was not PONG"
    assert server.get("/health/detailed").status == 503


def test_a_redis_that_comes_back_is_healthy_again(target, redis):
    fake = redis(b"")
    server = target("--redis", f"127.0.0.1:{fake.port}")
    assert server.get("/health/redis").status == 503
    fake.answer = b"+PONG\r\n"
    assert server.get("/health/redis").status == 200


@pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")
def test_a_real_redis_is_healthy(target, tmp_path):
    port = free_port()
    process = subprocess.Popen(["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"], cwd=tmp_path,
                               stdout=subprocess.DEVNULL)
    try:
        server = target("--redis", f"127.0.0.1:{port}")
        wait_until(lambda: server.get("/health/redis").status == 200, what="a healthy Redis")
    finally:
        process.terminate()
        process.wait(20)


def test_stopping_forgets_questions_under_way(target, redis):
    server = target("--redis", f"127.0.0.1:{redis(None).port}")
    connection = server.connect()
    connection.request("GET", "/health/redis")
    wait_until(lambda: server.counted("GET", "/health/redis"), what="the question")
    assert server.stop() == 0
    connection.close()


def test_the_details_are_plausible(target):
    details = target().get("/health/detailed").json()
    assert details["status"] == details["components"]["database"]["status"] == "healthy"
    assert 1e6 < details["process"]["resident_bytes"] < 2e9 and details["uptime_seconds"] > 0
    assert details["process"]["open_connections"] == 1


def test_metrics_count_what_was_answered(target):
    server = target()
    for path in ("/health", "/health", "/_status/404"):
        server.get(path)
    server.post("/_ledger/reset")  # must not touch the metrics
    reply = server.get("/metrics")
    text = reply.body.decode()
    assert reply.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'http_requests_total{method="GET",endpoint="/health",status="200"} 2' in text
    assert 'http_requests_total{method="GET",endpoint="/_status/{code}",status="404"} 1' in text
    assert 'http_request_duration_seconds_count{method="GET",endpoint="/health"} 2' in text
    buckets = [int(n) for n in re.findall(r'seconds_bucket{method="GET",endpoint="/health",le="[^"]*"} (\d+)', text)]
    assert buckets == sorted(buckets) and buckets[-1] == 2 and len(buckets) == 15


def test_metrics_follow_the_text_format(target):
    server = target()
    server.get("/health")
    named = set()
    for line in server.get("/metrics").body.decode().splitlines():
        if line.startswith("# TYPE "):
            named.add(line.split()[2])
        elif not line.startswith("# HELP "):
            match = re.fullmatch(r'([a-z_]+)({([a-z]+="[^"\\]*",?)+})? (\d+(\.\d+)?([eE][-+]?\d+)?)', line)
            assert match, line
            assert re.sub("_(bucket|sum|count)$", "", match[1]) in named or match[1] in named, line
    assert {"http_requests_total", "http_request_duration_seconds", "process_resident_memory_bytes"} <= named
