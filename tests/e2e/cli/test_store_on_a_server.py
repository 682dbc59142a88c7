# SPDX-License-Identifier: MIT
"""Past runs in a PostgreSQL database: the same as in a file; and whatever happens to the server, the run goes on and says what was lost."""
import json
import os
import signal
import time

import pytest

from support.command import SCENARIO
from support.postgres import PASSWORD, USER, Postgres, missing

COUNT_SERIES = "SELECT count(*) FROM cicada.series"


@pytest.fixture
def database(postgres, request):
    """A database of its own on the server of all tests: its URL, and a function that asks it."""
    name = "runs_" + str(abs(hash(request.node.nodeid)) % 10**12)
    postgres.query(f"CREATE DATABASE {name}")
    url = postgres.url.rsplit("/", 1)[0] + "/" + name

    def ask(sql):
        return postgres.query_in(name, sql)
    yield url, ask
    postgres.query(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_server():
    """A server that the test may kill."""
    if missing():
        pytest.skip(missing())
    server = Postgres()
    yield server
    server.end()


def words(url, store, *options, seconds="1s"):
    return ["-f", "s.c", "-H", url, "--headless", "--only-summary", "-u", "4", "-r", "100", "-t", seconds, "--json-file", "out", "--store", store,
            *options]


def run(cicada, url, store, *options, code=0, **more):
    cicada.write("s.c", SCENARIO)
    done = cicada(*words(url, store, *options), **more)
    assert done.returncode == code, done.stderr
    assert PASSWORD not in done.stderr
    return done


def report(cicada):
    return json.loads((cicada.folder / "out.json").read_bytes())


def ask_cicada(cicada, store, *line, code=0):
    done = cicada(*line, "--store", store)
    assert done.returncode == code, done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.mark.sanitize
def test_a_run_in_a_database_is_that_in_a_file(cicada, target, database):
    store, ask = database
    done = run(cicada, target().url, store, "--check", "p95 < 10s", "--profile", "Läufe", "--seed", "18446744073709551615")
    assert "Kept as run 1" in done.stderr
    assert ask_cicada(cicada, store, "runs", "export", "1", "--json") == (cicada.folder / "out.json").read_text()
    assert "Läufe" in ask_cicada(cicada, store, "runs")
    assert "p95 < 10s" in ask_cicada(cicada, store, "report", "latest")
    uuid = ask("SELECT uuid FROM cicada.runs")
    ask_cicada(cicada, store, "runs", "label", uuid[:8].upper(), "the good one")
    assert ask("SELECT label, ended, exit_code FROM cicada.runs") == "the good one|1|0"
    assert PASSWORD not in ask("SELECT command_line FROM cicada.runs")
    assert int(ask("SELECT count(*) FROM cicada.blocks")) > 0
    staged = cicada("-f", "s.c", "-H", target().url, "--headless", "--only-summary", "--stages", "2:10:1s,4:10:1s", "--warmup", "0.5s",
                    "--json-file", "out", "--store", store)
    assert staged.returncode == 0, staged.stderr
    assert ask_cicada(cicada, store, "runs", "export", "2", "--json") == (cicada.folder / "out.json").read_text()
    assert "2 runs deleted" in ask_cicada(cicada, store, "runs", "delete", "1", "2")
    for table in ("runs", "plans", "progress", "classes", "requests", "series", "blocks", "verdicts"):
        assert ask(f"SELECT count(*) FROM cicada.{table}") == "0", table
    run(cicada, target().url, store)
    assert ask("SELECT id FROM cicada.runs") == "3", "numbers are not used twice"
    assert "there is no run" in ask_cicada(cicada, store, "runs", "show", "1", code=13)


def test_names_that_are_no_text_are_repaired(cicada, target, database):
    store, ask = database
    cicada.write("s.c", SCENARIO.replace('"/health"', '"/health", .name = "caf\\xe9 \\"x\\"; DROP TABLE runs"') if '"/health"' in SCENARIO else SCENARIO)
    done = cicada(*words(target().url, store))
    assert done.returncode == 0, done.stderr
    shown = ask_cicada(cicada, store, "runs", "export", "1", "--json")
    assert json.loads(shown)["total"]["requests"] == report(cicada)["total"]["requests"]
    assert ask("SELECT count(*) FROM cicada.runs") == "1"


def test_what_belongs_to_others_is_left_alone(cicada, target, database):
    store, ask = database
    ask("CREATE TABLE runs(theirs int); INSERT INTO runs VALUES(7)")
    run(cicada, target().url, store)
    assert ask("SELECT theirs FROM public.runs") == "7"
    ask("DROP SCHEMA cicada CASCADE; CREATE SCHEMA cicada; CREATE TABLE cicada.runs(theirs int)")
    done = run(cicada, target().url, store, code=13)
    assert "This run is not kept" in done.stderr and "not one of Cicada's stores" in done.stderr
    assert ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'cicada'") == "1"
    assert "not one of Cicada's stores" in ask_cicada(cicada, store, "runs", code=13)


def test_a_store_that_cannot_be_used_does_not_keep_a_run_from_going_on(cicada, target, database, closed_port):
    store, ask = database
    url = target().url
    for wrong, said in ((store.replace(PASSWORD, "wrong"), "password authentication failed"),
                        (f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{closed_port}/x", "refused"),
                        (store + "_missing", "does not exist")):
        done = run(cicada, url, wrong, code=13)
        assert "This run is not kept" in done.stderr and said in done.stderr, done.stderr
        assert report(cicada)["total"]["requests"] > 0
        assert said in ask_cicada(cicada, wrong, "runs", code=13)
    assert "there is no store" in ask_cicada(cicada, store, "runs", code=13)
    assert ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'cicada'") == "0"


def test_who_may_only_read_can_show_runs_but_not_keep_them(cicada, target, database):
    store, ask = database
    run(cicada, target().url, store)
    ask("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'r'; GRANT USAGE ON SCHEMA cicada TO reader;"
        "GRANT SELECT ON ALL TABLES IN SCHEMA cicada TO reader")
    reader = store.replace(f"{USER}:{PASSWORD}", "reader:r")
    assert "s.c" in ask_cicada(cicada, reader, "runs")
    done = run(cicada, target().url, reader, code=13)
    assert "permission denied" in done.stderr and done.stderr.count("permission denied") <= 2
    assert ask("SELECT count(*) FROM cicada.runs") == "1"
    ask("DROP OWNED BY reader; DROP ROLE reader")


def start(cicada, url, store, seconds):
    cicada.write("s.c", SCENARIO)
    return cicada.start(*words(url, store, seconds=seconds))


def wait_for_seconds(ask, process, wanted):
    end = time.monotonic() + 60
    while (found := ask(COUNT_SERIES)) is None or int(found) < wanted:
        assert process.poll() is None and time.monotonic() < end, f"{found} seconds were kept"
        time.sleep(0.1)


@pytest.mark.sanitize
def test_a_server_that_dies_costs_the_store_but_not_the_run(cicada, target, own_server):
    process = start(cicada, target().url, own_server.url, "1h")
    wait_for_seconds(own_server.try_query, process, 2)
    own_server.stop(signal.SIGQUIT)
    time.sleep(2.5)    # so that some seconds fall into the gap
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=120)
    log = log.decode()
    assert process.returncode == 13, log
    assert log.count("is not kept at the moment") == 1 and "the end of this run is not kept" in log, log
    assert report(cicada)["run"]["duration_s"] > 4
    own_server.start()
    shown = json.loads(ask_cicada(cicada, own_server.url, "runs", "export", "1", "--json"))
    assert len(shown["series"]) >= 2 and shown["run"]["state"] != "stopped"


def test_a_server_that_comes_back_has_the_whole_run(cicada, target, own_server):
    process = start(cicada, target().url, own_server.url, "1h")
    wait_for_seconds(own_server.try_query, process, 1)
    own_server.stop(signal.SIGQUIT)
    time.sleep(1.5)    # so that a second falls into the gap
    own_server.start()
    wait_for_seconds(own_server.try_query, process, 4)
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=120)
    assert process.returncode == 0, log.decode()
    assert ask_cicada(cicada, own_server.url, "runs", "export", "1", "--json") == (cicada.folder / "out.json").read_text()


@pytest.mark.slow
def test_a_server_that_does_not_answer_does_not_hold_the_run(cicada, target, own_server):
    process = start(cicada, target().url, own_server.url, "4s")
    wait_for_seconds(own_server.try_query, process, 1)
    backends = [int(pid) for pid in own_server.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'cicada'").split()]
    for pid in backends:
        os.kill(pid, signal.SIGSTOP)
    try:
        _, log = process.communicate(timeout=120)
    finally:
        for pid in backends:
            os.kill(pid, signal.SIGCONT)
    log = log.decode()
    assert process.returncode == 13 and "does not answer" in log, log
    assert report(cicada)["run"]["duration_s"] < 6, "the loop was not held"
    assert report(cicada)["generator"]["step_max_ms"] < 3000
