# SPDX-License-Identifier: MIT
"""--otel: what is exported agrees with the report of the run, and no receiver, however bad, disturbs the run."""
import pytest

from support.otlp import Receiver, partial_success, refusal

WRONG_OPTIONS = 2
SCENARIO = r"""
static int fine(cic_user *u)    { cic_get(u, "/health"); return CIC_OK; }
static int missing(cic_user *u) { cic_get(u, "/_status/404", .name = "not \"there\"\n\xff"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.01),
    .tasks = CIC_TASKS({4, "fine", fine}, {1, "missing", missing}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""
ADVISED_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
CUMULATIVE, DELTA = 2, 1


@pytest.fixture
def service(target):
    return target()


@pytest.fixture
def receiver():
    """Starts receivers: receiver(answer) gives a Receiver (support/otlp.py)."""
    all_of_them = []

    def start(*arguments, **more):
        all_of_them.append(Receiver(*arguments, **more))
        return all_of_them[-1]

    yield start
    for one in all_of_them:
        one.stop()


def run(cicada, scenario, service, url, *options, seconds=2, code=1, **variables):
    """A run that exports each second."""
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_METRIC_EXPORT_INTERVAL": "1000"}
    environment |= {f"OTEL_{name}": value for name, value in variables.items()}
    return cicada("-f", scenario(SCENARIO), "-H", service.url, "-u", "5", "-r", "100", "-t", f"{seconds}s", "--otel", *options,
                  code=code, environment=environment)


def agrees(export, report):
    """The sums of the last export are those of the report."""
    names = {row["name"]: row for row in report["requests"]}
    assert export.sum("http.client.request.duration") == report["total"]["requests"]
    assert export.sum("locust.client.duration") == report["total"]["requests"]
    assert export.sum("cicada.client.requests") == report["total"]["requests"]
    assert export.sum("cicada.client.failures") == report["total"]["failures"]
    assert export.sum("locust.client.duration", name="/health") == names["/health"]["requests"]
    assert export.sum("cicada.client.requests", status_class="4xx") == report["total"]["failures"]
    assert export.sum("cicada.client.io", **{"network.io.direction": "receive"}) == report["total"]["bytes_received"]


@pytest.mark.sanitize
def test_the_last_export_agrees_with_the_report(cicada, scenario, service, receiver):
    collector = receiver()
    done = run(cicada, scenario, service, collector.url, "--profile", "nightly", SERVICE_NAME="load",
               RESOURCE_ATTRIBUTES="deployment.environment=te%20st,service.name=overruled",
               EXPORTER_OTLP_HEADERS="X-Key=s%C3%A9cret,X-Other=1")
    last = collector.exports[-1]
    assert len(collector.exports) >= 2
    agrees(last, done.report)
    assert last.path == "/v1/metrics"
    assert last.headers["Content-Type"] == "application/x-protobuf"
    assert last.headers["X-Key"].encode("latin-1").decode() == "sécret" and last.headers["X-Other"] == "1"
    assert last.headers["User-Agent"].startswith("OTel-OTLP-Exporter-Cicada/")
    assert last.resource["service.name"] == "load"
    assert last.resource["deployment.environment"] == "te st"
    assert last.resource["profile"] == "nightly"
    assert last.resource["service.instance.id"] == collector.exports[0].resource["service.instance.id"]
    assert last.scope["name"] == "cicada"
    assert len(done.counts()) == 2, "exports were counted as load"


def test_times_are_histograms_with_the_advised_bounds_and_attributes(cicada, scenario, service, receiver):
    collector = receiver()
    done = run(cicada, scenario, service, collector.url)
    metric = collector.exports[-1].metrics["http.client.request.duration"]
    assert (metric["unit"], metric["temporality"], metric["kind"]) == ("s", CUMULATIVE, "histogram")
    for key, point in collector.exports[-1].points("http.client.request.duration"):
        assert point["bounds"] == ADVISED_BOUNDS
        assert sum(point["buckets"]) == point["count"] and len(point["buckets"]) == len(ADVISED_BOUNDS) + 1
        assert 0 < point["min"] <= point["sum"] / point["count"] <= point["max"]
        assert key["http.request.method"] == "GET"
        assert (key["server.address"], key["server.port"], key["url.scheme"]) == ("127.0.0.1", service.port, "http")
    names = {key["name"] for key, _ in collector.exports[-1].points("http.client.request.duration")}
    assert names == {"/health", 'not "there"\n\N{REPLACEMENT CHARACTER}'}
    row = done.row("/health")
    point = next(point for key, point in collector.exports[-1].points("locust.client.duration") if key["name"] == "/health")
    assert point["sum"] / point["count"] == pytest.approx(row["response_time_ms"]["mean"] / 1000, rel=1e-6)
    assert [key["error.type"] for key, _ in collector.exports[-1].points("cicada.client.failures")] == ["404"]


def test_sums_only_grow_from_one_start(cicada, scenario, service, receiver):
    collector = receiver()
    run(cicada, scenario, service, collector.url)
    counts = [export.sum("locust.client.duration") for export in collector.exports]
    starts = {point["start"] for export in collector.exports for _, point in export.points("locust.client.duration")}
    assert counts == sorted(counts) and counts[0] < counts[-1]
    assert len(starts) == 1
    users = [export.sum("locust.users.count", user_class="Visitor") for export in collector.exports]
    assert max(users) == 5 and users[-1] == 0


def test_a_reset_of_the_counts_begins_new_sums(cicada, scenario, service, receiver):
    collector = receiver()
    done = run(cicada, scenario, service, collector.url, "--warmup", "1500ms", seconds=3)  # between two exports
    starts = [point["start"] for export in collector.exports for _, point in export.points("locust.client.duration")]
    assert len(set(starts)) == 2 and starts == sorted(starts)
    agrees(collector.exports[-1], done.report)


def test_differences_add_up_to_the_report(cicada, scenario, service, receiver):
    collector = receiver()
    done = run(cicada, scenario, service, collector.url, EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE="delta")
    total = done.report["total"]["requests"]
    assert collector.exports[-1].metrics["locust.client.duration"]["temporality"] == DELTA
    for name in ("locust.client.duration", "http.client.request.duration", "cicada.client.requests"):
        assert sum(export.sum(name) for export in collector.exports) == total
    points = [point for export in collector.exports for key, point in export.points("locust.client.duration")
              if key["name"] == "/health"]
    assert all(sum(point["buckets"]) == point["count"] for point in points)
    assert all(before["time"] == after["start"] for before, after in zip(points, points[1:]))
    row = done.row("/health")
    mean_s = sum(point["sum"] for point in points) / row["requests"]
    assert mean_s == pytest.approx(row["response_time_ms"]["mean"] / 1000, rel=1e-6)


def test_exponential_histograms_hold_all_values(cicada, scenario, service, receiver):
    collector = receiver()
    done = run(cicada, scenario, service, collector.url,
               EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION="base2_exponential_bucket_histogram")
    agrees(collector.exports[-1], done.report)
    assert collector.exports[-1].metrics["locust.client.duration"]["kind"] == "exponential"
    for _, point in collector.exports[-1].points("locust.client.duration"):
        counts, offset = point["positive"]["counts"], point["positive"]["offset"]
        base = 2 ** 2 ** -point["scale"]
        assert sum(counts) + point["zero"] == point["count"] and len(counts) <= 160
        assert counts[0] > 0 and counts[-1] > 0
        assert base ** offset * 0.999 <= point["min"] <= base ** (offset + 1) * 1.001
        assert base ** (offset + len(counts) - 1) * 0.999 <= point["max"] <= base ** (offset + len(counts)) * 1.001


def test_bodies_are_compressed_and_the_endpoint_for_metrics_is_used_as_it_is(cicada, scenario, service, receiver):
    collector = receiver()
    done = run(cicada, scenario, service, "http://127.0.0.1:1", seconds=1, EXPORTER_OTLP_COMPRESSION="gzip",
               EXPORTER_OTLP_METRICS_ENDPOINT=f"{collector.url}/a/b?c=d")
    assert collector.exports[-1].path == "/a/b?c=d"
    assert collector.exports[-1].headers["Content-Encoding"] == "gzip"
    agrees(collector.exports[-1], done.report)


def test_a_receiver_with_tls_is_trusted_by_its_certificate_only(cicada, scenario, service, receiver, certificates):
    collector = receiver(certificate=certificates.good)
    done = run(cicada, scenario, service, collector.url, seconds=1, EXPORTER_OTLP_CERTIFICATE=str(certificates.authority))
    agrees(collector.exports[-1], done.report)
    seen = len(collector.exports)
    distrusted = run(cicada, scenario, service, collector.url, "--insecure", seconds=1)
    assert len(collector.exports) == seen
    assert "TLS: certificate is signed by an unknown authority" in distrusted.log


def test_nothing_is_sent_where_it_is_switched_off(cicada, scenario, service, receiver):
    collector = receiver()
    assert "nothing is sent" in run(cicada, scenario, service, collector.url, seconds=1, SDK_DISABLED="true").log
    assert "nothing is sent" in run(cicada, scenario, service, collector.url, seconds=1, METRICS_EXPORTER="none").log
    assert collector.requests == 0


# ---- receivers in trouble ----

def test_a_receiver_that_is_not_there_is_said_once_and_changes_nothing(cicada, scenario, service):
    done = run(cicada, scenario, service, "http://127.0.0.1:1", seconds=3, EXPORTER_OTLP_TIMEOUT="700")
    assert done.log.count("connection refused; no more is said until it works") == 1
    assert "exports to http://127.0.0.1:1/v1/metrics did not arrive; the last trouble: connection refused" in done.log
    assert done.report["total"]["requests"] > 100


@pytest.mark.sanitize
def test_a_receiver_that_never_answers_holds_nothing_up(cicada, scenario, service, receiver):
    collector = receiver(lambda number: 60.0)
    done = run(cicada, scenario, service, collector.url, seconds=3)
    assert "an export is left out while the one before is on its way" in done.log
    assert "did not arrive" in done.log
    assert done.seconds < 30, f"{done.seconds} s"
    assert done.report["total"]["requests"] > 100


def test_a_busy_receiver_is_asked_again_when_it_says(cicada, scenario, service, receiver):
    collector = receiver(lambda number: (429, {"Retry-After": "1"}, b"") if number == 1 else (200, {}, b""))
    done = run(cicada, scenario, service, collector.url, seconds=3)
    assert collector.exports[0].raw == collector.exports[1].raw
    assert "did not arrive" not in done.log
    agrees(collector.exports[-1], done.report)


@pytest.mark.slow
def test_a_receiver_that_is_down_for_a_while_gets_the_same_again(cicada, scenario, service, receiver):
    collector = receiver(lambda number: {1: None, 2: (503, {}, b"")}.get(number, (200, {}, b"")))
    run(cicada, scenario, service, collector.url, seconds=6)
    assert collector.exports[0].raw == collector.exports[1].raw == collector.exports[2].raw


def test_a_receiver_that_wants_it_at_once_is_not_overrun(cicada, scenario, service, receiver):
    collector = receiver(lambda number: (503, {"Retry-After": "0"}, b""))
    run(cicada, scenario, service, collector.url, seconds=1, EXPORTER_OTLP_TIMEOUT="3000")
    assert collector.requests <= 10, "a second between two of them, for two exports of 3 s"


def test_a_long_retry_after_is_kept_to(cicada, scenario, service, receiver):
    collector = receiver(lambda number: (503, {"Retry-After": "3600"}, refusal("come back later")))
    done = run(cicada, scenario, service, collector.url, seconds=3)
    assert collector.requests == 2, "the first one and the final numbers"
    assert 'it answers with status 503: "come back later"' in done.log


def test_a_partial_success_is_said_once(cicada, scenario, service, receiver):
    collector = receiver(lambda number: (200, {}, partial_success(7, "too many \x1b[31m series")))
    done = run(cicada, scenario, service, collector.url)
    assert done.log.count("it did not take 7 of the data points") == 1
    assert f"--otel: {7 * collector.requests} data points were not taken" in done.log
    assert "\x1b[31m" not in done.log


def test_a_refusal_is_final(cicada, scenario, service, receiver):
    collector = receiver(lambda number: (400, {}, refusal("no such tenant")))
    done = run(cicada, scenario, service, collector.url)
    assert done.log.count('it answers with status 400: "no such tenant"; no more is said') == 1
    assert len({export.raw for export in collector.exports}) == collector.requests, "the same was sent twice"


def test_a_redirect_is_not_followed(cicada, scenario, service, receiver):
    elsewhere = receiver()
    collector = receiver(lambda number: (307, {"Location": elsewhere.url + "/v1/metrics"}, b""))
    done = run(cicada, scenario, service, collector.url, seconds=1, EXPORTER_OTLP_HEADERS="X-Key=secret")
    assert elsewhere.requests == 0
    assert "status 307, which is not followed" in done.log
    assert "secret" not in done.log


@pytest.mark.sanitize
@pytest.mark.parametrize("status,garbage", [(500, b"<html>hello</html>"), (200, b"\xff" * 5000),
                                            (200, b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), (400, b"\x12"),
                                            (200, b"x" * 100_000)], ids=["page", "bytes", "size", "cut", "large"])
def test_garbage_for_an_answer_harms_nobody(cicada, scenario, service, receiver, status, garbage):
    collector = receiver(lambda number: (status, {}, garbage))
    done = run(cicada, scenario, service, collector.url, seconds=1)
    assert "--otel: " in done.log
    assert done.report["total"]["requests"] > 20


# ---- variables that cannot be used ----

@pytest.mark.parametrize("variables,said", [
    ({"EXPORTER_OTLP_PROTOCOL": "grpc"}, "OTEL_EXPORTER_OTLP_PROTOCOL: Cicada sends http/protobuf only. Set it to"),
    ({"EXPORTER_OTLP_METRICS_PROTOCOL": "http/json"}, "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: Cicada sends http/protobuf only"),
    ({"EXPORTER_OTLP_ENDPOINT": "localhost:4318"}, "OTEL_EXPORTER_OTLP_ENDPOINT: "),
    ({"EXPORTER_OTLP_ENDPOINT": "http://user:hush@h"}, "credentials do not belong into the URL"),
    ({"EXPORTER_OTLP_HEADERS": "hush"}, "OTEL_EXPORTER_OTLP_HEADERS: write it as"),
    ({"EXPORTER_OTLP_HEADERS": "X-Key=hush%0d%0aHost: evil"}, "OTEL_EXPORTER_OTLP_HEADERS: a header has a name or a value"),
    ({"EXPORTER_OTLP_COMPRESSION": "zip"}, "OTEL_EXPORTER_OTLP_COMPRESSION: not known"),
    ({"EXPORTER_OTLP_TIMEOUT": "soon"}, "OTEL_EXPORTER_OTLP_TIMEOUT: not a number of milliseconds"),
    ({"METRIC_EXPORT_INTERVAL": "0"}, "OTEL_METRIC_EXPORT_INTERVAL: not a number of milliseconds"),
    ({"RESOURCE_ATTRIBUTES": "a=%zz"}, "OTEL_RESOURCE_ATTRIBUTES: write it as"),
    ({"EXPORTER_OTLP_CERTIFICATE": "/nowhere.pem"}, "/nowhere.pem"),
], ids=lambda value: next(iter(value)) if isinstance(value, dict) else "")
def test_a_variable_that_cannot_be_used_is_named(cicada, scenario, service, variables, said):
    done = cicada("-f", scenario(SCENARIO), "-H", service.url, "-t", "1s", "--otel", code=WRONG_OPTIONS, reports=False,
                  environment={f"OTEL_{name}": value for name, value in variables.items()})
    assert said in done.log
    assert "hush" not in done.log
    assert "Starting Cicada" not in done.log


def test_the_variables_mean_nothing_without_the_option(cicada, scenario, service, receiver):
    collector = receiver()
    done = cicada("-f", scenario(SCENARIO), "-H", service.url, "-t", "1s", code=1,
                  environment={"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"})
    assert collector.requests == 0
    assert "otel" not in done.log
