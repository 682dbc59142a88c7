# SPDX-License-Identifier: MIT
"""The ledger's counts are exact."""
import socket
import threading

from support.target_server import wait_until


def ends(line):
    return line["answered"] + line["reset"] + line["closed_early"] + line["abandoned"] + line["in_flight"]


def test_counts_every_request_of_many_connections(target):
    server = target()
    clients, each = 40, 50

    def send():
        connection = server.connect()
        for _ in range(each):
            connection.request("GET", "/health")
            connection.getresponse().read()
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    line = server.counted("GET", "/health")
    body = len(server.get("/health").body)
    assert line["requests"] == line["answered"] == line["statuses"]["200"] == clients * each
    assert line["bytes_out"] == clients * each * body
    assert line["in_flight"] == line["abandoned"] == 0


def test_counts_by_pattern_method_and_status(target):
    server = target()
    for path in ("/_status/201", "/_status/404", "/_status/404"):
        server.get(path)
    server.get("/nowhere")
    server.get("/nowhere/else")
    server.request("PUT", "/health")
    assert server.counted("GET", "/_status/{code}")["statuses"] == {"201": 1, "404": 2}
    assert server.counted("GET", "(unknown)")["statuses"] == {"404": 2}
    assert server.counted("PUT", "/health")["statuses"] == {"405": 1}
    assert server.ledger()["total"]["requests"] == 6


def test_counts_the_bytes_of_bodies_both_ways(target):
    server = target()
    server.request("POST", "/_sink", body=b"x" * 12345)
    server.get("/_bytes/54321")
    server.request("HEAD", "/_bytes/54321")
    server.get("/_chunked/777")
    assert server.counted("POST", "/_sink")["bytes_in"] == 12345
    assert server.counted("GET", "/_bytes/{count}")["bytes_out"] == 54321
    assert server.counted("HEAD", "/_bytes/{count}")["bytes_out"] == 0
    assert server.counted("GET", "/_chunked/{count}")["bytes_out"] == 777


def test_does_not_count_its_own_requests_nor_those_for_faults(target):
    server = target()
    for _ in range(3):
        server.get("/_ledger")
        server.get("/_faults")
    assert server.ledger()["total"]["requests"] == 0


def test_reset_forgets_also_what_is_in_flight(target):
    server = target()
    server.get("/health")
    connection = server.connect()
    connection.request("GET", "/_delay/300")
    wait_until(lambda: server.counted("GET", "/_delay/{ms}"), what="the arrival")
    assert server.post("/_ledger/reset").status == 200
    assert connection.getresponse().read()
    total = server.ledger()["total"]
    assert total["requests"] == total["answered"] == total["in_flight"] == 0
    connection.close()


def test_a_request_counts_once_its_head_is_complete(target):
    server = target()
    with socket.create_connection((server.host, server.port)) as s:
        s.sendall(b"POST /_sink HTTP/1.1\r\nHost: x\r\nContent-Len")
        assert server.ledger()["total"]["requests"] == 0
        s.sendall(b"gth: 100\r\n\r\nhalf of it")
        line = wait_until(lambda: server.counted("POST", "/_sink"), what="the arrival")
        assert (line["requests"], line["in_flight"], line["answered"]) == (1, 1, 0)
    line = wait_until(lambda: server.counted("POST", "/_sink") if server.counted("POST", "/_sink")["abandoned"] else None,
                      what="the client's leaving being noticed")
    assert (line["requests"], line["in_flight"], line["answered"], line["abandoned"]) == (1, 0, 0, 1)


def test_pipelined_requests_count_each(target):
    server = target()
    count = 100
    with socket.create_connection((server.host, server.port), timeout=20) as s:
        s.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * (count - 1) + b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = b""
        while part := s.recv(65536):
            received += part
    assert received.count(b"HTTP/1.1 200 OK") == count
    assert server.counted("GET", "/health")["answered"] == count


def test_counts_connections(target):
    server = target()
    server.post("/_ledger/reset")
    connection = server.connect()
    for _ in range(5):
        connection.request("GET", "/health")
        connection.getresponse().read()
    connections = server.ledger()["connections"]
    assert connections["open"] == 2  # the kept one and the ledger's own
    assert connections["opened"] - connections["closed"] == connections["open"]
    connection.close()
    wait_until(lambda: server.ledger()["connections"]["open"] == 1, what="the closed connection being noticed")


def test_requests_equal_the_sum_of_their_ends_under_faults(target):
    server = target("--fault", "/_bytes/* reset_rate=0.2 close_early_rate=0.2 error_rate=0.2 latency_ms=1 jitter_ms=1")
    outcomes = {"fine": 0, "error": 0, "broken": 0}
    for _ in range(150):
        try:
            status = server.get("/_bytes/5000").status
            outcomes["fine" if status == 200 else "error"] += 1
        except Exception:
            outcomes["broken"] += 1
    line = server.counted("GET", "/_bytes/{count}")
    assert line["requests"] == ends(line) == 150
    assert line["statuses"] == {"200": outcomes["fine"], "503": outcomes["error"]}
    assert line["reset"] + line["closed_early"] == outcomes["broken"]
    assert min(line["reset"], line["closed_early"], outcomes["fine"], outcomes["error"]) > 5, line
    assert line["abandoned"] == 0
