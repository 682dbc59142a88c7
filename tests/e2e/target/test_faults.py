# SPDX-License-Identifier: MIT
"""The target misbehaves exactly as it is told."""
import http.client
import os
import socket
import threading
import time

import pytest

BUSY_MS = 25  # what a machine with other things to do may add to a median


def test_without_rules_nothing_is_delayed(target):
    reply = target().get("/health")
    assert reply.status == 200 and reply.headers["X-Served-Delay-Ns"] is None


@pytest.mark.parametrize("millis", [0.2, 1, 5, 50])
def test_latency_is_served_never_short_and_hardly_longer(target, millis):
    server = target("--fault", f"/health latency_ms={millis}")
    delays = sorted(server.get("/health").served_delay * 1000 for _ in range(30))
    assert delays[0] >= millis
    assert delays[15] < millis + BUSY_MS, f"median of {delays}"  # on an idle machine a few microseconds more than asked


def test_what_the_header_says_is_what_the_client_waits(target):
    server = target("--fault", "/health latency_ms=100")
    begun = time.monotonic()
    served = server.get("/health").served_delay
    assert 0.1 <= served <= time.monotonic() - begun


def test_jitter_spreads_evenly_around_the_latency(target):
    server = target("--fault", "/health latency_ms=10 jitter_ms=8")
    connection = server.connect()
    delays = []
    for _ in range(150):
        connection.request("GET", "/health")
        response = connection.getresponse()
        response.read()
        delays.append(int(response.headers["X-Served-Delay-Ns"]) / 1e6)
    connection.close()
    assert min(delays) >= 2 and min(delays) < 5, min(delays)
    assert 7 < sorted(delays)[75] < 13 + BUSY_MS
    assert len([d for d in delays if d > 14]) > 15


def test_a_delayed_answer_holds_up_nobody_else(target):
    server = target("--fault", "/_delay/* latency_ms=0")
    slow = server.connect()
    slow.request("GET", "/_delay/20000")
    begun = time.monotonic()
    for _ in range(100):
        assert server.get("/health").status == 200
    assert time.monotonic() - begun < 15
    slow.close()


def test_workers_do_so_many_at_a_time_and_the_others_wait_in_line(target):
    server = target("--fault", "/health workers=2 latency_ms=300")
    delays = []
    threads = [threading.Thread(target=lambda: delays.append(server.get("/health").served_delay)) for _ in range(8)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begun >= 1.2, "four rounds of two"
    # Those who came later than the first waited less by as much. One worker alone would let the last one wait for 2.4 s.
    assert 0.45 < max(delays) < 2.1 and min(delays) >= 0.3, sorted(delays)


def test_workers_need_to_know_how_long_their_work_takes(target):
    server = target()
    reply = server.post("/_faults", {"rules": [{"path": "/health", "workers": 2}]})
    assert reply.status == 422 or reply.status == 400, reply
    assert "latency_ms" in reply.json()["detail"]


def test_delays_of_many_connections_run_side_by_side(target):
    server = target("--fault", "/health latency_ms=500")
    threads = [threading.Thread(target=server.get, args=("/health",)) for _ in range(30)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begun < 10  # one after another would take 15 s
    assert server.counted("GET", "/health")["answered"] == 30


def test_errors_come_at_their_rate_and_with_their_status(target):
    server = target("--fault", "/health error_rate=0.3 error_status=502")
    statuses = [server.get("/health").status for _ in range(300)]
    assert set(statuses) == {200, 502}
    assert 60 <= statuses.count(502) <= 120, statuses.count(502)  # 90 expected, 3.8 deviations allowed


def test_the_same_seed_draws_the_same_errors(target):
    def statuses(seed):
        server = target("--seed", seed, "--fault", "/health error_rate=0.5")
        return [server.get("/health").status for _ in range(40)]

    assert statuses("7") == statuses("7") != statuses("8")


def test_a_reset_is_a_reset_without_an_orderly_end(target):
    server = target("--fault", "/health reset_rate=1")
    with socket.create_connection((server.host, server.port), timeout=20) as s:
        s.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            s.recv(100)
    assert server.counted("GET", "/health")["reset"] == 1
    assert server.get("/_status/200").status == 200


def test_close_early_sends_half_of_the_body(target):
    server = target("--fault", "/_bytes/* close_early_rate=1")
    with pytest.raises(http.client.IncompleteRead) as error:
        server.get("/_bytes/100000")
    assert len(error.value.partial) == 50000
    line = server.counted("GET", "/_bytes/{count}")
    assert (line["closed_early"], line["answered"], line["bytes_out"]) == (1, 0, 50000)


def test_close_early_without_a_body_closes_without_an_answer(target):
    server = target("--fault", "/_status/* close_early_rate=1")
    with pytest.raises(http.client.RemoteDisconnected):
        server.get("/_status/204")
    assert server.counted("GET", "/_status/{code}")["closed_early"] == 1


def test_a_slow_body_comes_in_pieces_on_time(target):
    server = target("--fault", "/_bytes/* slow_body_bytes=100 slow_body_interval_ms=50")
    begun = time.monotonic()
    reply = server.get("/_bytes/1000")
    took = time.monotonic() - begun
    assert len(reply.body) == 1000
    assert took >= 0.44, took  # ten pieces, nine intervals


def test_a_fixed_body_size_replaces_the_body(target):
    server = target("--fault", "/health body_size=4096")
    assert len(server.get("/health").body) == 4096
    server.faults({"path": "/health", "body_size": 0})
    assert server.get("/health").body == b""


def test_a_stall_freezes_the_whole_server(target):
    server = target()
    connection = server.connect()
    connection.request("GET", "/health")
    connection.getresponse().read()
    server.faults(for_ms=2000, now=True)
    begun = time.monotonic()
    connection.request("GET", "/health")
    connection.getresponse().read()
    first = time.monotonic() - begun
    connection.request("GET", "/health")
    connection.getresponse().read()
    second = time.monotonic() - begun - first
    connection.close()
    assert first > 1, f"answered after {first:.3f} s in a stall of 2 s"
    assert second < 1, f"{second:.3f} s after the stall"


def test_stalls_come_again_and_again(target):
    server = target("--stall", "for_ms=150 every_ms=500")
    times = []
    connection = server.connect()
    end = time.monotonic() + 2.2
    while time.monotonic() < end:
        begun = time.monotonic()
        connection.request("GET", "/health")
        connection.getresponse().read()
        times.append(time.monotonic() - begun)
    connection.close()
    slow = len([seconds for seconds in times if seconds > 0.1])
    assert 2 <= slow < len(times) / 2, sorted(times)


def cpu_seconds(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_processor_time_is_used_and_counted(target):
    server = target("--fault", "/health cpu_ms=50")
    before = cpu_seconds(server)
    for _ in range(10):
        assert server.get("/health").status == 200
    assert cpu_seconds(server) - before >= 0.45
    assert server.counted("GET", "/health")["fault_cpu_ns"] == server.ledger()["total"]["fault_cpu_ns"] == 500_000_000


def test_memory_is_kept_and_counted_up_to_its_limit(target):
    server = target("--fault", "/health leak_bytes=50000000")

    def resident():
        with open(f"/proc/{server.process.pid}/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    before = resident()
    for _ in range(3):
        assert server.get("/health").status == 200
    assert server.request("DELETE", "/_faults").status == 200
    assert resident() - before >= 150_000_000
    server.faults({"path": "/health", "leak_bytes": 50_000_000})
    for _ in range(7):
        assert server.get("/health").status == 200
    assert server.counted("GET", "/health")["leaked_bytes"] == 256 << 20


def test_the_first_rule_that_fits_decides(target):
    server = target()
    server.faults({"path": "/health", "method": "POST", "error_rate": 1}, {"path": "/health/*", "error_rate": 1, "error_status": 500},
                  {"path": "*", "error_rate": 1, "error_status": 429})
    assert server.get("/health").status == 429
    assert server.get("/health/db").status == 500
    assert server.request("POST", "/health").status == 503


def test_control_is_never_subject_to_faults(target):
    server = target("--fault", "* error_rate=1")
    assert server.get("/health").status == 503
    assert server.get("/_ledger").status == 200
    assert server.request("DELETE", "/_faults").json()["rules"] == []
    assert server.get("/health").status == 200


def test_rules_are_shown_as_they_were_set(target):
    server = target()
    rule = {"path": "/api/*", "method": "GET", "latency_ms": 0.25, "jitter_ms": 0.125, "workers": 3, "error_rate": 0.5, "error_status": 504,
            "reset_rate": 0.25, "close_early_rate": 0.25, "slow_body_bytes": 10, "slow_body_interval_ms": 20, "cpu_ms": 0.5,
            "leak_bytes": 7, "body_size": 30}
    assert server.faults(rule)["rules"] == [rule]
    assert server.get("/_faults").json()["rules"] == [rule]


@pytest.mark.parametrize("wanted", [
    {"rules": [{"path": "*", "error_rate": 2}]},
    {"rules": [{"path": "*", "error_rate": 0.6, "reset_rate": 0.6}]},
    {"rules": [{"path": 5}]},
    {"rules": [{"latency": 5}]},
    {"rules": [7]},
    {"rules": {}},
    {"rule": []},
    {"stall": {"for_ms": 100, "every_ms": 50}},
    {"stall": {"for": 1}},
    {"rules": [{"path": "*"}] * 101},
])
def test_malformed_faults_are_refused_and_change_nothing(target, wanted):
    server = target("--fault", "/kept error_rate=1")
    before = server.get("/_faults").json()
    reply = server.post("/_faults", wanted)
    assert reply.status == 400 and reply.json()["detail"], reply
    assert server.get("/_faults").json() == before
