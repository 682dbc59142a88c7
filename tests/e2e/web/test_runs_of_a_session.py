# SPDX-License-Identifier: MIT
"""One process, several runs: started, changed, paused and stopped over HTTP; what each leaves behind, and how the process ends."""
import contextlib
import http.client
import json
import pathlib
import re
import signal
import socket
import sqlite3
import ssl
import time

import pytest

from support.command import SCENARIO, Command
from support.session import SOON_S, Session

ROOT = pathlib.Path(__file__).resolve().parents[3]
STAGED = """\
#include <cicada.h>
static int health(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.01), .tasks = CIC_TASKS({1, "health", health}));
CIC_SCENARIO(.users = CIC_USERS(&visitor), .stages = CIC_STAGES({.users = 3, .rate = 100, .hold = 30}));
"""


@pytest.fixture
def cicada(program, tmp_path, compiled_scenarios):
    """The program in a folder that the sessions of the test share."""
    command = Command(program, tmp_path, compiled_scenarios)
    command.write("scenario.c", SCENARIO)
    yield command
    command.end()


@pytest.fixture
def session(cicada):
    """Starts sessions; all are killed in the end."""
    started = []

    def start(*words, **more):
        started.append(Session(cicada, *words, **more))
        return started[-1]

    yield start
    for page in started:
        page.run.end()


@pytest.fixture
def ui(session, target):
    """ui("-u", "5"): the scenario of the tests against a server of its own."""
    return lambda *words, **more: session("-f", "scenario.c", "-H", target().url, *words, **more)


def kept_runs(cicada):
    """[(users, requests)] of the store, the first one first."""
    with contextlib.closing(sqlite3.connect(cicada.folder / "state/cicada/runs.db")) as store:
        return store.execute("SELECT peak_users, requests FROM progress JOIN requests USING (run) WHERE is_total ORDER BY run").fetchall()


@pytest.mark.sanitize
def test_each_start_is_a_run_of_its_own(cicada, ui, target):
    page = ui("-u", "2", "--json-file", "out", "--csv", "out")
    state = page.told()
    assert (state["run"], state["state"], state["form"]["users"]) == (0, "ready", "2")
    page.done("start", users=5, spawn_rate=100, checks=["p95 < 20s"])
    first = page.wait(lambda run: run["users"]["current"] == 5 and run["total"]["requests"] > 20)
    assert first["run"]["number"] == 1
    page.done("stop")
    first = page.wait_stopped(1)
    assert [check["result"] for check in first["checks"]] == ["pass"]
    assert json.loads((cicada.folder / "out.json").read_text())["total"]["requests"] == first["total"]["requests"]

    other = target()
    page.done("start", users=3, spawn_rate=100, host=other.url, user_classes=["Other"], run_time="1s", profile="again", checks=[])
    second = page.wait_stopped(2)
    assert [row["name"] for row in second["users"]["classes"]] == ["Other"]
    assert second["run"]["host"] == other.url and second["plan"]["profile"] == "again" and not second["checks"]
    assert 0 < second["total"]["requests"] != first["total"]["requests"]
    assert second["plan"]["seed"] != first["plan"]["seed"]
    assert json.loads((cicada.folder / "out.json").read_text())["total"]["requests"] == second["total"]["requests"]
    assert page.quit() == 0
    assert kept_runs(cicada) == [(5, first["total"]["requests"]), (3, second["total"]["requests"])]


def test_a_start_says_all_and_what_it_leaves_open_is_as_on_the_command_line(ui):
    page = ui("-u", "2", "-t", "1s")
    page.done("start", users=4, iterations="8", profile="first")
    assert page.wait_stopped(1)["iterations"]["finished"] == 8
    page.done("start")
    second = page.wait_stopped(2)
    assert second["plan"]["users"] == 2 and not second["plan"]["profile"] and second["iterations"]["finished"] > 8
    assert page.quit() == 0


def test_the_form_shows_what_ran_last(ui):
    page = ui("--check", "p95 < 30s")
    assert page.told()["form"]["checks"] == ["p95 < 30s"]
    page.done("start", stages="3:100:100ms,end=1:100:0s", warmup="10ms", checks=["max < 40s", "avg < 30s"])
    page.wait_stopped(1)
    form = page.told()["form"]
    assert form["checks"] == ["max < 40s", "avg < 30s"]
    assert form["stages"] == "3:100:0.1s,end=1:100:0s" and form["warmup"] == "0.01s" and not form["users"]
    assert page.done("start", **{name: form[name] for name in ("users", "spawn_rate", "stages", "warmup", "checks")})
    assert len(page.wait_stopped(2)["stages"]) == 2
    assert page.quit() == 0


def test_classes_can_be_weighed(ui):
    page = ui("--class-picker")
    assert page.told()["class_picker"] is True
    page.done("start", users=10, spawn_rate=1000, class_settings=[{"name": "Visitor", "weight": 4}, {"name": "Other", "weight": "1"}])
    run = page.wait(lambda run: run["users"]["current"] == 10)
    assert {row["name"]: row["current"] for row in run["users"]["classes"]} == {"Visitor": 8, "Other": 2}
    page.done("stop")
    page.wait_stopped(1)
    page.done("start", users=10, spawn_rate=1000, class_settings=[{"name": "Other", "fixed_count": 1}])
    run = page.wait(lambda run: run["users"]["current"] == 10)
    assert {row["name"]: row["current"] for row in run["users"]["classes"]} == {"Visitor": 9, "Other": 1}
    assert page.quit() == 0


@pytest.mark.parametrize("wishes, field, position, message", [
    ({"run_time": "5 apples"}, "run_time", None, "unknown unit"),
    ({"users": "many"}, "users", None, "not a whole number"),
    ({"users": 0}, "users", None, "without users nothing happens"),
    ({"spawn_rate": -1}, "spawn_rate", None, "has to be above 0"),
    ({"stages": "10:5:10s,x=20"}, "stages", 11, "two parts are missing"),
    ({"rate": "500/s, Visitor=3/s"}, "rate", 0, ""),
    ({"rate": "Nobody=3/s"}, "rate", 0, "no user class of this name"),
    ({"rate": "5/s", "stages": "1:1:1s"}, "rate", None, "contradict"),
    ({"iterations": "0"}, "iterations", 0, ""),
    ({"warmup": "10s", "run_time": "5s"}, "warmup", None, "nothing would be measured"),
    ({"host": "http://a b"}, "host", 8, "not allowed"),
    ({"checks": ["avg < 1s", "p95 < 200 furlongs"]}, "checks", 10, "unknown unit"),
    ({"checks": ["p95 < 200 " + 6000 * "x"]}, "checks", None, "too long"),
    ({"checks": ["p95 < 2s for Nobody"]}, "checks", 13, "no user class"),
    ({"user_classes": ["Nobody"]}, "user_classes", None, "Nobody"),
    ({"class_settings": [{"name": "Nobody"}]}, "class_settings", None, "no user class"),
    ({"class_settings": [{"name": "Other", "weight": "heavy"}]}, "class_settings", None, "weight"),
])
def test_what_cannot_be_is_refused_by_its_field(ui, wishes, field, position, message):
    page = ui()
    answer = page.refused("start", **wishes)
    assert (answer["field"], answer["position"]) == (field, position) and message in answer["message"], answer
    assert "^" not in answer["message"] and not answer["message"].startswith(f"--{field}".replace("_", "-") + ":")
    assert page.told()["run"] == 0
    page.done("start", users=1, iterations=1)  # nothing is left of it
    assert page.wait_stopped(1)["total"]["requests"] == 1
    assert page.quit() == 0


def test_the_load_is_drawn_before_it_starts(ui):
    page = ui("-u", "10", "-r", "2")
    curve = page.done("preview", run_time="30s")
    assert (curve["unit"], curve["points"]) == ("users", [[0, 0], [5, 10], [30, 10]])
    assert page.done("preview", users=10, spawn_rate=1, run_time="5s")["points"] == [[0, 0], [5, 5]]
    assert page.done("preview", stages="10:5:10s,20:5:1m")["points"] == [[0, 0], [2, 10], [12, 10], [14, 20], [74, 20]]
    curve = page.done("preview", rate="Visitor=30/m,Other=2/s", run_time="10s")
    assert (curve["unit"], curve["points"]) == ("arrivals", [[0, 2.5], [10, 2.5]])
    answer = page.refused("preview", stages="10:5")
    assert answer["field"] == "stages"
    assert page.done("check-syntax", check="p95 < 2s for Visitor")
    answer = page.refused("check-syntax", check="p95 < 2s for Nobody")
    assert (answer["field"], answer["position"]) == ("check", 13)
    assert page.told()["run"] == 0
    assert page.quit() == 0


def test_a_run_is_changed_paused_and_reset(ui):
    page = ui()
    for name in ("pause", "resume", "edit"):
        page.refused(name, users=3)
    page.done("start", users=4, spawn_rate=100)
    page.refused("start", users=1)
    page.wait(lambda run: run["users"]["current"] == 4 and run["total"]["requests"] > 10)
    page.done("edit", users=7, spawn_rate=100)
    page.wait(lambda run: run["users"]["current"] == 7)
    assert page.refused("edit", users=0)["field"] == "users"
    page.done("pause")
    page.refused("pause")
    before = page.wait(lambda run: run["total"]["in_flight"] == 0)
    later = page.wait(lambda run: run["run"]["paused_s"] > before["run"]["paused_s"] + 0.5)
    assert later["total"]["requests"] == before["total"]["requests"]
    assert later["run"]["measured_s"] == pytest.approx(before["run"]["measured_s"], abs=1e-3)
    page.done("reset")
    assert page.document()["total"]["requests"] == 0
    page.done("resume")
    page.wait(lambda run: run["total"]["requests"] > 10)
    page.done("stop")
    assert page.wait_stopped(1)["run"]["stop_reason"] == "stopped from the web UI"
    assert page.quit() == 0


def test_arrivals_are_changed_by_their_rate(ui):
    page = ui("--rate", "20/s")
    page.done("start")
    page.wait(lambda run: run["total"]["requests"] > 2)
    page.done("edit", rate="300/s")
    page.wait(lambda run: run["total"]["requests"] > 100)
    assert page.refused("edit", rate="Visitor=3/s")["field"] == "rate"
    assert page.refused("edit", rate="fast")["field"] == "rate"
    page.done("stop")
    page.wait_stopped(1)
    page.done("start", users=3, spawn_rate=100, rate="", iterations=6)  # without arrivals this time
    assert page.wait_stopped(2)["iterations"]["planned"] == 6
    assert page.quit() == 0


def test_the_run_time_is_changed_while_it_runs(ui):
    page = ui()
    page.done("start", users=3, spawn_rate=100, run_time="3s")
    page.wait(lambda run: run["total"]["requests"] > 5)
    for value, part in (("5 apples", "unknown unit"), ("0.05s", "have passed: say a longer time in all")):
        page.wait(lambda run: run["run"]["duration_s"] > 0.06)
        answer = page.refused("edit", users=5, run_time=value)
        assert answer["field"] == "run_time" and part in answer["message"], answer
    assert page.document()["users"]["target"] == 3  # nothing of a refused change is done
    page.done("edit", run_time="")
    ended = page.wait(lambda run: run["run"]["duration_s"] > 3.2)
    assert ended["run"]["state"] == "running", ended["run"]
    planned = ended["run"]["duration_s"] + 3
    page.done("edit", users=5, spawn_rate=100, run_time=f"{planned}s")
    run = page.wait_stopped(1)
    assert run["users"]["peak"] == 5 and run["run"]["duration_s"] >= planned and run["run"]["stop_reason"] == "run time limit reached", run["run"]
    assert page.quit() == 0


def test_a_run_is_not_cut_to_its_warm_up(ui):
    page = ui()
    page.done("start", users=1, warmup="30s", run_time="1m")
    page.wait(lambda run: run["total"]["requests"] > 2)
    assert page.refused("edit", run_time="30s")["field"] == "run_time"
    page.done("edit", run_time="31s")
    page.done("stop")
    page.wait_stopped(1)
    assert page.quit() == 0


@pytest.mark.parametrize("values, reason", [
    ({"stages": "3:100:30s"}, "the stages say how long"),
    ({"users": 1, "iterations": "100000000"}, "ends with its iterations"),
])
def test_a_run_that_something_else_ends_keeps_its_time(ui, values, reason):
    page = ui()
    page.done("start", **values)
    page.wait(lambda run: run["total"]["requests"] > 2)
    answer = page.refused("edit", run_time="5m")
    assert answer["field"] == "run_time" and reason in answer["message"], answer
    page.done("edit", users=2, spawn_rate=100)
    page.done("stop")
    page.wait_stopped(1)
    assert page.quit() == 0


def test_stages_of_the_scenario_come_before_the_users_of_the_form(cicada, ui):
    cicada.write("scenario.c", STAGED)
    page = ui()
    page.done("start", users=50, spawn_rate=100)  # as Locust's scripts say it
    run = page.wait(lambda run: run["users"]["current"] == 3)
    assert run["users"]["target"] == 3 and len(run["stages"]) == 1
    page.done("stop")
    page.wait_stopped(1)
    page.done("start", users=50, stages="1:100:200ms")
    assert page.wait_stopped(2)["users"]["peak"] == 1
    assert page.quit() == 0


def test_the_exit_code_is_that_of_the_last_run(ui):
    page = ui("-u", "1")
    page.done("start", iterations=3, checks=["rps > 1000000"])
    page.wait_stopped(1)
    assert page.quit() == 3
    page = ui("-u", "1")
    page.done("start", iterations=3, checks=["rps > 1000000"])
    page.wait_stopped(1)
    page.done("start", iterations=3)
    page.wait_stopped(2)
    assert page.quit() == 0
    assert ui().quit(signal.SIGINT) == 0


@pytest.mark.sanitize
def test_a_signal_during_a_run_leaves_all_reports(cicada, ui):
    page = ui("--json-file", "out", "--csv", "out", "--report", "out.md", "--hlog", "out.hlog")
    page.done("start", users=5, spawn_rate=100)
    page.wait(lambda run: run["total"]["requests"] > 20)
    assert page.quit() == 0
    report = json.loads((cicada.folder / "out.json").read_text())
    assert report["run"]["state"] == "stopped" and report["run"]["stop_reason"] == "interrupted" and report["total"]["requests"] > 20
    for name in ("out_stats.csv", "out_stats_history.csv", "out.md", "out.hlog"):
        assert (cicada.folder / name).stat().st_size > 0, name
    assert kept_runs(cicada) == [(5, report["total"]["requests"])]


def test_nothing_starts_while_the_process_ends(cicada, ui):
    page = ui("--json-file", "out", "--report", "out.md", "--html", "out.html")
    page.done("start", users=5, spawn_rate=100)
    page.wait(lambda run: run["total"]["requests"] > 20)
    page.run.signal(signal.SIGTERM)
    answers, end = [], time.monotonic() + SOON_S
    while page.run.process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError, http.client.HTTPException):
            answers.append(page.post("api/start", {"users": 1, "run_time": "1s"}).json)
    assert not [answer for answer in answers if answer.get("success")], answers
    assert page.run.process.wait(SOON_S) == 0, page.log
    assert kept_runs(cicada) == [(5, json.loads((cicada.folder / "out.json").read_text())["total"]["requests"])]


def test_autostart_and_autoquit_need_nobody(cicada, ui):
    page = ui("-u", "2", "--iterations", "10", "--autostart", "--autoquit", "1", "--json-file", "out")
    page.run.wait_for("--autoquit time reached")
    assert page.run.process.wait(SOON_S) == 0
    assert json.loads((cicada.folder / "out.json").read_text())["iterations"]["finished"] == 10


def test_a_run_that_somebody_starts_puts_autoquit_off(ui):
    page = ui("-u", "2", "--iterations", "10", "--autostart", "--autoquit", "3")
    page.wait_stopped(1)
    page.done("start", users=1, run_time="3s", iterations="")
    assert page.wait_stopped(2)["run"]["duration_s"] >= 2.9
    assert page.run.process.wait(SOON_S) == 0


def test_a_port_that_is_taken_is_said_in_a_sentence(cicada):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = cicada("-f", "scenario.c", "--web-port", port)
    assert done.returncode == 17, done.stderr
    assert f"the web UI cannot listen on 127.0.0.1:{port}: Address already in use. Choose another port with --web-port" in done.stderr


def test_the_ui_is_not_served_to_others_without_a_login(cicada):
    done = cicada("-f", "scenario.c", "--web-host", "*", "--web-port", "0")
    assert done.returncode == 2 and "give a login with --web-login" in done.stderr, done.stderr


def test_a_password_of_the_environment_is_asked_for(cicada, session, ui):
    page = ui("--web-login", variables={"CICADA_WEB_AUTH": "ann:correct-horse"}, headers={"Authorization": "Basic YW5uOmNvcnJlY3QtaG9yc2U="})
    assert page.told()["user"] == "ann"
    page.headers = {}
    assert page.get("api/state").status == 401
    assert "correct-horse" not in page.log
    assert page.quit() == 0
    page = session("-f", "scenario.c", "--web-auth", "ann:correct-horse", "--json-file", "out", headers={"Authorization": "Basic YW5uOmNvcnJlY3QtaG9yc2U="})
    page.done("start", users=1, iterations=1, host="http://127.0.0.1:1")
    page.wait_stopped(1)
    assert page.quit() == 1
    assert "correct-horse" not in (cicada.folder / "out.json").read_text() + page.log


def test_a_url_has_the_ui_when_asked_for(cicada, session, target):
    url = target().url + "/health"
    page = session(url)
    page.done("start", users=2, iterations=6, host="http://elsewhere")  # a URL is its own host
    assert page.wait_stopped(1)["total"]["completed"] == 6
    assert page.quit() == 0
    assert cicada(url, "--iterations", "2").returncode == 0


def test_the_commands_of_the_document_work(cicada, session, target, certificates):
    url = target().url
    text = (ROOT / "docs/web.md").read_text()
    assert len(re.findall(r"^(?:\w+=\S+ )?cicada -f shop.c", text, re.M)) == 3
    cicada.write("shop.c", (cicada.folder / "scenario.c").read_text())
    assert session("-f", "shop.c", "-H", url).quit() == 0
    done = cicada(*"-f shop.c -u 20 -t 2s --autostart --autoquit 0 --web-port 0 -H".split(), url)
    assert done.returncode == 0, done.stderr
    both = certificates.good  # certificate and key
    page = session(*"-f shop.c --web-host * --tls-cert".split(), both, "--tls-key", both, variables={"CICADA_WEB_AUTH": "ann:correct-horse"})
    assert ssl.get_server_certificate(("127.0.0.1", page.port), timeout=SOON_S) in pathlib.Path(both).read_text()
    assert page.quit() == 0


def test_a_start_is_taken_back_while_the_host_is_looked_up(session, target):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as name_server:  # it never answers
        name_server.bind(("127.0.0.1", 0))
        page = session("-f", "scenario.c", "-H", "http://slow.example", "--dns-servers", f"127.0.0.1:{name_server.getsockname()[1]}")
        page.done("start", users=1)
        for name in ("start", "edit", "pause", "resume"):
            page.refused(name, users=2)
        page.done("stop")
        page.run.wait_for("verdict")
        page.done("start", users=1, iterations=2, host=target().url)
        assert page.wait_stopped(2)["total"]["completed"] == 2
        assert page.quit() == 0
