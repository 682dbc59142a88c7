# SPDX-License-Identifier: MIT
"""The optimization dashboard and its rate limits."""
import pytest

from support.target_server import USER

CRITERIA = "/api/v1/config/optimization-criteria"


def statuses(server, method, path, count, headers=None, **more):
    return [server.request(method, path, headers=headers, **more).status for _ in range(count)]


def test_the_numbers_of_the_dashboard_agree_with_each_other(target):
    stats = target().get("/api/v1/dashboard/stats").json()
    assert stats["total_sessions"] == 240 == sum(stats["by_status"].values()) == sum(stats["by_strategy"].values())
    assert 0 < stats["average_improvement"] < stats["best_improvement"] <= 60


def test_sessions_are_filtered_and_paged(target):
    server = target()
    path = "/api/v1/optimization/sessions"
    every = server.get(path + "?limit=200").json()["sessions"] + server.get(path + "?limit=200&offset=200").json()["sessions"]
    assert len(every) == 240
    done = server.get(path + "?limit=200&status=completed&strategy=genetic&min_improvement=30").json()["sessions"]
    wanted = [s for s in every if s["status"] == "completed" and s["strategy"] == "genetic" and s["improvement"] >= 30]
    assert done == wanted and 0 < len(done) < 240
    assert server.get(f"{path}/{every[0]['id']}").json() == every[0]
    assert server.get(path + "/999").status == 404 and server.get(path + "?limit=x").status == 422


def test_criteria_are_read_and_changed_in_part(target):
    server = target()
    before = server.get(CRITERIA).json()
    changed = server.request("PUT", CRITERIA, json_body={"max_latency_ms": 250, "weights": {"cost": 0.9}})
    assert changed.status == 200
    expected = before["criteria"] | {"max_latency_ms": 250, "weights": before["criteria"]["weights"] | {"cost": 0.9}}
    assert changed.json() == server.get(CRITERIA).json() == {"version": before["version"] + 1, "criteria": expected}


@pytest.mark.parametrize("body", [{"max_latency_ms": "fast"}, {"max_latency": 5}, {"min_success_rate": 1.5}, {"weights": 5},
                                  {"weights": {"cost": 7}}])
def test_unfit_criteria_are_422_and_change_nothing(target, body):
    server = target()
    before = server.get(CRITERIA).json()
    assert server.request("PUT", CRITERIA, json_body=body).status == 422
    assert server.get(CRITERIA).json() == before


@pytest.mark.parametrize("method, path, limit", [("GET", "/api/v1/dashboard/stats", 60), ("GET", "/api/v1/optimization/sessions", 120),
                                                 ("GET", CRITERIA, 120), ("PUT", CRITERIA, 10)])
def test_each_endpoint_admits_its_number_a_minute(target, method, path, limit):
    server = target()
    seen = statuses(server, method, path, limit + 5, server.login(), json_body={} if method == "PUT" else None)
    assert seen == [200] * limit + [429] * 5


def test_a_refusal_says_when_to_come_again(target):
    server = target()
    statuses(server, "PUT", CRITERIA, 10, json_body={})
    reply = server.request("PUT", CRITERIA, json_body={})
    assert reply.status == 429 and 50 <= int(reply.headers["Retry-After"]) <= 60
    assert (reply.headers["X-RateLimit-Limit"], reply.headers["X-RateLimit-Remaining"]) == ("10", "0")


def test_limits_are_per_user_and_per_endpoint(target):
    server = target()
    first, second = server.login(), server.login({"email": "user002@example.com", "password": USER["password"]})
    assert statuses(server, "PUT", CRITERIA, 11, first, json_body={})[-1] == 429
    assert statuses(server, "PUT", CRITERIA, 1, second, json_body={}) == [200]
    assert statuses(server, "PUT", CRITERIA, 1, {"X-API-Key": "cicada-audio-key"}, json_body={}) == [200]
    assert statuses(server, "GET", CRITERIA, 1, first) == [200]


def test_limits_can_be_switched_off(target):
    server = target("--no-rate-limits")
    reply = [server.request("PUT", CRITERIA, json_body={}) for _ in range(12)][-1]
    assert reply.status == 200 and reply.headers["X-RateLimit-Limit"] is None


def test_a_bad_token_is_401_also_where_none_is_needed(target):
    assert target().get(CRITERIA, {"Authorization": "Bearer x"}).status == 401
