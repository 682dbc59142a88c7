# SPDX-License-Identifier: MIT
"""Clients that mean harm, or know no better, get a clear answer and hold up nobody."""
import contextlib
import json
import socket

import pytest

from support.target_server import KEY, USER, wait_until

INGEST = "/api/v1/data/ingest"


def exchange(server, data, timeout=20):
    """Sends raw bytes; returns what comes back until the server closes."""
    received = b""
    with socket.create_connection((server.host, server.port), timeout=timeout) as s:
        with contextlib.suppress(ConnectionError):  # an early refusal may cut the sender short
            s.sendall(data)
            while part := s.recv(65536):
                received += part
    return received


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"{\"a\":1,}", b"\xff\xfe", b"{\"a\":1}{", b"[" * 5000, b"{\"a\":NaN}",
                                  b"{\"a\":1,\"a\":2}", b"{\"a\":\"\\u0000\"}", b"[1]", b"5", b"null", b"\"text\"", b"{\"a\":1e999}"], ids=range(15))
def test_bad_json_is_400_with_a_clear_sentence(target, body):
    server = target()
    reply = server.request("POST", INGEST, body=body, headers=KEY | {"Content-Type": "application/json"})
    assert reply.status == 400 and "JSON" in reply.json()["detail"], reply
    assert server.get("/health").status == 200


@pytest.mark.parametrize("kind", [None, "text/plain", "application/jsonx", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_wrong_content_type_is_415(target, kind):
    headers = KEY | ({"Content-Type": kind} if kind else {})
    assert target().request("POST", INGEST, body=b"{}", headers=headers).status == 415


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON", "application/json; charset=utf-8", "application/json ;x=y"])
def test_the_content_type_may_be_written_in_any_way(target, kind):
    body = json.dumps({"sensor_id": "a", "value": 1})
    assert target().request("POST", INGEST, body=body, headers=KEY | {"Content-Type": kind}).status == 201


@pytest.mark.parametrize("path", ["/", "/Health", "/health/", "/api/v1", "/api/v1/generation/1/2", "//health", "/%00", "/health%2f..",
                                  "/" + "a" * 3000, "/(unknown)", "/api/v1/audio/files/"], ids=range(11))
def test_unknown_paths_are_404_with_json(target, path):
    reply = target().get(path)
    assert reply.status == 404 and reply.json()["detail"], reply


def test_a_wrong_method_is_405_and_names_the_right_ones(target):
    server = target()
    reply = server.request("DELETE", "/health")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")
    reply = server.request("BREW", "/api/v1/auth/me")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD, DELETE")
    assert server.counted("OTHER", "/api/v1/auth/me")["requests"] == 1


def test_a_body_announced_as_too_large_is_413_before_it_is_sent(target):
    server = target()
    for length in (32 * 2**20 + 1, 2**63 - 1):
        answer = exchange(server, f"POST /_sink HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 413 ") and b"32 MiB" in answer, answer
    assert server.counted("POST", "/_sink")["statuses"] == {"413": 2}


def test_an_endless_chunked_body_is_413_and_not_kept(target):
    server = target()
    piece = b"x" * 2**20
    reply = server.request("POST", "/_sink", body=iter([piece] * 40))
    assert reply.status == 413
    assert server.get("/health/detailed").json()["process"]["resident_bytes"] < 1e9


def test_the_largest_body_is_still_taken(target):
    reply = target().request("POST", "/_sink", body=b"x" * 32 * 2**20)
    assert reply.status == 200 and reply.json()["size"] == 32 * 2**20


MALFORMED = [
    b"\r\n\r\n", b"nonsense\r\n\r\n", b"GET\r\n\r\n", b"\0" * 100, b"\xff" * 1000, b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01",
    b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"X-Long: " + b"y" * 100000 + b"\r\n\r\n",
    b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /health HTTP/1.1\r\n" + b"A: b\r\n" * 20000 + b"\r\n",
    b"POST /_sink HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /_sink HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    b"POST /_sink HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /_sink HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"]


@pytest.mark.parametrize("data", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_requests_do_no_harm(target, data):
    server = target()
    with socket.create_connection((server.host, server.port), timeout=20) as s:
        with contextlib.suppress(ConnectionError):
            s.sendall(data)
            s.settimeout(0.3)  # some are answered, some only ignored until more comes
            with contextlib.suppress(TimeoutError):
                while s.recv(65536):
                    pass
    assert server.get("/health").status == 200
    wait_until(lambda: server.ledger()["total"]["in_flight"] == 0, what="the end of every request")
    assert server.stop() == 0


def test_a_slow_client_holds_up_nobody(target):
    server = target()
    with socket.create_connection((server.host, server.port)) as slow:
        slow.sendall(b"POST /_sink HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx")
        for _ in range(50):
            assert server.get("/health").status == 200


def test_a_client_that_reads_nothing_holds_up_nobody(target):
    server = target()
    with socket.create_connection((server.host, server.port)) as lazy:
        lazy.sendall(b"GET /_bytes/60000000 HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(50):
            assert server.get("/health").status == 200
        assert server.counted("GET", "/_bytes/{count}")["in_flight"] == 1
    wait_until(lambda: server.counted("GET", "/_bytes/{count}")["abandoned"] == 1, what="the client's leaving")


def test_clients_that_leave_while_delayed_are_let_go(target):
    server = target("--fault", "/health latency_ms=300")
    for _ in range(20):
        with socket.create_connection((server.host, server.port)) as s:
            s.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    wait_until(lambda: server.counted("GET", "/health").get("requests") == 20, what="the arrivals")
    wait_until(lambda: server.counted("GET", "/health")["in_flight"] == 0, what="the ends")


def test_many_connections_are_served(target):
    server = target()
    sockets = [socket.create_connection((server.host, server.port), timeout=20) for _ in range(500)]
    for s in sockets:
        s.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    for s in sockets:
        assert s.recv(4096).startswith(b"HTTP/1.1 200 OK")
        s.close()
    assert server.counted("GET", "/health")["answered"] == 500


def test_quotes_and_percent_signs_are_data(target):
    server = target()
    for text in ("' OR 1=1 --", "%", "%s%n%d", "\"; DROP TABLE users;", "a\u0301\U0001f997", "\u0001"):
        email = text.replace(" ", "_") + "@example.com"
        assert server.post("/api/v1/auth/register", {"email": email, "password": "long enough", "name": text}).status == 201
        me = server.get("/api/v1/auth/me", server.login({"email": email, "password": "long enough"})).json()
        assert (me["email"], me["name"]) == (email, text)
    assert server.post("/api/v1/auth/login", USER | {"password": "' OR '1'='1"}).status == 401
