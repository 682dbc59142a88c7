# SPDX-License-Identifier: MIT
"""What --monitor sees of real processes, pages and databases; the checks that follow from it; what is said when something is gone."""
import contextlib
import csv
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from support.cicada import SANITIZED
from support.redis import Redis
from support.redis import missing as missing_redis
from support.target_server import wait_until

ROOT = pathlib.Path(__file__).resolve().parents[3]
LEAKY = "import time\nkept = []\nwhile True:\n    kept.append(b'x' * 100_000)\n    time.sleep(0.1)\n"   # 1 MB/s
BUSY = "while True:\n    pass\n"
IDLE = "import time\ntime.sleep(600)\n"
PAUSED = """
    static int health(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
    static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.05), .tasks = CIC_TASKS({1, "health", health}));
    CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


@pytest.fixture
def program(tmp_path):
    """program(text) starts a Python program in a process with a name of its own; gives (process, name)."""
    processes = []

    def start(text):
        name = f"w{len(processes)}-{os.getpid()}"
        link = tmp_path / name
        if not link.exists():
            link.symlink_to(os.path.realpath(sys.executable))
        processes.append(subprocess.Popen([link, "-c", text], stdin=subprocess.DEVNULL))
        return processes[-1], name

    yield start
    for process in processes:
        process.kill()
        process.wait()


def resource(run, name):
    found = [r for r in run.report["resources"] if r["name"] == name]
    assert len(found) == 1, [r["name"] for r in run.report["resources"]]
    return found[0]


def words(option, values):
    return [word for value in values for word in (option, value)]


@pytest.mark.skipif(SANITIZED, reason="memory of a sanitized build means nothing")
def test_the_target_is_seen_by_pid_and_by_its_page_and_the_generator_always(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(PAUSED), "-H", server.url, "-u", 2, "-t", "4s", "--monitor", f"api=pid:{server.process.pid}",
                 "--monitor", f"page={server.url}/metrics", "--monitor", f"root={server.url}", code=0)
    api, page, root, generator = (resource(run, name) for name in ("api", "page", "root", "generator"))
    memory = [r["measures"]["memory"]["mean"] for r in (api, page, root)]
    assert max(memory) < 1.5 * min(memory), memory
    assert api["measures"]["fds"]["max"] >= 3 and api["measures"]["threads"]["max"] >= 1
    assert api["missing_seconds"] == generator["missing_seconds"] == 0
    assert page["missing_seconds"] <= 1, "a busy machine may answer too late once"
    assert [p["second"] for p in api["series"]] == list(range(api["seconds"])), api["series"]
    assert generator["measures"]["memory"]["last"] == pytest.approx(run.report["generator"]["memory_bytes"], rel=0.2)
    with open(run.folder / "out_resources.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["memory"]) for row in rows if row["Component"] == "api"] == pytest.approx([p["memory"] for p in api["series"]], rel=1e-5)
    # Those who only look at pages are counted by the server, but not among the requests of the run.
    assert run.counts() == {"/health": run.total["requests"]}


def test_leaks_and_busy_processes_break_their_checks_and_a_killed_one_is_a_gap(cicada, scenario, target, program):
    leaky, busy, idle, killed = (program(text)[0] for text in (LEAKY, BUSY, IDLE, IDLE))
    _, name = program(IDLE)
    checks = {"rss_slope(leaky) < 10MB/min": "fail", "rss_slope(idle) < 1MB/min": "pass", "cpu(busy) < 5%": "fail",
              "cpu(idle) < 50%": "pass", "cpu(busy) < 5% for 3s": "fail", "cpu(idle) < 50% for 3s": "pass", "memory(idle) < 1GB": "pass",
              "memory(idle) < 1KB": "fail", "fds(named) >= 3": "pass", "max cpu(generator) < 1000%": "pass", "cpu(never) < 99%": "fail"}
    monitors = [f"leaky=pid:{leaky.pid}", f"busy=pid:{busy.pid}", f"idle=pid:{idle.pid}", f"killed=pid:{killed.pid}", f"named=exe:{name}",
                "never=exe:no-such-program"]
    run = cicada.start("-f", scenario(PAUSED), "-H", target().url, "-u", 2, "-r", 100, "-t", "16s", *words("--monitor", monitors),
                       *words("--check", checks))
    run.wait_for("All users spawned")
    time.sleep(3)
    killed.kill()
    killed.wait()
    run.wait(code=3)
    assert run.check_results() == checks
    slope = resource(run, "leaky")["measures"]["memory"]["slope"]
    assert 0.2e6 < slope["low"] <= slope["per_second"] <= slope["high"] < 2e6, slope
    gone = resource(run, "killed")
    assert 5 <= gone["missing_seconds"] < gone["seconds"] and gone["series"][-1]["memory"] is None, gone
    assert run.log.count(f"--monitor killed: process {killed.pid} has ended") == 1
    assert run.log.count("--monitor never: there is no process with the name") == 1
    assert "run time limit reached" in run.log
    assert run.total["failures"] == 0


def test_a_check_of_a_leak_can_end_the_run(cicada, scenario, target, program):
    leaky, _ = program(LEAKY)
    run = cicada("-f", scenario(PAUSED), "-H", target().url, "-u", 1, "-t", "40s", "--monitor", f"leaky=pid:{leaky.pid}", "--check",
                 "rss_slope(leaky) < 1MB/min abort", code=3)
    assert run.report["run"]["stop_reason"] == "a check failed"
    assert run.report["run"]["duration_s"] < 39


@pytest.mark.parametrize("options, said", [
    (["--monitor", "api=4711"], "    api=4711\n        ^^^^ NAME=pid:N"),
    (["--monitor", "a=pid:1", "--monitor", "a=pid:2"], "two components of this name"),
    (["--monitor", "a=http://"], "it ends here"),
    (["--monitor", "a=http://:80/"], "--monitor a: "),
    (["--monitor", "a=redis://:80:80/"], "--monitor a: "),
    (["--monitor", "a=pid:1", "--check", "cpu(b) < 80%"], "    cpu(b) < 80%\n        ^ watch it with --monitor b=pid:N; there is generator, a"),
    (["--monitor", "a=pid:1", "--check", "memory(a) < 5"], "the unit is missing"),
    (["--cost", "0.12 per a"], "the time is missing"),
    (["--monitor", "a=pid:1", "--cost", "1/h per core of b"], "there is no component of this name"),
])
def test_mistakes_are_marked_before_the_run(cicada, options, said):
    run = cicada("http://127.0.0.1:1/", "-t", "1s", *options, reports=False, code=2)
    assert said in run.log


def answer_for_ever(peer):
    peer.request()
    peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            peer.send(b"process_open_fds 1\n" * 1000)


def say_nothing(peer):
    peer.request()
    peer.wait_for_client()


def answer_nonsense(peer):
    for _ in range(100):
        peer.request()
        peer.answer(b"\x00process_open_fds{{{{ nan\nprocess_cpu_seconds_total 1e999\n")


@pytest.mark.sanitize
@pytest.mark.parametrize("script", [answer_for_ever, say_nothing, answer_nonsense])
def test_a_page_that_misbehaves_is_a_gap_and_holds_nothing_up(cicada, scenario, target, hostile, script):
    page = hostile(script)
    run = cicada("-f", scenario(PAUSED), "-H", target().url, "-u", 1, "-t", "4s", "--monitor", f"page=http://127.0.0.1:{page.port}/m",
                 "--monitor", f"cache=redis://127.0.0.1:{page.port}", code=0)
    assert resource(run, "page")["measures"] == resource(run, "cache")["measures"] == {}
    assert run.log.count("--monitor page: ") == 1 and run.log.count("--monitor cache: ") == 1
    assert run.report["run"]["stop_reason"] == "run time limit reached"
    assert run.total["requests"] > 10


def test_headers_of_the_run_do_not_go_to_pages(cicada, scenario, target, hostile):
    page = hostile(answer_nonsense)
    cicada("-f", scenario(PAUSED), "-H", target().url, "-u", 1, "-t", "2s", "--header", "Authorization: Bearer abc",
           "--monitor", f"page=http://me:secret@127.0.0.1:{page.port}/m", code=0)
    assert page.requests and all(b"Bearer" not in head and b"Authorization: Basic bWU6c2VjcmV0" in head for head in page.requests)


def everything_written(run):
    return b"".join(path.read_bytes() for path in run.folder.rglob("*") if path.is_file())


def test_postgresql_connections_and_hits_are_seen_and_its_password_is_not(cicada, scenario, target, postgres):
    url = postgres.url
    run = cicada.start("-f", scenario(PAUSED), "-H", target().url, "-u", 1, "-t", "7s", "--monitor", f"db={url}",
                       "--check", "connections(db) < 30", "--check", "connections(db) > 100", "--check", "cache_hit_rate(db) > 10%")
    run.wait_for("All users spawned")
    for _ in range(8):
        postgres.query("SELECT count(*) FROM pg_class, pg_attribute")
        time.sleep(0.3)
    run.wait(code=3)
    db = resource(run, "db")
    assert run.check_results() == {"connections(db) < 30": "pass", "connections(db) > 100": "fail", "cache_hit_rate(db) > 10%": "pass"}
    assert db["connections_limit"] == 40 and db["missing_seconds"] <= 1, db
    assert b"Only-For-Tests" not in everything_written(run)
    assert "***" in db["source"], db["source"]


def test_a_database_that_stops_answering_is_a_gap_and_the_run_ends_in_time(cicada, scenario, target, postgres):
    run = cicada.start("-f", scenario(PAUSED), "-H", target().url, "-u", 1, "-t", "9s", "--monitor", f"db={postgres.url}")
    run.wait_for("All users spawned")
    time.sleep(2)
    stopped = wait_until(lambda: postgres.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'cicada monitor'"), what="the look")
    os.kill(int(stopped), signal.SIGSTOP)
    try:
        run.wait(code=0)
    finally:
        os.kill(int(stopped), signal.SIGCONT)
    db = resource(run, "db")
    assert 0 < db["missing_seconds"] < db["seconds"], db
    assert "--monitor db: no answer within 2 s" in run.log


def test_redis_is_seen_with_its_hit_rate(cicada, scenario, target):
    if missing_redis():
        pytest.skip(missing_redis())
    redis = Redis()
    try:
        redis.command("SET", "there", "1")
        run = cicada.start("-f", scenario(PAUSED), "-H", target().url, "-u", 1, "-t", "6s", "--monitor", f"cache={redis.url}",
                           "--check", "cache_hit_rate(cache) > 70%", "--check", "cache_hit_rate(cache) > 80%")
        run.wait_for("All users spawned")
        ended = threading.Event()
        while not ended.wait(0.02) and run.process.poll() is None:
            for key in ("there", "there", "there", "gone"):
                redis.command("GET", key)
        run.wait(code=3)
    finally:
        redis.stop()
    cache = resource(run, "cache")
    assert run.check_results() == {"cache_hit_rate(cache) > 70%": "pass", "cache_hit_rate(cache) > 80%": "fail"}
    assert cache["measures"]["memory"]["mean"] > 100_000 and cache["measures"]["connections"]["max"] >= 2, cache
    assert b"Only-For-Tests" not in everything_written(run)


def test_a_wrong_password_of_redis_is_said(cicada, scenario, target):
    if missing_redis():
        pytest.skip(missing_redis())
    redis = Redis()
    try:
        run = cicada("-f", scenario(PAUSED), "-H", target().url, "-u", 1, "-t", "2s", "--monitor",
                     f"cache=redis://:wrong@127.0.0.1:{redis.port}", code=0)
    finally:
        redis.stop()
    assert "--monitor cache: Redis answers: WRONGPASS" in run.log


def test_prices_become_the_cost_of_the_run(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(PAUSED), "-H", server.url, "-u", 2, "-t", "3s", "--monitor", f"api=pid:{server.process.pid}",
                 "--cost", "3600/h per api", "--cost", "1/h per core of api", code=0)
    cost = run.report["cost"]
    assert cost["prices"][0]["amount"] == pytest.approx(run.report["run"]["measured_s"], rel=0.01)
    assert cost["prices"][1]["amount"] == pytest.approx(
        resource(run, "api")["measures"]["cpu"]["mean"] * run.report["run"]["measured_s"] / 3600, rel=0.01)
    assert cost["total"] == pytest.approx(sum(price["amount"] for price in cost["prices"]))
    assert cost["per_million_requests"] == pytest.approx(cost["total"] / run.total["completed"] * 1e6)
    assert "per million requests that succeeded" in run.log


def test_the_examples_of_the_manual_are_understood(cicada, target):
    manual = (ROOT / "docs" / "monitor.md").read_text(encoding="utf-8")
    listed = re.search(r"^## Checks\n\n(.*?): \[checks.md\]", manual, re.M | re.S)[1]
    checks = re.findall(r"`([^`]+)`", listed) + ["memory_slope(api) < 2GB/h", "fds_slope(api) < 10/min"]
    prices = re.findall(r"^\| `([^`]+ per [^`]+)` \|", manual, re.M)
    assert len(checks) > 8 and len(prices) == 3
    server = target()
    run = cicada(server.url + "/health", "-u", 1, "-t", "2s", "--monitor", f"api=pid:{server.process.pid}", "--monitor",
                 "db=redis://127.0.0.1:1", *words("--check", checks), *words("--cost", prices), code=3)
    assert list(run.check_results()) == checks
    assert [price["price"] for price in run.report["cost"]["prices"]] == prices
