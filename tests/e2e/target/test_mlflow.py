# SPDX-License-Identifier: MIT
"""The model registry speaks MLflow's REST interface."""
from urllib.parse import quote

BASE = "/api/2.0/mlflow/"


def test_models_are_discovered_and_then_loaded(target):
    server = target()
    models = server.get(BASE + "registered-models/search").json()["registered_models"]
    assert [m["name"] for m in models] == ["anomaly-detector", "demand-forecast", "failure-forecast", "remaining-life"]
    for model in models:
        for version in model["latest_versions"]:
            query = f"?name={model['name']}&version={version['version']}"
            uri = server.get(BASE + "model-versions/get-download-uri" + query).json()["artifact_uri"]
            assert uri == version["source"] and uri.startswith("mlflow-artifacts:/")
            folder = uri.removeprefix("mlflow-artifacts:/")
            files = server.get("/api/2.0/mlflow-artifacts/artifacts?path=" + quote(folder)).json()["files"]
            assert [f["path"] for f in files] == ["MLmodel", "model.bin", "model.json"]
            for file in files:
                body = server.get(f"/api/2.0/mlflow-artifacts/artifacts/{folder}/{file['path']}").body
                assert len(body) == file["file_size"]


def test_latest_versions_are_one_a_stage_by_get_and_post(target):
    server = target()
    asked = server.get(BASE + "registered-models/get-latest-versions?name=anomaly-detector").json()
    assert {v["current_stage"]: v["version"] for v in asked["model_versions"]} == {"Production": "3", "Staging": "2", "Archived": "1"}
    assert server.post(BASE + "registered-models/get-latest-versions", {"name": "anomaly-detector"}).json() == asked


def test_versions_are_searched_by_name(target):
    server = target()
    found = server.get(BASE + "model-versions/search?filter=" + quote("name='failure-forecast'")).json()["model_versions"]
    assert [(v["name"], v["version"]) for v in found] == [("failure-forecast", "2"), ("failure-forecast", "1")]
    found = server.get(BASE + "registered-models/search?filter=" + quote("name LIKE '%forecast'")).json()["registered_models"]
    assert [m["name"] for m in found] == ["demand-forecast", "failure-forecast"]
    assert server.get(BASE + "model-versions/search?filter=" + quote("name='x'")).json() == {"model_versions": []}


def test_single_models_and_versions(target):
    server = target()
    assert server.get(BASE + "registered-models/get?name=remaining-life").json()["registered_model"]["name"] == "remaining-life"
    version = server.get(BASE + "model-versions/get?name=remaining-life&version=2").json()["model_version"]
    assert (version["version"], version["status"]) == ("2", "READY")
    assert server.get("/version").body == b"2.9.2"


def test_errors_have_mlflows_form(target):
    server = target()
    for path, status, code in ((BASE + "registered-models/get?name=none", 404, "RESOURCE_DOES_NOT_EXIST"),
                               (BASE + "registered-models/get", 400, "INVALID_PARAMETER_VALUE"),
                               (BASE + "registered-models/get-latest-versions?name=none", 404, "RESOURCE_DOES_NOT_EXIST"),
                               (BASE + "model-versions/get?name=remaining-life&version=9", 404, "RESOURCE_DOES_NOT_EXIST"),
                               (BASE + "model-versions/get?name=remaining-life&version=x", 400, "INVALID_PARAMETER_VALUE"),
                               (BASE + "model-versions/search?filter=age>3", 400, "INVALID_PARAMETER_VALUE"),
                               ("/api/2.0/mlflow-artifacts/artifacts/1/none/x", 404, "RESOURCE_DOES_NOT_EXIST"),
                               ("/api/2.0/mlflow-artifacts/artifacts/../../../etc/passwd", 404, "RESOURCE_DOES_NOT_EXIST")):
        reply = server.get(path)
        assert (reply.status, reply.json()["error_code"]) == (status, code), (path, reply)
