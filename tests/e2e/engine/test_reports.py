# SPDX-License-Identifier: MIT
"""The report files are complete, or their absence is said once; the console says the same as they do."""
import contextlib
import json
import os
import re

import pytest

from support.disk import filled, small_disk
from support.reports import MARKER, check_report, read_csv

NOT_WRITTEN = 12

MIXED = """
static int fine(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static int missing(cic_user *u) { cic_get(u, "/_status/404"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.01),
    .tasks = CIC_TASKS({9, "fine", fine}, {1, "missing", missing}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


@pytest.mark.sanitize
def test_locusts_table_comes_every_two_seconds_in_a_pipe(cicada, scenario, target):
    run = cicada("-f", scenario(MIXED), "-H", target().url, "-u", 5, "-r", 100, "-t", "5.5s", code=1)
    header = r"^Type     Name .* # reqs      # fails \|    Avg     Min     Max    Med \|   req/s  failures/s$"
    shown = len(re.findall(header, run.log, re.MULTILINE))
    assert shown in (2 + 1, 3 + 1), "after 1, 3 and 5 seconds, the last one unless it came too late, and at the end"
    assert "Response time percentiles (approximated)" in run.log and "Error report" in run.log
    assert "\x1b" not in run.log, "no colours in a pipe"
    counts = [int(count) for count in re.findall(rf"^ *{MARKER} +(\d+) +\d+\(", run.log, re.MULTILINE)]
    assert counts == sorted(counts)


def test_the_history_has_a_row_a_second(cicada, scenario, target):
    run = cicada("-f", scenario(MIXED), "-H", target().url, "-u", 5, "-r", 100, "-t", "3.5s", "--csv-full-history", code=1)
    history = read_csv(f"{run.prefix}_stats_history.csv")
    totals = [line for line in history if line["Name"] == MARKER]
    assert 2 <= len(totals) <= 5
    assert [int(line["Total Request Count"]) for line in totals] == sorted(int(line["Total Request Count"]) for line in totals)
    assert {line["Name"] for line in history} == {MARKER, "/health", "/_status/404"}


def test_the_series_adds_up_to_the_total(cicada, scenario, target):
    run = cicada("-f", scenario(MIXED), "-H", target().url, "-u", 5, "-r", 100, "-t", "2s", code=1)
    in_seconds = sum(second["requests"] for second in run.report["series"])
    assert 0 <= run.total["requests"] - in_seconds <= 5 * 100, "but for the last part of a second"


def test_json_on_standard_output_is_the_same_report(cicada, scenario, target):
    server = target()
    run = cicada("-f", scenario(MIXED), "-H", server.url, "-u", 5, "-r", 100, "-t", "1s", "--json", code=1, reports=False)
    report = json.loads(run.output)
    check_report(report)
    assert report["total"]["requests"] == server.ledger()["total"]["requests"]


def test_locusts_json_has_locusts_keys(cicada, scenario, target):
    run = cicada("-f", scenario(MIXED), "-H", target().url, "-u", 5, "-r", 100, "-t", "1s", "--json", "--json-format", "locust",
                 code=1, reports=False)
    entries = json.loads(run.output)
    assert {entry["name"] for entry in entries} == {"/health", "/_status/404"}
    assert {"method", "num_requests", "num_failures", "total_response_time"} <= set(entries[0])
    for entry in entries:
        assert sum(entry["response_times"].values()) == entry["num_requests"] - entry["num_none_requests"] > 0


# ---- places that cannot be written ----

@pytest.mark.sanitize
@pytest.mark.parametrize("option", ["--csv", "--json-file", "--logfile"])
@pytest.mark.parametrize("place", ["/proc/nowhere/out", "folder/file/out"])
def test_an_unwritable_place_is_said_before_the_run(cicada, scenario, target, option, place):
    server = target()
    if not place.startswith("/"):
        (cicada.folder / "file").write_text("not a folder")
        place = cicada.folder / "file" / "out"
    run = cicada("-f", scenario(MIXED), "-H", server.url, "-t", "20s", option, place, code=NOT_WRITTEN, reports=False, seconds=10)
    assert str(place) in run.log
    assert server.ledger()["total"]["requests"] == 0


def test_folders_of_reports_are_made(cicada, scenario, target):
    place = cicada.folder / "made" / "for" / "out"
    cicada("-f", scenario(MIXED), "-H", target().url, "-t", "0.3s", "--csv", place, "--json-file", place, reports=False)
    assert {path.name for path in place.parent.iterdir()} == {"out.json", "out_stats.csv", "out_stats_history.csv",
                                                               "out_failures.csv", "out_exceptions.csv"}


def test_standard_output_that_is_full_is_said_once(cicada, target):
    with open("/dev/full", "wb") as full:
        run = cicada(target().url + "/health", "-u", 2, "-t", "0.5s", "--json", code=NOT_WRITTEN, reports=False, stdout=full)
    assert len(re.findall("ERROR/", run.log)) == 1, run.log


def test_a_full_disk_is_said_once_and_the_run_goes_on(cicada, target):
    server = target()
    with small_disk(cicada.folder / "disk", "16k") as disk:
        files = ["--csv", disk / "out", "--json-file", disk / "out"]
        run = cicada.start(server.url + "/health", "-u", 2, "-t", "4s", *files, reports=False)
        run.wait_for("Ramping to")
        with filled(disk):
            run.wait(code=NOT_WRITTEN)
        assert run.seconds > 3.5, "the run went on"
        for file in (r"out_\w+\.csv", r"out\.json"):
            assert len(re.findall(rf"ERROR/cicada.main: cannot write \S+/{file}: No space left on device", run.log)) == 1, run.log
        shown = re.findall(rf"^ *{MARKER} +(\d+) +(\d+)\(", run.log, re.MULTILINE)
        assert int(shown[-1][0]) == server.ledger()["total"]["requests"], "the console has all numbers"


def test_a_reader_that_leaves_does_not_end_the_run(cicada, scenario, target):
    read_end, write_end = os.pipe()
    server = target()
    run = cicada.start("-f", scenario(MIXED), "-H", server.url, "-u", 5, "-r", 100, "-t", "2.5s", stderr=write_end)
    os.close(write_end)
    os.read(read_end, 10)
    os.close(read_end)
    run.wait(code=1)
    assert run.total["requests"] == server.ledger()["total"]["requests"] > 100


def test_a_reader_that_stops_reading_does_not_stop_the_run(cicada, scenario, target):
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    os.set_blocking(read_end, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(write_end, b"x" * 4096)
    server = target()
    run = cicada.start("-f", scenario(MIXED), "-H", server.url, "-u", 5, "-r", 100, "-t", "2.5s", stderr=write_end)
    os.close(write_end)
    run.wait(code=1, seconds=20)
    os.close(read_end)
    assert run.total["requests"] == server.ledger()["total"]["requests"] > 100
