# SPDX-License-Identifier: MIT
"""The metrics of a run, read by the code of Prometheus' and OpenTelemetry's own projects, tell what the run's report tells."""
import json
import pathlib
import subprocess

import pytest

from support.otlp import Receiver

HERE = pathlib.Path(__file__).resolve().parent
READER_SECONDS = 60
SCENARIO = r"""
#include <cicada.h>
static int fine(cic_user *u)    { cic_get(u, "/health"); return CIC_OK; }
static int missing(cic_user *u) { cic_get(u, "/_status/404", .name = "a \"b\"\\\n{c=\"d\"} \xff"); return CIC_OK; }
static int odd(cic_user *u)     { cic_request(u, "PURGE", "/health", .name = "purge"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.005),
    .tasks = CIC_TASKS({5, "fine", fine}, {2, "missing", missing}, {1, "odd", odd}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""
ODD_NAME = 'a "b"\\\n{c="d"} \N{REPLACEMENT CHARACTER}'
EXPONENTIAL = {"OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION": "base2_exponential_bucket_histogram"}
DELTA = {"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "delta"}


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.stop()


@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "scenario.c"
    path.write_text(SCENARIO)
    return path


@pytest.mark.parametrize("variables", [{}, EXPONENTIAL, DELTA], ids=["explicit", "exponential", "delta"])
def test_opentelemetry_decodes_what_is_exported(cicada, target, scenario, receiver, tmp_path, node_folder, variables):
    run = cicada("-f", scenario, "-H", target.url, "-u", 4, "-r", 100, "-t", "1s", "--otel", code=1,
                 environment={"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, **variables})
    assert len(receiver.exports) == 1
    (tmp_path / "export").write_bytes(receiver.exports[0].raw)
    done = subprocess.run(["node", HERE / "read_otlp.cjs", node_folder, tmp_path / "export"], capture_output=True, text=True,
                          timeout=READER_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    export = json.loads(done.stdout)["resourceMetrics"][0]
    metrics = {metric["name"]: metric for metric in export["scopeMetrics"][0]["metrics"]}
    times = metrics["locust.client.duration"]
    kind = "exponentialHistogram" if variables is EXPONENTIAL else "histogram"
    assert times[kind]["aggregationTemporality"].endswith("DELTA" if variables is DELTA else "CUMULATIVE")
    counts = {pair["value"]["stringValue"]: point["count"] for point in times[kind]["dataPoints"]
              for pair in point["attributes"] if pair["key"] == "name"}
    assert counts == {row["name"].replace("\\xff", "\N{REPLACEMENT CHARACTER}"): row["requests"] for row in run.report["requests"]}
    assert ODD_NAME in counts
    methods = {pair["value"]["stringValue"] for point in metrics["http.client.request.duration"][kind]["dataPoints"]
               for pair in point["attributes"] if pair["key"] == "http.request.method"}
    assert methods == {"GET", "_OTHER"}
