# SPDX-License-Identifier: MIT
"""The logs of a run, read by the tools of other projects, tell what the run's own report tells."""
import csv
import json
import math
import pathlib
import subprocess
import urllib.parse

import pytest

HERE = pathlib.Path(__file__).resolve().parent
READER_SECONDS = 60
SCENARIO = """
#include <cicada.h>
static int fine(cic_user *u)    { cic_get(u, "/health"); return CIC_OK; }
static int slow(cic_user *u)    { cic_get(u, "/_delay/7"); return CIC_OK; }
static int missing(cic_user *u) { cic_get(u, "/_status/404", .name = "not there, \\"sorry\\": 100 %"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.002),
    .tasks = CIC_TASKS({5, "fine", fine}, {2, "slow", slow}, {1, "missing", missing}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


class LoggedRun:
    """A run of three seconds that wrote a histogram log, and a request log in one of its forms."""

    def __init__(self, cicada, target, folder, suffix, *options):
        self.hlog = folder / "times.hlog"
        self.requests = folder / f"requests{suffix}"
        scenario = folder / "scenario.c"
        scenario.write_text(SCENARIO)
        self.run = cicada("-f", scenario, "-H", target.url, "-u", 8, "-r", 1000, "-t", "3s", "--hlog", self.hlog,
                          "--request-log", self.requests, *options, code=1)
        self.report = self.run.report
        self.names = {tag(row["method"], row["name"]): row for row in self.report["requests"]}

    def times(self):
        """{tag: ascending response times in ns}, of the JSON lines; "" has all."""
        times = {"": []}
        for line in self.requests.read_text().splitlines():
            entry = json.loads(line)
            ns = round(entry["response_time_ms"] * 1e6)
            times[""].append(ns)
            times.setdefault(tag(entry["method"], entry["name"]), []).append(ns)
        return {key: sorted(values) for key, values in times.items()}


def tag(method, name):
    return urllib.parse.quote(f"{method} {name}", safe="-._~/")


def upper_edge(ns):
    """The highest value that three significant digits do not tell from this one."""
    shift = max(0, ns.bit_length() - 11)
    return ((ns >> shift) + 1 << shift) - 1


def java_rows(java, log, tag_name):
    """(value in ns, share, count up to there) of HistogramLogProcessor's percentile table."""
    tagged = ["-tag", tag_name] if tag_name else []
    done = subprocess.run([*java, "org.HdrHistogram.HistogramLogProcessor", "-i", log, "-csv", "-outputValueUnitRatio", "1", *tagged],
                          capture_output=True, text=True, timeout=READER_SECONDS, check=True)
    lines = [line for line in done.stdout.splitlines() if line and line[0].isdigit()]
    assert lines, done.stdout[-2000:] + done.stderr[-2000:]
    return [(float(value), float(share), int(count)) for value, share, count, _ in (line.split(",") for line in lines)]


def test_the_java_reader_finds_each_count_and_each_quantile(cicada, target, tmp_path, java):
    run = LoggedRun(cicada, target, tmp_path, ".jsonl")
    times = run.times()
    assert set(times) == {"", *run.names}
    for name, wanted in times.items():
        rows = java_rows(java, run.hlog, name)
        assert rows[-1][2] == len(wanted) == (run.names[name] if name else run.report["total"])["requests"], name
        for value, share, count in rows[1:]:    # the first is the minimum
            assert value == upper_edge(wanted[count - 1]), (name, share)
            assert count >= math.floor(share * len(wanted)), (name, share)


def test_the_java_reader_finds_the_service_times(cicada, target, tmp_path, java):
    run = LoggedRun(cicada, target, tmp_path, ".jsonl")
    for name, row in {"": run.report["total"], **run.names}.items():
        rows = java_rows(java, run.hlog, "service:" + name)
        assert rows[-1][2] == row["service_time_ms"]["count"], name
        assert rows[-1][0] == upper_edge(round(row["service_time_ms"]["max"] * 1e6)), name


def test_the_javascript_reader_finds_each_count_and_each_quantile(cicada, target, tmp_path, node_folder):
    run = LoggedRun(cicada, target, tmp_path, ".jsonl")
    times = run.times()
    done = subprocess.run(["node", HERE / "read_hlog.cjs", node_folder, run.hlog], capture_output=True, text=True,
                          timeout=READER_SECONDS, check=True)
    read = json.loads(done.stdout)
    assert set(read) == {"", "service:", *run.names, *("service:" + name for name in run.names)}
    for name, wanted in times.items():
        got = read[name]
        assert got["count"] == len(wanted), name
        assert got["max"] == upper_edge(wanted[-1]), name
        for percentile, value in got["quantiles"].items():
            rank = math.ceil(float(percentile) / 100 * len(wanted)) - 1
            near = wanted[max(rank - 1, 0):rank + 2]    # libraries round ranks in different ways
            assert value in {upper_edge(ns) for ns in near}, (name, percentile, value, near)
    assert 2 <= read[""]["lines"] <= 5, "a line each second, and one for what came after the last"


def test_a_jtl_file_adds_up_to_the_report(cicada, target, tmp_path):
    run = LoggedRun(cicada, target, tmp_path, ".jtl")
    with open(run.requests, newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == run.report["total"]["requests"]
    for row in run.report["requests"]:
        own = [line for line in lines if line["label"] == row["name"]]
        elapsed = sorted(int(line["elapsed"]) for line in own)
        assert len(own) == row["requests"]
        assert sum(line["success"] == "false" for line in own) == row["failures"]
        assert {code: sum(line["responseCode"] == code for line in own) for code in row["statuses"]} == row["statuses"]
        assert sum(int(line["bytes"]) for line in own) == row["bytes_received"]
        assert sum(int(line["sentBytes"]) for line in own) == row["bytes_sent"]
        assert elapsed[-1] == round(row["response_time_ms"]["max"])
        assert abs(elapsed[math.ceil(len(own) / 2) - 1] - row["response_time_ms"]["p50"]) <= 0.51 + row["response_time_ms"]["p50"] / 1000
    assert {line["threadName"] for line in lines} == {f"Visitor-{number}" for number in range(1, 9)}
    assert max(int(line["allThreads"]) for line in lines) == 8


@pytest.mark.parametrize("every", [1, 7])
def test_a_csv_log_has_each_nth_request(cicada, target, tmp_path, every):
    run = LoggedRun(cicada, target, tmp_path, ".log", "--request-log-every", every)
    with open(run.requests, newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    total = run.report["total"]
    assert len(lines) == math.ceil(total["requests"] / every)
    if every == 1:
        mean = sum(float(line["response_time_ms"]) for line in lines) / len(lines)
        assert mean == pytest.approx(total["response_time_ms"]["mean"])
        assert sum(line["error"] == "http_status" for line in lines) == total["failures"]
        assert sum(line["new_connection"] == "true" for line in lines) == total["new_connections"]


def test_a_log_without_room_is_said_and_ends_the_run_with_code_12(cicada, target):
    run = cicada(target.url + "/health", "-u", 2, "-t", "1s", "--request-log", "/dev/full", "--hlog", "/dev/full", code=12)
    count = f'{run.total["requests"]:,}'
    assert run.log.count(f"/dev/full lacks {count} of {count} requests: No space left on device") == 1
    assert run.log.count(" lines: No space left on device") == 1
