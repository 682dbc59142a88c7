# SPDX-License-Identifier: MIT
"""History and news together: who loads the run once and then only reads frames knows what who loads it anew knows."""
import pathlib
import re
import shlex
import time

import pytest

FOLLOW_SECONDS = 60
DESCRIPTION = pathlib.Path(__file__).resolve().parents[3] / "docs" / "web-api.md"


class Page:
    """Does what docs/web-api.md tells a page to do: opens the events, loads the run, puts frames to it, and loads it anew when it missed
    one or the counts began anew."""

    def __init__(self, ui):
        self.ui = ui
        self.events = ui.events()
        self.loads = 0
        self.load()

    def load(self):
        document = self.ui.get("api/run").json
        self.loads += 1
        self.place = (document["run"]["number"], document["run"]["epoch"])
        self.frame = document["run"]["frame"]
        self.state = document["run"]["state"]
        self.total = document["total"]["requests"]
        self.rows = {(row["method"], row["name"]): row["requests"] for row in document["requests"]}
        self.errors = {(error["method"], error["name"], error["error"]): error["occurrences"] for error in document["errors"]}
        self.seconds = {point["second"]: point["requests"] for point in document["series"]}

    def take(self, frame):
        if frame["frame"] <= self.frame and (frame["run"], frame["epoch"]) == self.place:
            return    # it was made before the history was loaded
        if frame["frame"] != self.frame + 1 or (frame["run"], frame["epoch"]) != self.place:
            self.load()
            return
        self.frame = frame["frame"]
        self.state = frame["state"]
        self.total = frame["total"]["requests"]
        self.rows |= {(row["method"], row["name"]): row["requests"] for row in frame["requests"]}
        self.errors |= {(error["method"], error["name"], error["error"]): error["occurrences"] for error in frame["errors"]}
        self.seconds |= {point["second"]: point["requests"] for point in frame["series"]}

    def follow(self, until):
        """Takes frames until the condition holds."""
        end = time.monotonic() + FOLLOW_SECONDS
        for event, data in self.events:
            if event == "second":
                self.take(data)
                if until(self):
                    return
            assert time.monotonic() < end, f"{self.state}, {self.total} requests, frame {self.frame}"
        raise AssertionError("the events ended")

    def known(self):
        return self.place, self.state, self.total, self.rows, self.errors, self.seconds

    def close(self):
        self.events.close()


def assert_same(page, fresh):
    for one, other in zip(page.known(), fresh.known()):
        assert one == other


@pytest.mark.sanitize
def test_history_and_frames_give_what_the_whole_run_gives(web, target):
    ui = web("-H", target().url)
    ui.start(users=6, spawn_rate=100, run_time="4s")
    page = Page(ui)
    page.follow(lambda page: page.state == "stopped")
    fresh = Page(ui)
    assert page.total > 50 and sum(page.rows.values()) == page.total and page.errors
    assert_same(page, fresh)
    assert page.loads <= 2, page.loads    # the second one is for a start that came between
    page.close()
    fresh.close()
    ui.end()


def test_a_reset_and_another_run_are_noticed(web, target):
    ui = web("-H", target().url)
    ui.start(users=6, spawn_rate=100)
    page = Page(ui)
    page.follow(lambda page: page.total > 100)
    before = page.place
    assert ui.post("api/reset").json["success"]
    page.follow(lambda page: page.place != before)
    assert page.place[0] == before[0] and page.place[1] > before[1], (before, page.place)
    assert ui.post("api/stop").json["success"]
    page.follow(lambda page: page.state == "stopped")
    ui.start(users=2, spawn_rate=100, run_time="2s")
    page.follow(lambda page: page.place[0] == 2 and page.state == "stopped")
    fresh = Page(ui)
    assert_same(page, fresh)
    assert len(page.seconds) <= 4, page.seconds
    page.close()
    fresh.close()
    ui.end()


def test_a_pause_is_seen_as_a_state(web, target):
    ui = web("-H", target().url)
    ui.start(users=2, spawn_rate=100)
    page = Page(ui)
    page.follow(lambda page: page.state == "running")
    assert ui.post("api/pause").json["success"]
    page.follow(lambda page: page.state == "paused")
    assert ui.get("api/state").json["paused"] is True
    assert ui.get("stats/requests").json["state"] == "running"    # Locust knows no pauses
    assert ui.post("api/resume").json["success"]
    page.follow(lambda page: page.state == "running")
    page.close()
    ui.end()


@pytest.mark.sanitize
def test_columns_and_curve_of_a_name_hold_all_its_requests(web, target):
    ui = web("-H", target().url)
    ui.start(users=6, spawn_rate=100, run_time="3s")
    ui.wait_for_state("stopped")
    for row in ui.get("api/run").json["requests"]:
        query = f"method={row['method']}&name={row['name'].replace('/', '%2F')}"
        course = ui.get(f"api/course?{query}").json
        assert sum(course["requests"]) == sum(map(sum, course["heat"]["counts"])) == row["requests"], (row, course)
        assert sum(course["failures"]) == row["failures"]
        assert len({len(course[column]) for column in ("seconds", "width", "requests", "failures", "p50", "p95", "p99")}) == 1
        curve = ui.get(f"api/distribution?{query}").json["response"]
        assert curve[-1][0] == 100 and curve[-1][2] == row["requests"], curve
        assert curve[-1][1] == pytest.approx(row["response_time_ms"]["max"])
        assert curve == sorted(curve)
        asked = ui.get(f"api/course?{query}&percentiles=p90,p99.9").json
        assert set(asked) == {"seconds", "width", "requests", "failures", "p90", "p99.9", "heat"}, list(asked)
        assert all(low <= high for low, high in zip(asked["p90"], asked["p99.9"])), asked
    seconds = len(ui.get("api/run").json["series"])
    time.sleep(1.2)
    assert len(ui.get("api/run").json["series"]) == seconds, "seconds after the end of the run"
    assert ui.get("api/course?method=&name=&percentiles=p90,slow").status == 400
    assert ui.get("api/course?method=GET&name=nowhere").status == 404
    assert ui.get("api/distribution?method=&name=%ff%3Cscript%3E").status == 404
    ui.end()


def test_a_script_starts_a_run_as_the_document_shows(web, target):
    ui = web("-H", target().url)
    words = shlex.split(re.search(r"```sh\n(curl .*?)\n```", DESCRIPTION.read_text(), re.S)[1])
    header, body = words[words.index("-H") + 1], words[words.index("-d") + 1]
    answer = ui.request("POST", words[-1].removeprefix("http://localhost:8089/"), body, dict([header.split(": ", 1)]))
    assert answer.json["success"] is True, answer
    assert ui.wait_for_state("spawning", "running")
    assert ui.get("api/run").json["users"]["target"] == 10
    assert ui.post("api/stop").json["success"]
    ui.wait_for_state("stopped")
    refused = ui.post("api/start", {"users": 1, "run_time": "soon"}).json
    assert refused["success"] is False and refused["field"] == "run_time" and refused["message"], refused
    ui.end()


def test_who_is_refused_is_told_why(web, target):
    ui = web("-H", target().url, environment={"CICADA_WEB_AUTH": "ann:correct-horse"})
    for path, status in (("healthz", 200), ("", 200), ("api/state", 401), ("stats/requests", 401), ("metrics", 401)):
        assert ui.get(path).status == status, path
    assert ui.get("api/state").json["message"]
    for authorization in ("Bearer correct-horse", "Basic YW5uOmNvcnJlY3QtaG9yc2U="):
        state = ui.get("api/state", {"Authorization": authorization})
        assert state.status == 200 and state.json["user"] == "ann", state
    foreign = ui.post("api/stop", headers={"Authorization": "Bearer correct-horse", "Origin": "http://evil.example"})
    assert foreign.status == 403 and foreign.json["message"], foreign
    ui.headers = {"Authorization": "Bearer correct-horse"}
    unknown = ui.request("PUT", "api/state")
    assert unknown.status == 405 and unknown.headers["Allow"], unknown
    ui.end()
