# SPDX-License-Identifier: MIT
"""The audio suite: its mix, classes by weight, trace ids, the cache metric, its limits, its stages."""
import re

import pytest

from support.hostile import HostileServer
from support.suites import START, check_healthy, check_ledger, check_mix, mix

SHORT = ["--seed", 3]
AUDIO, EXTERNAL, ADMIN = "/api/v1/audio", "/api/v1/external", "/api/v1/admin"
PEOPLE = {f"POST {AUDIO}/analyze": 3, f"POST {AUDIO}/upload": 1, f"GET {AUDIO}/results/[id]": 2, f"GET {AUDIO}/files": 2,
          f"GET {AUDIO}/search": 1}
PROGRAMS = {f"POST {EXTERNAL}/analyze": 5, f"POST {EXTERNAL}/batch": 2, f"GET {EXTERNAL}/jobs/[id]": 3}
ADMINISTRATORS = {f"GET {ADMIN}/dashboard": 3, f"GET {ADMIN}/users": 1, f"GET {ADMIN}/health": 2}
LIMITS, CACHE = ["p95 < 500ms", "fail_ratio < 0.001"], 'metric("cache hit").avg > 0.7'


@pytest.mark.sanitize
def test_the_mix_is_the_one_of_the_weights_and_the_server_counts_the_same(suites, target):
    server = target()
    run = suites("audio", "baseline", "-H", server.url, "--stages", "a=450:450:3s", *SHORT, seconds=90, code=None)
    for weights in (PEOPLE, PROGRAMS):
        check_mix(mix(run), weights)
    assert set(mix(run)) <= {*PEOPLE, *PROGRAMS, *ADMINISTRATORS, f"PATCH {ADMIN}/users/[id]"}
    check_ledger(run, server)
    check_healthy(run, LIMITS)


def test_classes_take_part_by_weight(suites, target):
    run = suites("audio", "baseline", "-H", target().url, "--stages", "90:90:1s", *SHORT, code=None)
    assert {c["name"]: c["weight"] for c in run.report["users"]["classes"]} == {"AudioAnalysisUser": 5, "APIUser": 3, "AdminUser": 1}
    assert run.row(f"{AUDIO}/upload{START}")["requests"] == 50
    assert run.row(f"{EXTERNAL}/analyze{START}")["requests"] == 30
    classes = {c["name"]: c for c in run.report["users"]["classes"]}
    assert sum(c["requests"] for c in classes.values()) == run.total["requests"]
    of_programs = sum(row["requests"] for row in run.report["requests"] if row["name"].startswith(EXTERNAL))
    assert classes["APIUser"]["requests"] == of_programs
    assert classes["APIUser"]["traffic_share"] == pytest.approx(of_programs / run.total["requests"])
    assert re.search(r"^APIUser +\d+ +[\d.]+ % +0$", run.log, re.M)


def test_each_request_of_a_task_has_a_trace_id_of_its_own_and_a_slow_one_is_logged_with_it(suites):
    def script(peer):
        while True:
            length = re.search(rb"\r\ncontent-length: (\d+)", peer.request(), re.I)
            while length and len(peer.rest) < int(length.group(1)):
                peer.rest += peer.connection.recv(65536)
            peer.rest = peer.rest[int(length.group(1)):] if length else peer.rest
            peer.answer(b'{"access_token": "t", "id": 1, "file_id": 1}', fields=b"Content-Type: application/json\r\n")

    server = HostileServer(script)
    try:
        run = suites("audio", "baseline", "-H", server.url, "--stages", "30:100:2s", *SHORT, code=None,
                     environment={"AUDIO_SLOW_MS": "0"})
    finally:
        server.stop()
    heads = [head.decode() for head in server.requests if b"/auth/" not in head]
    traces = [re.search(r"\r\ntraceparent: 00-([0-9a-f]{32})-[0-9a-f]{16}-01(\r\n|$)", head, re.I) for head in heads]
    assert heads and all(traces), [head for head, trace in zip(heads, traces) if not trace][:1]
    ids = [trace.group(1) for trace in traces]
    assert len(set(ids)) == len(ids)
    logged = set(re.findall(r"slow: \S+ \S+ (?:\[start\] )?took \d+ ms, trace ([0-9a-f]{32})", run.log))
    assert len(logged & set(ids)) > 0.5 * len(ids)


def test_stages_follow_each_other_by_themselves(suites, target):
    run = suites("audio", "all", "-H", target().url, "--stages", "baseline=10:100:1s,normal=20:100:1s,peak=30:100:1s", *SHORT, code=3)
    assert run.report["run"]["stop_reason"] == "all stages done"
    assert run.report["users"]["peak"] == 30
    assert run.check_results()[CACHE] == "fail"  # at first all results are new to the cache


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_after_some_minutes_most_results_come_from_the_cache(suites, target):
    run = suites("audio", "normal", "-H", target().url, "--stages", "normal=100:50:2m", *SHORT, seconds=200)
    assert run.check_results()[CACHE] == "pass"
