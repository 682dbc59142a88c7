# SPDX-License-Identifier: MIT
"""Every run is kept, and "cicada runs" lists, shows, labels, exports and deletes it; what the store cannot take does not stop a run."""
import json
import os
import resource
import signal
import sqlite3
import time

import pytest

from support.command import SCENARIO

pytestmark = pytest.mark.sanitize

STORE = "state/cicada/runs.db"


def run(cicada, url, *options, code=0, **more):
    """A second of load; the folder then has out.json and the CSV files beside it."""
    cicada.write("s.c", SCENARIO)
    done = cicada("-f", "s.c", "-H", url, "--headless", "--only-summary", "-u", "4", "-r", "100", "-t", "1s", "--csv", "out",
                  "--json-file", "out", *options, **more)
    assert done.returncode == code, done.stderr
    return done


def runs(cicada, *words, code=0):
    done = cicada("runs", *words)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def kept(cicada):
    """The lines of the list without its heading."""
    return [line for line in runs(cicada, "--all").splitlines()[1:] if line.strip()]


def test_a_run_is_listed_and_shown_again(cicada, target):
    done = run(cicada, target().url, "--profile", "before the index", "--seed", "18446744073709551615")
    assert "Kept as run 1" in done.stderr
    total = json.loads((cicada.folder / "out.json").read_bytes())["total"]
    (line,) = kept(cicada)
    assert line.split()[0] == "1" and "before the index" in line and f'{total["requests"]:,}' in line
    shown = runs(cicada, "show", "latest")
    assert "before the index" in shown and "exit code 0" in shown
    summary = done.stderr[done.stderr.index("s.c on "):]
    assert summary.split("\n\n")[1] in shown, "the counts of the summary"
    assert cicada("report", "1").stdout == shown


def test_an_export_is_the_report_that_the_run_wrote(cicada, target):
    run(cicada, target().url, "Visitor", "--header", "Authorization: Bearer geheim", "--tags", "read", "--resolve", "a.example:80:127.0.0.1",
        "--user-agent", "me", "--exit-code-on-error", "1")
    runs(cicada, "export", "1", "--json-file", "again", "--csv", "again")
    assert (cicada.folder / "again.json").read_text() == (cicada.folder / "out.json").read_text()
    for part in ("_stats.csv", "_failures.csv", "_exceptions.csv"):
        assert (cicada.folder / f"again{part}").read_bytes() == (cicada.folder / f"out{part}").read_bytes()
    assert runs(cicada, "export", "1", "--json") == (cicada.folder / "out.json").read_text()
    assert b"geheim" not in (cicada.folder / STORE).read_bytes()


def test_checks_and_verdict_come_back(cicada, target):
    run(cicada, target().url, "--check", "p95 < 10s", "--check", "count > 1000000", "--check", "fail_ratio < 1%", "--junit", "first.xml",
        "--github-summary", "first.md", code=3)
    assert runs(cicada, "export", "1", "--json") == (cicada.folder / "out.json").read_text()
    shown = runs(cicada, "show", "1")
    assert "exit code 3" in shown and "count > 1000000" in shown
    runs(cicada, "export", "1", "--junit", "checks.xml")
    assert 'tests="3" failures="1"' in (cicada.folder / "checks.xml").read_text()
    assert cicada("report", "1", "--junit", "again.xml", "--github-summary", "again.md").returncode == 0
    assert (cicada.folder / "again.xml").read_text() == (cicada.folder / "first.xml").read_text()
    assert (cicada.folder / "again.md").read_text() == (cicada.folder / "first.md").read_text()


def test_failed_requests_are_in_the_export_too(cicada, closed_port):
    run(cicada, f"http://127.0.0.1:{closed_port}", code=1)
    assert runs(cicada, "export", "latest", "--json") == (cicada.folder / "out.json").read_text()
    assert runs(cicada, "export", "1", "--json", "--json-format", "locust").startswith("[")
    assert "refused" in runs(cicada, "show", "1")


def test_labels_and_deletion(cicada, target):
    url = target().url
    for _ in range(3):
        run(cicada, url)
    runs(cicada, "label", "2", "the good one")
    assert [line.split()[0] for line in kept(cicada)] == ["3", "2", "1"]
    assert kept(cicada)[1].endswith("the good one")
    too_long = cicada("runs", "label", "2", "x" * 201)
    assert (too_long.returncode, too_long.stderr) == (2, "cicada: runs label: a label has at most 200 bytes, this one has 201\n")
    assert kept(cicada)[1].endswith("the good one")
    assert "2 runs deleted" in runs(cicada, "delete", "1", "latest")
    assert [line.split()[0] for line in kept(cicada)] == ["2"]
    assert "0 runs deleted" in runs(cicada, "delete", "--older-than", "30d")
    assert "1 run deleted" in runs(cicada, "delete", "--older-than", "0s")
    assert "no runs yet" in runs(cicada)


def test_a_killed_run_is_there_up_to_its_last_second(cicada, target):
    cicada.write("s.c", SCENARIO)
    process = cicada.start("-f", "s.c", "-H", target().url, "--headless", "-u", "4", "-r", "100", "--only-summary")
    end = time.monotonic() + 30
    while not (seconds := stored_seconds(cicada)) or seconds < 3:
        assert time.monotonic() < end, "nothing was kept"
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    report = json.loads(runs(cicada, "export", "1", "--json"))
    assert len(report["series"]) >= seconds
    assert report["total"]["requests"] == sum(row["requests"] for row in report["requests"]) > 0
    assert "its end was not recorded" in runs(cicada, "show", "1")
    assert "running" in kept(cicada)[0] or "crashed" in kept(cicada)[0]


def stored_seconds(cicada):
    path = cicada.folder / STORE
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as store:
            return store.execute("SELECT count(*) FROM series").fetchone()[0]
    except sqlite3.Error:    # it is being made
        return 0


def test_runs_side_by_side_are_all_kept(cicada, target):
    cicada.write("s.c", SCENARIO)
    url = target().url
    processes = [cicada.start("-f", "s.c", "-H", url, "--headless", "-u", "2", "-t", "2s", "--only-summary") for _ in range(4)]
    for process in processes:
        _, log = process.communicate(timeout=120)
        assert process.returncode == 0, log.decode()
    lines = kept(cicada)
    assert sorted(line.split()[0] for line in lines) == ["1", "2", "3", "4"]
    assert all(json.loads(runs(cicada, "export", number, "--json"))["run"]["state"] == "stopped" for number in "1234")


@pytest.mark.parametrize("content", [b"not a store", b"\0" * 8192, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_foreign_store_is_refused_and_the_run_goes_on(cicada, target, content):
    url = target().url
    (cicada.folder / "mine.db").write_bytes(content)
    done = run(cicada, url, "--store", "mine.db", code=13)
    assert "This run is not kept" in done.stderr and done.stderr.count("mine.db") == 1
    assert json.loads((cicada.folder / "out.json").read_bytes())["total"]["requests"] > 0
    assert (cicada.folder / "mine.db").read_bytes() == content
    assert "mine.db" in runs(cicada, "--store", "mine.db", code=13)
    (cicada.folder / "state/cicada").mkdir(parents=True)
    (cicada.folder / STORE).write_bytes(content)
    done = run(cicada, url)    # nobody asked for it, so it is a warning
    assert "This run is not kept" in done.stderr
    assert (cicada.folder / STORE).read_bytes() == content


def test_a_full_disk_loses_the_run_in_the_store_but_not_the_run(cicada, target):
    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40000, resource.RLIM_INFINITY))

    done = run(cicada, target().url, "--store", "small.db", code=13, preexec_fn=small_files)
    assert done.stderr.count("small.db") in (1, 2)
    assert json.loads((cicada.folder / "out.json").read_bytes())["total"]["requests"] > 0


def test_no_store_is_kept_when_none_is_wanted(cicada, target):
    url = target().url
    run(cicada, url, "--store", "none")
    run(cicada, url, variables={"CICADA_STORE": "none"})
    assert not (cicada.folder / "state").exists()
    assert "there is no store" in runs(cicada, code=13)


def test_the_store_of_a_configuration_file_is_found_by_both(cicada, target):
    cicada.write("cicada.conf", "store = here.db\ncsv = unwanted\nusers = 2\n")
    run(cicada, target().url)
    assert len(kept(cicada)) == 1
    assert oct(os.stat(cicada.folder / "here.db").st_mode & 0o777) == "0o600"
    runs(cicada, "show", "1")
    assert not list(cicada.folder.glob("unwanted*"))


@pytest.mark.parametrize("words, code, said", [
    (["frobnicate"], 2, "there is list, show"),
    (["show"], 2, "too few words"),
    (["show", "1", "2"], 2, "too many words"),
    (["show", "1", "--users", "3"], 2, "--users: has no meaning"),
    (["export", "1"], 2, "as what?"),
    (["delete"], 2, "name the runs"),
    (["delete", "1", "--older-than", "3d"], 2, "not both"),
    (["delete", "--older-than", "soon"], 2, "not a duration"),
    (["show", "77"], 13, 'there is no run "77"'),
    (["--store", "postgresql://a:geheim@127.0.0.1:1/c"], 13, '"postgresql://a@127.0.0.1:1/c"'),
])
def test_mistakes_are_named(cicada, target, words, code, said):
    if code == 13 and words[0] == "show":
        run(cicada, target().url)
    error = runs(cicada, *words, code=code)
    assert said in error and "geheim" not in error


def test_a_user_class_may_be_called_runs(cicada, target):
    cicada.write("s.c", SCENARIO.replace('"Other"', '"runs"'))
    done = cicada("-f", "s.c", "-H", target().url, "--headless", "--only-summary", "-t", "1s", "--json-file", "out", "runs")
    assert done.returncode == 0, done.stderr
    assert [c["name"] for c in json.loads((cicada.folder / "out.json").read_bytes())["users"]["classes"]] == ["runs"]


def test_the_help_of_the_subcommand_names_its_verbs(cicada):
    text = runs(cicada, "--help")
    assert all(verb in text for verb in ("show", "label", "export", "delete", "latest"))


def test_the_last_good_run_is_the_newest_that_passed_and_was_valid(cicada, target):
    url = target().url
    for label in ("nightly", "nightly", "other", "nightly"):
        run(cicada, url, "--profile", label)
    with sqlite3.connect(cicada.folder / STORE) as store:  # how valid a run is depends on the machine
        store.execute("UPDATE verdicts SET level = 0")
        store.execute("UPDATE runs SET exit_code = 3 WHERE id = 4")
    assert "run 3" in runs(cicada, "show", "last-good").lower()
    assert "run 2" in runs(cicada, "show", "last-good:nightly").lower()
    with sqlite3.connect(cicada.folder / STORE) as store:
        store.execute("UPDATE verdicts SET level = 1 WHERE run = 2")
    assert "run 1" in runs(cicada, "show", "last-good:nightly").lower()
    assert 'no run "last-good:nobody"' in runs(cicada, "show", "last-good:nobody", code=13)


def test_the_first_run_of_all_is_compared_with_nothing_and_the_next_one_with_it(cicada, target):
    url = target().url
    words = ["--profile", "nightly", "--baseline", "last-good:nightly"]
    first = run(cicada, url, *words)
    assert "there is no such run yet" in first.stderr
    with sqlite3.connect(cicada.folder / STORE) as store:
        store.execute("UPDATE verdicts SET level = 0")
    second = cicada("-f", "s.c", "-H", url, "--headless", "--only-summary", "-u", "4", "-r", "100", "-t", "1s", *words)
    assert second.returncode in (0, 5) and "run 1 (nightly)" in second.stderr, second.stderr
