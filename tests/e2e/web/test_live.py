# SPDX-License-Identifier: MIT
"""What the web UI shows of a run that goes on: frames, documents, downloads, Locust's routes; all tell the same numbers."""
import csv
import io
import re
import socket
import time

import pytest


def rows(answer):
    return {(row["Type"], row["Name"]): row for row in csv.DictReader(io.StringIO(answer.text))}


def finished(web, target, *arguments, **values):
    """A UI whose first run, of a second, has ended."""
    ui = web("-H", target().url, *arguments)
    ui.start(**({"users": 8, "spawn_rate": 100, "run_time": "1s"} | values))
    ui.wait_for_state("stopped")
    return ui


@pytest.mark.sanitize
def test_every_route_tells_the_same_numbers_at_the_end(web, target):
    ui = finished(web, target)
    document = ui.get("api/run").json
    requests = document["total"]["requests"]
    assert requests > 20
    locust = ui.get("stats/requests").json
    assert locust["stats"][-1]["num_requests"] == requests and locust["state"] == "stopped", locust["stats"][-1]
    table = rows(ui.get("stats/requests/csv"))
    assert int(table["", "Aggregated"]["Request Count"]) == requests
    assert {name for _, name in table} == {row["name"] for row in document["requests"]} | {"Aggregated"}
    metrics = ui.get("metrics").text
    counted = [float(line.rpartition(" ")[2]) for line in metrics.splitlines() if line.startswith("cicada_requests_total")]
    assert counted and sum(counted) == requests, (counted, requests)
    course = ui.get("api/course").json
    assert sum(course["requests"]) == requests, course
    assert ui.get("api/distribution").json["response"][-1][2] == requests
    failures = list(csv.DictReader(io.StringIO(ui.get("stats/failures/csv").text)))
    assert sum(int(row["Occurrences"]) for row in failures) == document["total"]["failures"] > 0
    ui.end()


def first_frame(events):
    """Of the first run: before it there may be one of what was logged so far."""
    while (frame := events.next("second"))["run"] == 0:
        pass
    return frame


@pytest.mark.sanitize
def test_frames_follow_the_run_second_by_second(web, target):
    ui = web("-H", target().url)
    events = ui.events()
    ui.start(users=5, spawn_rate=50, run_time="4s")
    first = first_frame(events)
    second = events.next("second")
    assert second["frame"] == first["frame"] + 1 and second["run"] == first["run"] == 1, (first, second)
    assert second["total"]["requests"] > first["total"]["requests"], (first["total"], second["total"])
    assert second["users"]["current"] == 5, second["users"]
    while second["total"]["requests"] != ui.get("api/run").json["total"]["requests"] or ui.state() != "stopped":
        second = events.next("second")
    events.close()
    ui.end()


def test_all_viewers_see_the_same_frame(web, target):
    ui = web("-H", target().url)
    viewers = [ui.events() for _ in range(5)]
    ui.start(users=3, spawn_rate=50, run_time="3s")
    frames = [first_frame(viewer) for viewer in viewers]
    assert all(frame == frames[0] for frame in frames), frames
    for viewer in viewers:
        viewer.close()
    ui.end()


@pytest.mark.sanitize
def test_a_hundred_viewers_that_do_not_read_cost_the_run_nothing(web, target):
    ui = web("-H", target().url)
    silent = [socket.create_connection((ui.host, ui.port), timeout=20) for _ in range(100)]
    for connection in silent:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    events = ui.events()
    ui.start(users=5, spawn_rate=50, run_time="3s")
    assert events.next("second")["total"]["requests"] >= 0
    ui.wait_for_state("stopped")
    assert ui.get("api/run").json["total"]["requests"] > 100
    for connection in silent:
        connection.close()
    events.close()
    ui.end()


def test_the_report_of_this_moment_is_one_file(web, target):
    ui = finished(web, target)
    report = ui.get("stats/report?download=1")
    assert report.status == 200 and report.body.startswith(b"<!doctype html>"), report
    assert re.search(r'attachment; filename="Locust_[\w.-]+report\.html"', report.headers["Content-Disposition"]), report.headers
    assert "script-src 'sha256-" in report.headers["Content-Security-Policy"]
    ui.end()


def test_past_runs_are_listed_opened_and_compared(web, target, tmp_path):
    ui = finished(web, target, "--store", tmp_path / "runs.db")
    ui.start(users=4, spawn_rate=100, run_time="1s")
    ui.wait_for_state("stopped")
    runs = ui.get("api/runs").json["runs"]
    assert len(runs) == 2, runs
    first, second = sorted(run["id"] for run in runs)
    document = ui.get(f"api/runs/{second}").json
    assert document["total"]["requests"] == ui.get("api/run").json["total"]["requests"]
    assert ui.get(f"api/runs/{first}/report").body.startswith(b"<!doctype html>")
    assert ui.get(f"api/compare?base={first}&new={second}").status == 200
    kept = ui.get(f"api/runs/{first}/report?download=1")
    assert kept.headers["Content-Disposition"] == f'attachment; filename="cicada_run_{first}.html"', kept.headers
    assert ui.get("api/runs/99").status == 404
    missing = ui.get("api/runs/99/report?download=1")
    assert missing.status == 404 and "Content-Disposition" not in missing.headers, missing.headers
    assert ui.get("api/compare?base=1").status == 400
    ui.end()


@pytest.mark.sanitize
def test_a_script_of_locust_starts_watches_and_stops(web, target):
    server = target()
    ui = web()
    begun = ui.post_form("swarm", {"user_count": "4", "spawn_rate": "40", "host": server.url})
    assert begun.json == {"success": True, "message": "Swarming started", "host": server.url}, begun
    ui.wait_for_state("running")
    edited = ui.post_form("swarm", {"user_count": "6", "spawn_rate": "40", "host": server.url})
    assert edited.json["success"], edited
    until = time.monotonic() + 20
    while ui.get("stats/requests").json["user_count"] != 6:
        assert time.monotonic() < until, ui.get("stats/requests").json
        time.sleep(0.1)
    assert ui.get("stats/reset").text == "ok"
    stopped = ui.get("stop")
    assert stopped.json == {"success": True, "message": "Test stopped"}
    assert ui.get("stats/requests").json["state"] == "stopped"
    tasks = ui.get("tasks").json
    assert set(tasks["per_class"]) == {"Visitor", "Other"}, tasks
    assert ui.get("exceptions").json == {"exceptions": []}
    assert any("Starting web interface" in line for line in ui.get("logs").json["master"])
    ui.end()


def test_locusts_form_changes_the_run_time_too(web, target):
    ui = web("-H", target().url)
    assert ui.post_form("swarm", {"user_count": "3", "spawn_rate": "50", "run_time": "1m"}).json["success"]
    ui.wait_for_state("running")
    assert ui.post_form("swarm", {"user_count": "4", "spawn_rate": "50", "run_time": ""}).json["success"]
    events = ui.events()
    assert events.next("second")["run_time_left_s"] > 30
    edited = ui.post_form("swarm", {"run_time": "600"}).json
    assert edited["success"] and edited["run_time"] == "600", edited
    while events.next("second")["run_time_left_s"] < 500:
        pass
    refused = ui.post_form("swarm", {"user_count": "9", "spawn_rate": "50", "run_time": "soon"}).json
    assert not refused["success"] and "soon" not in ui.get("stats/requests").text, refused
    assert not ui.post_form("swarm", {"spawn_rate": "50"}).json["success"]
    assert ui.get("stop").json["success"]
    events.close()
    ui.end()


CARELESS = """\
#include <cicada.h>
static int login(cic_user *u) { cic_get(u, "/health"); return cic_number(u) == 0 ? -1 : CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.02), .tasks = CIC_TASKS({1, "log in", login}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


@pytest.mark.sanitize
def test_mistakes_of_the_scenario_are_its_exceptions(web, target, scenario, tmp_path):
    ui = web("-H", target().url, "--store", tmp_path / "runs.db", file=scenario(CARELESS))
    ui.start(users=2, spawn_rate=100)
    events = ui.events()
    while not (frame := events.next("second")).get("exceptions"):
        pass
    message, where = "it returned -1, which is none of CIC_OK ... CIC_STOP_TEST; taken as CIC_OK", 'Visitor, task "log in"'
    assert [(one["message"], one["traceback"]) for one in frame["exceptions"]] == [(message, where)], frame["exceptions"]
    assert ui.get("stop").json["success"]
    events.close()
    kept = ui.get("api/run").json["exceptions"]
    locust = ui.get("exceptions").json["exceptions"]
    assert [(one["count"], one["msg"], one["traceback"], one["nodes"]) for one in locust] == [(kept[0]["count"], message, where, "local")]
    assert kept[0]["count"] >= frame["exceptions"][0]["count"] > 0, kept
    table = list(csv.DictReader(io.StringIO(ui.get("exceptions/csv").text)))
    assert table == [{"Count": str(kept[0]["count"]), "Message": message, "Traceback": where, "Nodes": "local"}]
    assert ui.get("api/runs/1").json["exceptions"] == kept
    assert ui.end(code=1)


def test_the_full_history_is_handed_out(web, target):
    ui = finished(web, target)
    assert ui.get("stats/requests_full_history/csv").status == 404
    ui.end()
    ui = finished(web, target, "--csv", "history", "--csv-full-history")
    history = ui.get("stats/requests_full_history/csv")
    assert history.status == 200 and history.text.startswith("Timestamp,User Count,Type,Name,"), history
    assert {"missing", "/health", "Aggregated"} <= {row["Name"] for row in csv.DictReader(io.StringIO(history.text))}
    ui.end()
