# SPDX-License-Identifier: MIT
"""The metrics of a run, read by the code of Prometheus' and OpenTelemetry's own projects, tell what the run's report tells."""
import json
import pathlib
import re
import subprocess
import time
import urllib.request

import pytest

from support.cicada import CicadaRun
from support.otlp import Receiver

DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever proxies the environment names
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
    assert counts == {row["name"]: row["requests"] for row in run.report["requests"]}
    assert ODD_NAME in counts
    methods = {pair["value"]["stringValue"] for point in metrics["http.client.request.duration"][kind]["dataPoints"]
               for pair in point["attributes"] if pair["key"] == "http.request.method"}
    assert methods == {"GET", "_OTHER"}


# ---- Prometheus ----

ACCEPT = {  # what Prometheus 2 sends by default, and what older ones send
    "openmetrics": "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                   "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
    "text": "text/plain;version=0.0.4;q=1,*/*;q=0.1",
}


def parser(form):
    """The function of Prometheus' own library that reads this form."""
    if form == "openmetrics":
        return pytest.importorskip("prometheus_client.openmetrics.parser").text_string_to_metric_families
    return pytest.importorskip("prometheus_client.parser").text_string_to_metric_families


@pytest.fixture
def finished(build, target, scenario, tmp_path):
    """The address of the web UI of a run that has ended."""
    run = CicadaRun(build / "cicada", ["-f", scenario, "-H", target.url, "-u", 4, "-r", 100, "-t", "2s", "--web-port", 0,
                                       "--autostart", "--check", 'p95 < 1s for "GET /health"'], tmp_path, reports=False)
    try:
        run.wait_for("http://127.0.0.1:")
        yield re.search(r"http://127\.0\.0\.1:\d+", run.log)[0]
    finally:
        run.end()


def fetch(url, accept):
    with DIRECTLY.open(urllib.request.Request(url, headers={"Accept": accept}), timeout=10) as reply:
        return reply.headers["Content-Type"], reply.read().decode()


def report_of(url):
    """Locust's numbers, when the run has ended."""
    end = time.monotonic() + 30
    while (report := json.loads(fetch(url + "/stats/requests", "*/*")[1]))["state"] != "stopped":
        assert time.monotonic() < end, report["state"]
        time.sleep(0.1)
    return report


@pytest.mark.parametrize("form", ACCEPT)
def test_prometheus_reads_the_page_of_a_run(finished, form):
    report = report_of(finished)
    kind, page = fetch(finished + "/metrics", ACCEPT[form])
    assert kind.startswith("application/openmetrics-text" if form == "openmetrics" else "text/plain; version=0.0.4")
    families = {family.name: family for family in parser(form)(page)}

    def values(family, sample, *labels):
        return {tuple(one.labels.get(label) for label in labels): one.value for one in families[family].samples
                if one.name == sample}

    rows = {(row["method"] or "", row["name"]): row["num_requests"] for row in report["stats"]}
    assert values("locust_requests_num_requests", "locust_requests_num_requests", "method", "name") == rows
    del rows["", "Aggregated"]
    assert len(rows) == 3 and ("GET", ODD_NAME) in rows
    assert values("locust_requests", "locust_requests_total", "method", "name") == rows
    assert values("cicada_requests", "cicada_requests_total", "method", "name") == rows
    for histogram in ("cicada_response_time_seconds", "cicada_service_time_seconds"):
        assert families[histogram].type == "histogram"
        assert values(histogram, histogram + "_count", "method", "name") == rows
        buckets = values(histogram, histogram + "_bucket", "method", "name", "le")
        assert {key[:2]: value for key, value in buckets.items() if key[2] == "+Inf"} == rows
    assert sum(values("cicada_errors", "cicada_errors_total", "name", "error_type").values()) == sum(
        row["num_failures"] for row in report["stats"] if row["name"] != "Aggregated")
    assert values("cicada_run_state", "cicada_run_state", "state")["stopped",] == 1
    assert list(values("cicada_check", "cicada_check", "check").values()) == [1]
    assert not [family.name for family in families.values() if family.type in ("unknown", "untyped")]
