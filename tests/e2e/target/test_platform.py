# SPDX-License-Identifier: MIT
"""Generations and payments."""
import pytest

from support.target_server import USER, wait_until

OTHER = {"email": "user002@example.com", "password": USER["password"]}


def test_a_generation_progresses_and_completes(target):
    server = target()
    token = server.login()
    created = server.post("/api/v1/generation/create", {"prompt": "a field of cicadas", "style": "etching"}, token)
    assert created.status == 201 and created.json()["status"] in ("queued", "running"), created
    path = f"/api/v1/generation/{created.json()['id']}"
    seen = []

    def completed():
        seen.append(server.get(path, token).json())
        return seen[-1]["status"] == "completed"

    wait_until(completed, what="the completion")
    assert {s["status"] for s in seen} <= {"queued", "running", "completed"} and "running" in {s["status"] for s in seen}
    assert [s["progress"] for s in seen] == sorted(s["progress"] for s in seen)
    assert seen[-1]["progress"] == 100 and seen[-1]["result"] == "a field of cicadas, in the etching style"


def test_generations_are_listed_newest_first_by_pages(target):
    server = target()
    token = server.login()
    ids = [server.post("/api/v1/generation/create", {"prompt": f"number {i}"}, token).json()["id"] for i in range(5)]
    page = server.get("/api/v1/generation/list?limit=2&offset=1", token).json()
    assert [item["id"] for item in page["items"]] == [ids[3], ids[2]]
    assert (page["total"], page["limit"], page["offset"]) == (5, 2, 1)


def test_nobody_sees_the_jobs_and_payments_of_others(target):
    server = target()
    token, other = server.login(), server.login(OTHER)
    job = server.post("/api/v1/generation/create", {"prompt": "mine"}, token).json()["id"]
    server.post("/api/v1/payments/create", {"amount": 5}, token)
    assert server.get(f"/api/v1/generation/{job}", other).status == 404
    assert server.get("/api/v1/generation/list", other).json()["items"] == []
    assert server.get("/api/v1/payments", other).json()["items"] == []


def test_a_payment_is_pending_and_then_succeeds(target):
    server = target()
    token = server.login()
    created = server.post("/api/v1/payments/create", {"amount": 12.5, "currency": "USD", "description": "a seat"}, token)
    assert created.status == 201
    assert created.json() | {"id": 0, "created_at": ""} == {"id": 0, "amount": 12.5, "currency": "USD", "description": "a seat",
                                                            "status": "pending", "created_at": ""}
    paid = wait_until(lambda: [p for p in server.get("/api/v1/payments", token).json()["items"] if p["status"] == "succeeded"])
    assert paid[0]["id"] == created.json()["id"]


@pytest.mark.parametrize("path, body", [
    ("/api/v1/generation/create", {}), ("/api/v1/generation/create", {"prompt": ""}),
    ("/api/v1/generation/create", {"prompt": "x" * 5000}), ("/api/v1/generation/create", {"prompt": ["x"]}),
    ("/api/v1/payments/create", {}), ("/api/v1/payments/create", {"amount": 0}), ("/api/v1/payments/create", {"amount": "5"}),
    ("/api/v1/payments/create", {"amount": -5}), ("/api/v1/payments/create", {"amount": 5, "currency": "eur"})])
def test_unfit_bodies_are_422(target, path, body):
    server = target()
    reply = server.post(path, body, server.login())
    assert reply.status == 422 and reply.json()["detail"], reply


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=-1", "limit=201", "offset=-1", "offset=99999999999999999999"])
def test_unfit_pages_are_422(target, query):
    server = target()
    assert server.get(f"/api/v1/generation/list?{query}", server.login()).status == 422


@pytest.mark.parametrize("number", ["x", "-1", "0", "99999999", "99999999999999999999999"])
def test_unknown_generations_are_404(target, number):
    server = target()
    assert server.get(f"/api/v1/generation/{number}", server.login()).status == 404


def test_everything_needs_a_token(target):
    server = target()
    for method, path in (("POST", "/api/v1/generation/create"), ("GET", "/api/v1/generation/list"), ("GET", "/api/v1/generation/1"),
                         ("POST", "/api/v1/payments/create"), ("GET", "/api/v1/payments")):
        assert server.request(method, path).status == 401, path
