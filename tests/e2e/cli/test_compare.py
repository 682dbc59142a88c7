# SPDX-License-Identifier: MIT
"""cicada compare and --baseline: a slower endpoint is found, equal runs are not called different, and what cannot be read is said."""
import json
import pathlib
import re
import shlex
import shutil
import xml.etree.ElementTree

import pytest

from support.command import Command
from support.target_server import TargetServer

SCENARIO = """\
#include <cicada.h>
static int slow(cic_user *u) { cic_get(u, "/_delay/5", .name = "slow"); return CIC_OK; }
static int health(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_BETWEEN(0.02, 0.06),
                                               .tasks = CIC_TASKS({1, "slow", slow}, {1, "health", health}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""
LOAD = ("-f", "shop.c", "--headless", "--only-summary", "-u", "10", "-r", "1000")
# Both are slow beside what a busy machine adds to an answer, which must not decide.
USUAL = ("--fault", "/health latency_ms=20")
FAULT = ("--fault", "/health latency_ms=60")
DOCUMENT = pathlib.Path(__file__).resolve().parents[3] / "docs" / "compare.md"


@pytest.fixture(scope="module")
def recorded(program, target_program, compiled_scenarios, tmp_path_factory):
    """A folder with the runs 1 (before) and 2 (after, with 40 ms more on /health), of ten seconds, made at the same time."""
    folder = tmp_path_factory.mktemp("recorded")
    command = Command(program, folder, compiled_scenarios)
    command.write("shop.c", SCENARIO)
    servers = [TargetServer(target_program, faults) for faults in (USUAL, FAULT)]
    try:
        runs = [command.start(*LOAD, "-H", server.url, "-t", "10s", "--profile", label, "--json-file", label)
                for server, label in zip(servers, ("before", "after"))]
        said = [run.communicate(timeout=60)[1].decode() for run in runs]
        assert [run.returncode for run in runs] == [0, 0], said
    finally:
        for server in servers:
            server.stop()
    return folder


@pytest.fixture
def compare(program, compiled_scenarios, recorded, tmp_path):
    """compare(WORD...) in a copy of the folder, so that a test may write to it."""
    folder = tmp_path / "copy"
    shutil.copytree(recorded, folder)
    command = Command(program, folder, compiled_scenarios)

    def run(*words, code=5, **more):
        done = command("compare", *words, **more)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if code in (0, 5) else done.stderr

    run.command = command
    run.folder = folder
    yield run
    command.end()


def words(document):
    """{(name, metric): word} of a comparison as JSON."""
    return {(name["name"], metric["metric"]): metric["result"] for name in document["names"] for metric in name["metrics"]}


def labels(compare):
    """The sides in the order (before, after), as numbers of the store."""
    listed = compare.command("runs").stdout.splitlines()[1:]
    numbers = {line.split()[-1]: line.split()[0] for line in listed if line.strip()}
    return numbers["before"], numbers["after"]


def test_forty_milliseconds_more_are_a_regression(compare):
    found = words(json.loads(compare("before.json", "after.json", "--json")))
    assert found["/health", "p50"] == found["/health", "mean"] == "regression", found
    assert found["slow", "fail_ratio"] == "no difference", found
    text = compare("before.json", "after.json")
    assert re.search(r"✗ GET /health +p50 ", text), text
    assert re.search(r"^✗ regression: \d+ of \d+ numbers got worse", text, re.M), text
    assert "after.json against before.json" in text


def test_the_other_way_round_it_is_an_improvement(compare):
    # Of what the two runs share a busy machine may have held up one more than the other: a little is not looked at.
    found = words(json.loads(compare("after.json", "before.json", "--format", "json", "--metrics", "p50,mean,fail_ratio", "--tolerance",
                                     "times=10ms", code=0)))
    assert found["/health", "p50"] == "improvement", found
    assert "regression" not in found.values(), found


def test_the_store_and_the_reports_say_the_same(compare):
    of_files = json.loads(compare("before.json", "after.json", "--json"))
    of_store = json.loads(compare(*labels(compare), "--json"))
    by_label = json.loads(compare("before", "after", "--json"))
    assert words(of_files) == words(of_store) == words(by_label)
    for one, other in zip(of_files["names"], of_store["names"]):
        assert (one["base_requests"], one["now_requests"]) == (other["base_requests"], other["now_requests"])
    assert [note for note in of_store["notes"] if "before" in note] or of_store["base"]["label"].endswith("(before)")


def test_a_run_is_no_different_from_itself(compare):
    document = json.loads(compare("before.json", "before.json", "--json", code=0))
    assert set(words(document).values()) <= {"no difference", "not enough data"}, document
    assert any("same run" in note for note in document["notes"]), document["notes"]
    assert all(name["ks_distance"] == 0 for name in document["names"])


def test_tolerance_and_metrics_are_obeyed(compare):
    document = json.loads(compare("before.json", "after.json", "--json", "--metrics", "p50,service.p90", "--tolerance", "times=2s", code=0))
    assert {metric for _, metric in words(document)} == {"p50", "service.p90"}
    assert "regression" not in words(document).values()
    assert document["tolerances"][0] == {"metric": "p50", "unit": "ms", "relative": 0.0, "absolute": 2000.0}


def test_markdown_is_a_table(compare):
    text = compare("before.json", "after.json", "--format", "markdown")
    assert text.startswith("### Cicada: ") and "| ❌ | GET /health | p50 |" in text, text


def test_several_runs_a_side_are_compared_run_by_run(compare):
    (compare.folder / "base").mkdir()
    (compare.folder / "now").mkdir()
    for i in range(5):
        for side, name in (("base", "before.json"), ("now", "after.json")):
            report = json.loads((compare.folder / name).read_text())
            report["run"]["start"] = f"2026-01-01T00:00:{i:02}.000000Z"
            report["run"]["machine"] = side
            (compare.folder / side / f"{i}.json").write_text(json.dumps(report))
    document = json.loads(compare("base", "now", "--json"))
    assert document["base"]["runs"] == document["now"]["runs"] == 5
    assert words(document)["/health", "p50"] == "regression"
    few = json.loads(compare("base/0.json,base/1.json", "now/0.json,now/1.json", "--json", code=0))
    assert set(words(few).values()) == {"not enough data"} and few["result"] == "not enough data"
    assert any("too few to compare run by run" in note for note in few["notes"]), few["notes"]


def test_the_examples_of_the_document_run(compare):
    """Lines of docs/compare.md that compare the two runs of its first example."""
    examples = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("cicada compare ") and "1,3,5" not in line]
    assert len(examples) >= 6, examples
    for line in examples:
        done = compare.command(*shlex.split(line)[1:])
        assert done.returncode in (0, 5) and done.stdout, f"{line}: {done.returncode}: {done.stderr}"
    assert json.loads((compare.folder / "difference.json").read_text())["schema"] == "cicada-comparison"


def test_a_baseline_is_compared_at_the_end_of_a_run(compare, target):
    server = target(*FAULT)
    done = compare.command(*LOAD, "-H", server.url, "-t", "9s", "--baseline", "before.json", "--metrics", "p50,mean,rps,fail_ratio",
                           "--json-file", "now", "--junit", "now.xml", "--github-summary", "now.md")
    assert done.returncode == 5, done.stderr
    assert "this run against before.json" in done.stderr and "✗ regression: " in done.stderr, done.stderr
    comparison = json.loads((compare.folder / "now.json").read_text())["comparison"]
    assert words(comparison)["/health", "p50"] == "regression"
    cases = xml.etree.ElementTree.parse(compare.folder / "now.xml").findall(".//testcase")
    failed = [case.get("name") for case in cases if case.find("failure") is not None]
    assert "p50 of GET /health" in failed and len(cases) == 4 * len(comparison["names"]), failed
    assert "| ❌ | GET /health | p50 |" in (compare.folder / "now.md").read_text()
    command = compare.command
    shown = command("report", "latest").stdout
    assert done.stderr[done.stderr.index("this run against before.json"):].split("\n\nreports")[0].split("\n\nverdict")[0] in shown, shown
    assert command("report", "latest", "--json").stdout == (compare.folder / "now.json").read_text()
    command("runs", "export", "latest", "--junit", "again.xml", "--github-summary", "again.md", "--report", "again.report.md")
    for name in ("now.xml", "now.md"):
        assert (compare.folder / name.replace("now", "again")).read_text() == (compare.folder / name).read_text()
    assert "before.json" in (compare.folder / "again.report.md").read_text()
    again = json.loads(compare("before.json", "now.json", "--metrics", "p50,mean,rps,fail_ratio", "--json"))
    assert words(again) == words(comparison)


def test_stages_are_compared_each_on_its_own(cicada, target):
    """A run with its own report: from the store on one side and from the file on the other."""
    cicada.write("shop.c", SCENARIO)
    done = cicada("-f", "shop.c", "--headless", "--only-summary", "-H", target(*USUAL).url, "--stages", "low=4:100:9s,peak=8:100:9s",
                  "--json-file", "staged")
    assert done.returncode == 0, done.stderr
    compared = cicada("compare", "1", "staged.json", "--json")
    assert compared.returncode == 0, compared.stderr
    names = json.loads(compared.stdout)["names"]
    report = json.loads((cicada.folder / "staged.json").read_text())
    of_stages = {(name["stage"], name["name"]): name["base_requests"] for name in names}
    assert {stage for stage, _ in of_stages} == {None, "low", "peak"}, of_stages
    for stage in report["stages"]:
        (requests,) = [row["requests"] for row in stage["requests"] if row["name"] == "/health"]
        assert 0.6 * requests < of_stages[(stage["name"], "/health")] <= requests, (stage["name"], requests, of_stages)
    assert all(m["result"] != "regression" for name in names for m in name["metrics"]), names
    assert "(stage peak)" in cicada("compare", "1", "staged.json", "--all").stdout


@pytest.mark.sanitize
def test_what_cannot_be_read_is_said_before_the_run(cicada, target):
    cicada.write("shop.c", SCENARIO)
    cicada.write("list.json", "[1, 2]")
    cicada.write("other.json", '{"schema": "cicada-comparison", "schema_version": 1}')
    server = target()
    for baseline, code, sentence in (("nosuch.json", 16, "nosuch.json: No such file"), ("list.json", 16, "list.json"),
                                     ("other.json", 16, "other.json"), ("77", 13, "")):
        done = cicada(*LOAD, "-H", server.url, "-t", "9s", "--baseline", baseline)
        assert done.returncode == code and sentence in done.stderr and "Starting Cicada" not in done.stderr, (baseline, done.stderr)
    done = cicada(*LOAD, "-H", server.url, "-t", "9s", "--tolerance", "p95=10%")
    assert done.returncode == 2 and "requires '--baseline'" in done.stderr, done.stderr
    assert server.ledger()["total"]["requests"] == 0, "no request was sent"


HOSTILE = {
    "empty": b"",
    "not json": b"hello\n",
    "cut off": b'{"schema": "cicada-run", "schema_version": 1, "run": {',
    "a list": b"[]",
    "other schema": b'{"schema": "k6", "schema_version": 1}',
    "newer schema": b'{"schema": "cicada-run", "schema_version": 99}',
    "deep": b"[" * 100000,
    "not text": bytes(range(256)),
}


@pytest.mark.sanitize
def test_hostile_reports_are_refused_by_name(cicada):
    for name, content in HOSTILE.items():
        (cicada.folder / "bad.json").write_bytes(content)
        done = cicada("compare", "bad.json", "bad.json")
        assert done.returncode == 16 and "bad.json" in done.stderr, f"{name}: {done.returncode} {done.stderr!r}"
        assert done.stdout == ""
    (cicada.folder / "empty").mkdir()
    assert cicada("compare", "empty", "empty").returncode == 16
    assert cicada("compare", "/dev/null", "bad.json").returncode == 16


@pytest.mark.sanitize
def test_wrong_words_show_what_would_be_right(cicada):
    for words_, sentence in ((("1",), "too few words"), (("1", "2", "3"), "too many words"), ((",", "2"), "names no run"),
                             (("1", "2", "--format", "html"), "choose from text, json, markdown"),
                             (("1", "2", "--users", "3"), "has no meaning"),
                             (("1", "2", "--tolerance", "p95=10"), "the unit is missing\n    p95=10\n          ^ "),
                             (("1", "2", "--metrics", "p50, men"), "did you mean mean?")):
        done = cicada("compare", *words_)
        assert done.returncode == 2 and sentence in done.stderr, f"{words_}: {done.stderr}"
    assert "cicada compare BASE NEW" in cicada("compare", "--help").stdout
    assert cicada("compare", "1", "2").returncode == 13, "there is no store yet"


@pytest.mark.sanitize
def test_empty_and_tiny_runs_are_compared_without_harm(cicada, target, closed_port):
    """No request at all on one side, a second with failures only on the other."""
    cicada.write("shop.c", SCENARIO)
    url = target().url
    assert cicada(*LOAD, "-H", url, "-t", "1s", "--json-file", "tiny").returncode == 0
    assert cicada(*LOAD, "-H", f"http://127.0.0.1:{closed_port}", "-t", "1s", "--json-file", "failing").returncode == 1
    report = json.loads((cicada.folder / "tiny.json").read_text())
    report["requests"], report["total"]["requests"] = [], 0
    for member in ("blocks", "histograms"):
        if isinstance(report.get(member), list):
            report[member] = []
    cicada.write("none.json", json.dumps(report))
    for base, now in (("tiny", "failing"), ("failing", "tiny"), ("tiny", "none"), ("none", "none"), ("1", "failing")):
        base, now = (side if side.isdigit() else f"{side}.json" for side in (base, now))
        done = cicada("compare", base, now, "--json")
        assert done.returncode in (0, 16), (base, now, done.stderr)
        if done.returncode == 0:
            assert set(words(json.loads(done.stdout)).values()) <= {"not enough data"}, (base, now, done.stdout)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_pairs_of_equal_runs_are_hardly_ever_called_different(program, compiled_scenarios, tmp_path, target):
    """The runs of a pair take turns on one server, as a user's do; every other pair begins with the second, so that a drift of the
    machine has no favourite. At most two pairs may be called different."""
    command = Command(program, tmp_path, compiled_scenarios)
    command.write("shop.c", SCENARIO.replace("/_delay/5", "/_delay/20").replace('"/health"', '"/_delay/50"'))
    url, different = target().url, []
    for pair in range(20):
        for side in ("base", "now") if pair % 2 == 0 else ("now", "base"):
            done = command(*LOAD, "-H", url, "-t", "12s", "--store", "none", "--json-file", f"{side}{pair}")
            assert done.returncode == 0, done.stderr
        done = command("compare", f"base{pair}.json", f"now{pair}.json", "--json")
        assert done.returncode in (0, 5), done.stderr
        document = json.loads(done.stdout)
        if document["result"] in ("regression", "improvement"):
            different.append({key: word for key, word in words(document).items() if word in ("regression", "improvement")})
    print(different)
    assert len(different) <= 2, different
