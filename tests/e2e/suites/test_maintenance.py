# SPDX-License-Identifier: MIT
"""The maintenance suite: its mix, its counts, its limits, and what it says when the key is wrong or an endpoint is missing."""
import pytest

from support.suites import check_healthy, check_ledger, check_mix, mix

SHORT = ["--seed", 5, "-r", 1000]
MLFLOW = "/api/2.0/mlflow"
INGEST, REPORT = "POST /api/v1/data/ingest", "POST /api/v1/reports/generate"
HEALTH = ["GET /health", "GET /health/db", "GET /health/redis", "GET /health/detailed"]
API = {**{name: 7.5 for name in HEALTH}, INGEST: 20, "POST /api/v1/ml/check_drift": 15, "POST /api/v1/ml/predict": 10,
       "GET /api/v1/ml/models/list": 8, "GET /api/v1/data/readings": 8, "GET /metrics": 5, REPORT: 4}
REGISTRY = {f"GET {MLFLOW}/registered-models/search": 20, f"GET {MLFLOW}/registered-models/get-latest-versions": 25,
            f"GET {MLFLOW}/model-versions/search": 15, f"GET {MLFLOW}/model-versions/get-download-uri": 40}
DOWNLOAD = "GET /api/2.0/mlflow-artifacts/artifacts/[path]"
OVERALL = ["p95 < 200ms", "fail_ratio < 1%"]
OF_API = [f'p95 < 500ms for "{INGEST}"', f'p95 < 2s for "{REPORT}"', "success_rate > 99% for APILoadTestUser"]
OF_EVENTS = [f'p95 < 500ms for "{INGEST}"', f'rps > 100 for "{INGEST}"', "success_rate > 99% for HighVolumeUser"]
OF_REGISTRY = [f'p95 < 500ms for "{DOWNLOAD}"', "success_rate > 99% for MLflowUser"]


@pytest.mark.sanitize
def test_the_mix_is_the_one_of_the_weights_and_the_server_counts_the_same(suites, target):
    server = target()
    run = suites("maintenance", "medium", "-H", server.url, "-u", 400, "-t", "3s", *SHORT, code=None)
    check_mix(mix(run), API)
    assert set(mix(run)) == set(API)
    check_ledger(run, server)
    check_healthy(run, OVERALL + OF_API)


def test_the_registry_is_asked_by_weight_and_models_are_loaded_in_the_versions_it_has(suites, target):
    server = target()
    run = suites("maintenance", "registry-light", "-H", server.url, "-u", 250, "-t", "3s", *SHORT, code=None)
    check_mix(mix(run), REGISTRY)
    assert set(mix(run)) == {*REGISTRY, DOWNLOAD}
    check_ledger(run, server)
    check_healthy(run, OVERALL + OF_REGISTRY)
    loaded = [metric for metric in run.report["metrics"] if metric["name"] == "model loaded (s)"]
    assert loaded[0]["count"] == run.row("/api/2.0/mlflow-artifacts/artifacts/[path]")["requests"]


def test_25_high_volume_users_make_over_100_events_a_second(suites, target):
    run = suites("maintenance", "events", "-H", target().url, "-t", "3s", *SHORT, code=None)
    check_healthy(run, OVERALL + OF_EVENTS)


def test_a_wrong_api_key_is_said_in_one_line(suites, target):
    run = suites("maintenance", "light", "-H", target().url, "-u", 50, "-t", "2s", *SHORT, code=3,
                 environment={"MAINTENANCE_API_KEY": "wrong"})
    causes = {cause["id"]: cause["text"] for cause in run.report["causes"]}
    assert "is the API key or login missing" in causes["status_403"]
    assert any("is the API key or login" in line for line in run.log.replace("\n    ", " ").splitlines())
    healthy = sum(count for name, count in mix(run).items() if name in [*HEALTH, "GET /metrics"])
    assert run.total["statuses"]["403"] == run.total["requests"] - healthy


def test_an_endpoint_that_is_missing_is_named(suites, target):
    server = target()
    server.faults({"path": "/api/v1/reports/*", "error_rate": 1, "error_status": 404})
    run = suites("maintenance", "light", "-H", server.url, "-u", 100, "-t", "2s", *SHORT, code=3)
    texts = [cause["text"] for cause in run.report["causes"] if cause["id"] == "status_404"]
    assert len(texts) == 1 and REPORT in texts[0] and "not implemented there" in texts[0]


def test_a_server_that_is_down_is_said(suites, closed_port):
    run = suites("maintenance", "light", "-H", f"http://127.0.0.1:{closed_port}", "-u", 5, "-t", "1s", *SHORT, code=3)
    causes = {cause["id"]: cause["text"] for cause in run.report["causes"]}
    assert "is the service up, and are host and port right?" in causes["refused"]
    assert run.check_results()["fail_ratio < 1%"] == "fail"


def test_a_server_that_stalls_breaks_the_limits_and_time_outs_are_named(suites, target):
    server = target()
    run = suites.start("maintenance", "light", "-H", server.url, "-u", 20, "-t", "3s", "--timeout", "1s", *SHORT)
    run.wait_for("All users spawned")
    server.faults(for_ms=2500, every_ms=60000, now=True)
    run.wait(code=3)
    assert "timeout_first_byte" in {cause["id"] for cause in run.report["causes"]} | set(run.error_classes())
    assert run.check_results()["p95 < 200ms"] == "fail"
