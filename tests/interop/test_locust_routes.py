# SPDX-License-Identifier: MIT
"""What scripts and exporters read from a running Locust, they read from Cicada: the same paths, keys, kinds of values and words.

Debian's python3-locust (2.12.1) runs beside Cicada, with the same classes, weights, users and requests.
"""
import csv
import http.client
import io
import json
import os
import shutil
import subprocess
import time
import urllib.parse

import pytest

from support.cicada import clean_environment
from support.ports import free_port
from support.target_server import TargetServer, target_program_in
from support.web_ui import Answer, WebUI

LOCUST = "/usr/bin/locust"
START_SECONDS = 40
ANSWER_SECONDS = 20
LOCUSTFILE = """
from locust import HttpUser, TaskSet, constant, task

class Browsing(TaskSet):
    @task(1)
    def search(self):
        self.client.get("/health", name="search <b>")
        self.interrupt()
    @task(3)
    def look(self):
        self.client.get("/health")
        self.interrupt()

class Shopper(HttpUser):
    weight = 3
    wait_time = constant(0.05)
    tasks = {Browsing: 1}
    @task(1)
    def buy(self): self.client.get("/_status/404", name="missing")

class Admin(HttpUser):
    wait_time = constant(0.05)
    @task
    def report(self): self.client.get("/health", name="report")
"""
SCENARIO = """
#include <cicada.h>
static int search(cic_user *u) { cic_get(u, "/health", .name = "search <b>"); return CIC_LEAVE; }
static int look(cic_user *u)   { cic_get(u, "/health"); return CIC_LEAVE; }
static int buy(cic_user *u)    { cic_get(u, "/_status/404", .name = "missing"); return CIC_OK; }
static int report(cic_user *u) { cic_get(u, "/health", .name = "report"); return CIC_OK; }
static const cic_task_set browsing = {.name = "Browsing", .tasks = CIC_TASKS({1, "search", search}, {3, "look", look})};
static const cic_user_class shopper = CIC_USER(.name = "Shopper", .weight = 3, .wait = CIC_CONSTANT(0.05),
    .tasks = CIC_TASKS({1, "buy", buy}, {.weight = 1, .name = "Browsing", .set = &browsing}));
static const cic_user_class admin = CIC_USER(.name = "Admin", .wait = CIC_CONSTANT(0.05), .tasks = CIC_TASKS({1, "report", report}));
CIC_SCENARIO(.users = CIC_USERS(&shopper, &admin));
"""


class Locust:
    """A Locust with its web UI on a free port, that was told nothing yet."""

    def __init__(self, folder, host):
        self.port = free_port()
        (folder / "locustfile.py").write_text(LOCUSTFILE)
        self.log = folder / "locust.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([LOCUST, "-f", "locustfile.py", "-H", host, "--web-host", "127.0.0.1", "--web-port", str(self.port)],
                                            cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment(folder))
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.get("tasks")
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < end, self.log.read_text(errors="replace")
                time.sleep(0.1)

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, f"/{path}", body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path):
        return self.request("GET", path)

    def post_form(self, path, fields):
        return self.request("POST", path, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def end(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("routes")


@pytest.fixture(scope="module")
def server(build):
    running = TargetServer(target_program_in(build))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def locust(folder, server):
    if not os.access(LOCUST, os.X_OK) or not shutil.which("locust"):
        pytest.skip("no Locust to compare with: apt-get install python3-locust")
    running = Locust(folder, server.url)
    yield running
    running.end()


@pytest.fixture(scope="module")
def cicada_ui(folder, server, build):
    (folder / "scenario.c").write_text(SCENARIO)
    ui = WebUI(build / "cicada", folder / "cicada", "-f", folder / "scenario.c", "-H", server.url)
    yield ui
    ui.run.end()


@pytest.fixture(scope="module")
def both(locust, cicada_ui):
    """Both have loaded the server with 8 users until some requests of each name were counted, and go on."""
    for ui in (locust, cicada_ui):
        assert ui.post_form("swarm", {"user_count": "8", "spawn_rate": "100"}).json["success"]
    for ui in (locust, cicada_ui):
        end = time.monotonic() + START_SECONDS
        while not settled(ui.get("stats/requests").json):
            assert time.monotonic() < end, ui.get("stats/requests")
            time.sleep(0.2)
    return locust, cicada_ui


def settled(report):
    names = {row["name"]: row["num_requests"] for row in report["stats"]}
    return report["user_count"] == 8 and report["state"] == "running" and len(names) == 5 and min(names.values()) > 5 and \
        report["current_response_time_percentile_95"] is not None and report["errors"]


def kind(value):
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return type(value).__name__
    return {dict: "object", list: "list"}.get(type(value), "number")


def assert_holds(wanted, got, where=""):
    """Every key of `wanted`, at any depth, is in `got` with the same kind of value; elements of lists are compared by the first."""
    assert kind(wanted) == kind(got), f"{where}: {wanted!r} is {got!r}"
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            assert key in got, f"{where}/{key} is missing among {sorted(got)}"
            assert_holds(value, got[key], f"{where}/{key}")
    elif isinstance(wanted, list) and wanted:
        assert got, f"{where} is empty"
        assert_holds(wanted[0], got[0], f"{where}/0")


def assert_same_ratios(wanted, got, where=""):
    assert set(wanted) == set(got), f"{where}: {sorted(got)} instead of {sorted(wanted)}"
    for key, value in wanted.items():
        if key == "ratio":
            assert got[key] == pytest.approx(value, abs=1e-9), f"{where}: {got[key]} instead of {value}"
        else:
            assert_same_ratios(value, got[key], f"{where}/{key}")


def test_statistics_have_all_keys_of_locust(both):
    wanted, got = (ui.get("stats/requests").json for ui in both)
    assert_holds(wanted, got)
    assert got["stats"][-1]["name"] == wanted["stats"][-1]["name"] == "Aggregated"
    assert [row["name"] for row in got["stats"]] == [row["name"] for row in wanted["stats"]]
    assert [row["safe_name"] for row in got["stats"]] == [row["safe_name"] for row in wanted["stats"]]
    for row in got["stats"]:
        assert isinstance(row["num_requests"], int) and isinstance(row["num_failures"], int), row
    assert got["fail_ratio"] == pytest.approx(got["stats"][-1]["num_failures"] / got["stats"][-1]["num_requests"])
    assert {error["name"] for error in got["errors"]} == {error["name"] for error in wanted["errors"]} == {"missing"}


def test_ratios_are_those_of_locust(both):
    wanted, got = (ui.get("tasks").json for ui in both)
    assert_same_ratios(wanted, got)


def test_exceptions_are_an_empty_list_in_both(both):
    wanted, got = (ui.get("exceptions").json for ui in both)
    assert got == wanted == {"exceptions": []}


@pytest.mark.parametrize("path", ["stats/requests/csv", "stats/failures/csv", "exceptions/csv"])
def test_csv_files_have_the_columns_of_locust(both, path):
    wanted, got = (ui.get(path) for ui in both)
    columns, ours = (next(csv.reader(io.StringIO(answer.text))) for answer in (wanted, got))
    assert ours[:len(columns)] == columns    # newer versions have more of them
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Type"].startswith("text/csv")


def test_what_is_not_written_is_not_found_in_both(both):
    wanted, got = (ui.get("stats/requests_full_history/csv") for ui in both)
    assert got.status == wanted.status == 404


def test_answers_to_changes_have_the_words_of_locust(both):
    for path in ("swarm", "stop"):
        wanted, got = (ui.post_form(path, {"user_count": "4", "spawn_rate": "50"}) if path == "swarm" else ui.get(path) for ui in both)
        assert got.status == wanted.status == 200
        assert {key: got.json[key] for key in wanted.json} == wanted.json
    states = [ui.get("stats/requests").json["state"] for ui in both]
    assert states[1] == "stopped" and states[0] in ("stopped", "cleanup", "running"), states    # Locust's answer is up to 2 s old
    wanted, got = (ui.get("stats/reset") for ui in both)
    assert got.text == wanted.text == "ok"


def test_the_older_exporter_finds_what_it_reads(both):
    """containersol/locust_exporter 0.5.0: the members of its record, with the kinds that Go's decoder accepts."""
    report = both[1].get("stats/requests").json
    assert isinstance(report["user_count"], int) and isinstance(report["state"], str)
    for member in ("fail_ratio", "total_rps"):
        assert kind(report[member]) == "number", member
    for member in ("current_response_time_percentile_50", "current_response_time_percentile_95"):
        assert member in report
    assert json.dumps(report["workers"]) == "[]"
