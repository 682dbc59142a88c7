# SPDX-License-Identifier: MIT
"""Sensor readings, drift, predictions, reports."""
import pytest

from support.target_server import KEY

READING = {"sensor_id": "sensor-001", "sensor_type": "temperature", "value": 71.5, "unit": "C",
           "timestamp": "2026-08-22T10:00:00Z", "quality": 0.98}


def test_an_ingested_reading_is_found_again(target):
    server = target()
    stored = server.post("/api/v1/data/ingest", READING, KEY)
    assert stored.status == 201 and stored.json()["accepted"] == 1
    found = server.get("/api/v1/data/readings?sensor_id=sensor-001&limit=1", KEY).json()["readings"][0]
    assert {name: found[name] for name in READING} == READING and found["id"] == stored.json()["event_id"]


def test_a_batch_is_stored_all_or_not_at_all(target):
    server = target()
    path = "/api/v1/data/readings?sensor_id=batch&limit=1000"
    batch = [READING | {"sensor_id": "batch", "value": i} for i in range(1000)]
    assert server.post("/api/v1/data/ingest", {"readings": batch}, KEY).json()["accepted"] == 1000
    assert server.get(path, KEY).json()["count"] == 1000
    server.post("/api/v1/data/ingest", {"readings": [READING | {"sensor_id": "half"}, {"sensor_id": "half"}]}, KEY)
    assert server.get("/api/v1/data/readings?sensor_id=half", KEY).json()["count"] == 0
    assert server.post("/api/v1/data/ingest", READING, KEY).status == 201  # no transaction was left open


@pytest.mark.parametrize("body", [
    {}, {"sensor_id": "a"}, {"value": 1}, {"sensor_id": "a", "value": "1"}, {"sensor_id": "a", "value": 1, "quality": 2},
    {"sensor_id": "a" * 100, "value": 1}, {"readings": []}, {"readings": {}}, {"readings": [5]}, {"readings": [READING] * 1001}])
def test_unfit_readings_are_422(target, body):
    reply = target().post("/api/v1/data/ingest", body, KEY)
    assert reply.status == 422 and reply.json()["detail"], reply


def test_drift_is_found_in_shifted_readings_and_not_in_usual_ones(target):
    server = target()
    usual = server.post("/api/v1/ml/check_drift", {"sensor_id": "sensor-001"}, KEY).json()
    assert usual["drift_detected"] is False and usual["readings"] == 30 and 0 < usual["p_value"] <= 1
    shifted = [READING | {"value": 90 + i % 3} for i in range(100)]
    server.post("/api/v1/data/ingest", {"readings": shifted}, KEY)
    drifted = server.post("/api/v1/ml/check_drift", {"sensor_id": "sensor-001", "window_size": 100}, KEY).json()
    assert drifted["drift_detected"] is True
    expected = (sum(s["value"] for s in shifted) / 100 - 72) / (4 / 100 ** 0.5)
    assert drifted["score"] == pytest.approx(expected), drifted


def test_drift_of_an_unknown_sensor_is_404(target):
    assert target().post("/api/v1/ml/check_drift", {"sensor_id": "nobody"}, KEY).status == 404


def test_a_prediction_is_the_models_own_formula(target):
    import math
    server = target()
    versions = server.get("/api/2.0/mlflow/registered-models/get-latest-versions?name=anomaly-detector").json()["model_versions"]
    run = [v for v in versions if v["current_stage"] == "Production"][0]["run_id"]
    model = server.get(f"/api/2.0/mlflow-artifacts/artifacts/1/{run}/artifacts/model/model.json").json()
    features = {"temperature": 95, "pressure": 330, "vibration": 4.5, "humidity": 40}
    reply = server.post("/api/v1/ml/predict", {"features": features}, KEY).json()
    total = model["intercept"] + sum(c * (features[n] - m) / d for n, (m, d, c) in model["features"].items())
    assert reply["probability"] == pytest.approx(1 / (1 + math.exp(-total)))
    assert reply["prediction"] is True and reply["version"] == 3


def test_a_prediction_needs_features_and_a_known_model(target):
    server = target()
    assert server.post("/api/v1/ml/predict", {}, KEY).status == 422
    assert server.post("/api/v1/ml/predict", {"features": {"temperature": "hot"}}, KEY).status == 422
    assert server.post("/api/v1/ml/predict", {"features": {}, "model_name": "nothing"}, KEY).status == 404
    assert server.post("/api/v1/ml/predict", {"features": {}}, KEY).json()["prediction"] is False


def test_the_models_are_listed(target):
    models = target().get("/api/v1/ml/models/list", KEY).json()["models"]
    assert {m["name"]: m["latest_version"] for m in models} == {"anomaly-detector": 3, "failure-forecast": 2, "remaining-life": 2,
                                                                "demand-forecast": 1}


def test_a_report_sums_up_the_readings(target):
    server = target()
    server.post("/api/v1/data/ingest", {"readings": [READING | {"sensor_type": "noise", "value": v} for v in (1, 2, 6)]}, KEY)
    report = server.post("/api/v1/reports/generate", {"report_type": "weekly"}, KEY)
    assert report.status == 201 and report.json()["report_type"] == "weekly"
    noise = [g for g in report.json()["groups"] if g["sensor_type"] == "noise"][0]
    assert (noise["readings"], noise["average"], noise["minimum"], noise["maximum"]) == (3, 3, 1, 6)
    assert {g["sensor_type"] for g in report.json()["groups"]} >= {"temperature", "pressure", "vibration", "humidity"}
