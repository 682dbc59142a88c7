# SPDX-License-Identifier: MIT
"""cicada report FILE.json writes from a results file what cicada report RUN writes from the store; a file that is none is refused in a line."""
import itertools
import json
import math
import re

import pytest

SCENARIO = """\
#include <cicada.h>
static int health(cic_user *u) { cic_get(u, "/health"); cic_metric(u, "depth", cic_uniform(u, 1, 9)); return CIC_OK; }
static int missing(cic_user *u) { cic_get(u, "/nothing/here?id=1", .name = "/nothing/[id]"); return CIC_OK; }
static int refused(cic_user *u) { cic_get(u, "http://127.0.0.1:1/", .name = "no <b>|server|"); return -1; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .weight = 3, .wait = CIC_BETWEEN(0.005, 0.02),
                                               .tasks = CIC_TASKS({5, "health", health, .tags = "read"}, {1, "missing", missing, .tags = "read"}));
static const cic_user_class other = CIC_USER(.name = "Other", .fixed_count = 1, .wait = CIC_CONSTANT(0.05), .tasks = CIC_TASKS({1, "refused", refused, .tags = "read"}));
CIC_SCENARIO(.users = CIC_USERS(&visitor, &other), .options = CIC_OPTIONS({.name = "tenant", .value = "acme"}, {.name = "code", .secret = true, .value = "x"}));
"""
FORMS = {"md": ("--report", "X.md"), "html": ("--html", "X.html"), "junit": ("--junit", "X.xml"), "summary": ("--github-summary", "X.sum"), "csv": ("--csv", "X"),
         "json": ("--json-file", "X")}
WRITTEN = ("X.md", "X.html", "X.xml", "X.sum", "X_stats.csv", "X_failures.csv", "X_stats_history.csv", "X_stages.csv", "X_resources.csv", "X.json")


def reports(cicada, *words):
    """{file: its bytes} of all reports, and the text on standard output without its heading."""
    done = cicada(*words, *(word for form in FORMS.values() for word in form))
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", done.stderr
    found = {name: (cicada.folder / name).read_bytes() for name in WRITTEN if (cicada.folder / name).exists()}
    for name in found:
        (cicada.folder / name).unlink()
    shown = cicada(*words)
    assert shown.returncode == 0 and "exit code" in shown.stdout, shown.stderr
    return found | {"text": shown.stdout.split("\n", 1)[1].encode()}


NUMBER = re.compile(rb"(\d+\.\d{6,})")


def assert_same_text(name, got, wanted):
    """JSON keeps 15 digits of a number, and what is computed of it may differ in the last of them."""
    here, there = NUMBER.split(got), NUMBER.split(wanted)
    for part, (a, b) in enumerate(itertools.zip_longest(here, there)):
        same = a == b or (part % 2 == 1 and a and b and math.isclose(float(a), float(b), rel_tol=1e-12))
        assert same, f"{name}: {a and a[:200]} of the file, {b and b[:200]} of the store, behind {b''.join(here[:part])[-300:]}"


def assert_the_same(from_file, from_store):
    assert from_file.keys() == from_store.keys()
    for name, wanted in from_store.items():
        assert_same_text(name, from_file[name], wanted)


@pytest.mark.sanitize
def test_a_report_of_a_file_is_that_of_the_stored_run(cicada, target):
    server = target("--fault", "/health jitter_ms=4")
    cicada.write("s.c", SCENARIO)
    base = cicada("-f", "s.c", "-H", server.url, "-u", "4", "-r", "100", "-t", "2s", "--headless", "--only-summary", "--profile", "base")
    assert base.returncode == 1, base.stderr
    done = cicada("-f", "s.c", "-H", server.url, "--headless", "--only-summary", "--stages", "low=3:100:2s,high=6:100:2s", "--warmup", "1s", "--set", "tenant=Müller & Sons",
                  "--profile", "the <run>", "--monitor", f"api=pid:{server.process.pid}", "--cost", "0.12/h per api", "--baseline", "1", "--check", "p95 < 10s", "--check",
                  "fail_ratio < 1%", "--check", "cpu(api) < 800%", "--check", "p99 < 5s for stage low", "--check", 'metric("depth").avg > 2', "--header", "X-Api-Key: geheim",
                  "--tags", "read", "--json-file", "out", seconds=90)
    assert done.returncode in (3, 5), done.stderr
    document = json.loads((cicada.folder / "out.json").read_text())
    for member in ("stages", "checks", "errors", "causes", "cost", "comparison", "metrics", "resources", "series", "histograms", "stage_histograms", "blocks"):
        assert document[member], member
    assert document["warmup"]["requests"] > 0 and document["tasks"]["per_class"]["Visitor"]["tasks"]["health"]["ratio"] > 0
    from_store, from_file = reports(cicada, "report", "2"), reports(cicada, "report", "out.json")
    assert b"Tasks" in from_store["X.html"] and set(WRITTEN) <= from_file.keys()
    assert_the_same(from_file, from_store)
    assert_same_text("out.json", from_file["X.json"], (cicada.folder / "out.json").read_bytes())


def test_a_search_for_the_capacity_and_arrivals_come_back_too(cicada, target):
    cicada.write("s.c", SCENARIO)
    server = target("--fault", "/health latency_ms=20")
    done = cicada("capacity", "-f", "s.c", "-H", server.url, "--slo", "p95 < 20s", "--slo", "fail_ratio < 100%", "--step-time", "2s", "--max-time", "1m", "--repeats", "1",
                  "--start", "2", "--max-users", "4", "-r", "100", "--json-file", "out", seconds=90)
    assert done.returncode in (0, 3, 4, 15), done.stderr    # what it finds is not the point
    assert_the_same(reports(cicada, "report", "out.json"), reports(cicada, "report", "latest"))
    done = cicada("-f", "s.c", "-H", server.url, "--headless", "--only-summary", "--rate", "Visitor=300/s,Other=5/s", "--max-users", "6", "-t", "2s", "--check", "p99 < 1s",
                  "--json-file", "out")
    assert done.returncode in (1, 3), done.stderr
    document = json.loads((cicada.folder / "out.json").read_text())
    assert document["iterations"]["dropped_no_user"] > 0 and document["checks"][0]["unbounded"], document["checks"]
    assert_the_same(reports(cicada, "report", "out.json"), reports(cicada, "report", "latest"))


def test_an_older_or_a_shorter_file_makes_a_report_that_says_what_it_lacks(cicada, target):
    done = cicada(f"{target().url}/health", "-u", "2", "--iterations", "20", "--only-summary", "--store", "none", "--json-file", "out")
    assert done.returncode == 0, done.stderr
    document = json.loads((cicada.folder / "out.json").read_text())
    for member in ("tasks", "stage_histograms", "histograms", "blocks", "series", "resources", "metrics", "generator", "iterations", "errors", "warmup", "beyond_limits"):
        del document[member]
    (cicada.folder / "short.json").write_text(json.dumps(document))
    done = cicada("report", "short.json", "--report", "short.md", "--html", "short.html", "--csv", "short")
    assert done.returncode == 0, done.stderr
    (line,) = done.stderr.splitlines()
    for part in ("short.json does not hold", "distributions of times", "seconds of the run", "ratio of tasks", "resources"):
        assert part in line, line
    assert "20 requests" in (cicada.folder / "short.md").read_text()
    assert "20" in cicada("report", "short.json").stdout
    assert cicada("compare", "short.json", "short.json").returncode == 16


@pytest.fixture
def results(cicada, target):
    """out.json of a short run, and a function that writes a changed copy of it."""
    done = cicada(f"{target().url}/health", "-u", "2", "--iterations", "10", "--only-summary", "--store", "none", "--json-file", "out")
    assert done.returncode == 0, done.stderr
    text = (cicada.folder / "out.json").read_text()

    def change(old, new):
        assert old in text, old
        (cicada.folder / "bad.json").write_text(text.replace(old, new, 1))
        return "bad.json"
    return change


def refused(cicada, name, *more):
    done = cicada("report", name, *more)
    assert done.returncode == 16 and not done.stdout, (done.returncode, done.stdout, done.stderr)
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"cicada: {name}"), line
    return line


@pytest.mark.parametrize("old, new, message", [
    ('"method":"GET"', '"method":7', '"requests"[0] "method" is not a text'),
    ('"failures":0,"failure_ratio"', '"failures":-1,"failure_ratio"', '"total" "failures" is not a number that can be'),
    ('"failures":0,"failure_ratio"', '"failures":11,"failure_ratio"', '"total" "failures" is not a number that can be'),
    ('"peak":', '"peak":1e300, "p":', '"users" "peak" is not a number that can be'),
    ('"peak":', '"peak":99999999999999999999999, "p":', "not JSON"),
    ('"measured_s":', '"measured_s":-', '"run" "measured_s" is not a number that can be'),
    ('"state":"stopped"', '"state":"asleep"', '"run" "state" is no state of a run'),
    ('"schema": "cicada-run"', '"schema": "cicada-comparison"', '"schema" is not "cicada-run"'),
    ('"schema_version": 1', '"schema_version": 2', '"schema_version" is not 1'),
    ('"series": [', '"series": [7], "s": [', '"series"[0] is not an object'),
    ('"blocks": [', '"blocks": 7, "b": [', '"blocks" is not a list'),
    ('"level":"VALID"', '"level":"GREAT"', '"verdict" "level" is neither'),
    ('"errors": [', '"errors": ' + 1000 * "[" + 1000 * "]" + ', "e": [', '"errors"[0] is not an object'),
    ('"errors": [', '"errors": ' + 100000 * "[", "not JSON"),
])
def test_a_file_that_does_not_fit_is_refused_with_its_place(cicada, results, old, new, message):
    if old == '"level":"VALID"' and '"level":"DEGRADED"' in (cicada.folder / "out.json").read_text():
        old = '"level":"DEGRADED"'    # the machine is busy
    assert message in refused(cicada, results(old, new))


def test_what_is_no_results_file_is_refused(cicada, target, results):
    text = (cicada.folder / "out.json").read_bytes()
    for size in (0, 1, len(text) // 3, len(text) - 3):
        (cicada.folder / "cut.json").write_bytes(text[:size])
        assert "not JSON" in refused(cicada, "cut.json"), size
    done = cicada(f"{target().url}/health", "-u", "1", "--iterations", "2", "--only-summary", "--json-file", "locust", "--json-format", "locust")
    assert done.returncode == 0, done.stderr
    assert "--json-format locust" in refused(cicada, "locust.json")
    with open(cicada.folder / "large.json", "wb") as large:
        large.truncate(1 << 30)
    assert "larger than 128 MiB" in refused(cicada, "large.json")
    (cicada.folder / "many.json").write_text("[" + "[]," * 17_000_000 + "[]]")
    assert "larger than any report" in refused(cicada, "many.json")
    assert "No such file" in refused(cicada, "nothing/there.json")
    (cicada.folder / "folder").mkdir()
    assert "Is a directory" in refused(cicada, "folder")
    done = cicada("report", "out.json", "--html", "/proc/nowhere/x.html")
    assert done.returncode == 12, done.stderr


def test_hostile_texts_of_a_file_stay_text_on_the_terminal(cicada, results):
    name = results('"stop_reason":"', '"stop_reason":"\\u001b]0;owned\\u0007\\u0000')
    shown = cicada("report", name)
    assert shown.returncode == 0 and "\x1b" not in shown.stdout and "\x07" not in shown.stdout, shown.stdout
