# SPDX-License-Identifier: MIT
"""The audio service: for users, for programs, for administrators."""
import hashlib
import math
import struct

import pytest

from support.target_server import ADMIN, USER, wait_until

KEY = {"X-API-Key": "cicada-audio-key"}


def wav(seconds=0.5, rate=8000, frequency=440, amplitude=0.5):
    """A sine as 16-bit PCM."""
    samples = [round(amplitude * 32767 * math.sin(2 * math.pi * frequency * i / rate)) for i in range(int(seconds * rate))]
    data = struct.pack(f"<{len(samples)}h", *samples)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16, b"data", len(data))
    return head + data


def multipart(parts):
    """(body, headers) of parts (name, file name or None, content)."""
    body = b""
    for name, file_name, content in parts:
        body += b'--edge\r\nContent-Disposition: form-data; name="' + name.encode() + b'"'
        body += b'; filename="' + file_name.encode() + b'"\r\nContent-Type: audio/wav' if file_name else b""
        body += b"\r\n\r\n" + content + b"\r\n"
    return body + b"--edge--\r\n", {"Content-Type": "multipart/form-data; boundary=edge"}


def upload(server, token, content=None, name="song.wav", genre=b"folk", tags=b"summer,field"):
    body, headers = multipart([("file", name, wav() if content is None else content), ("genre", None, genre), ("tags", None, tags)])
    return server.request("POST", "/api/v1/audio/upload", body=body, headers=headers | token)


def test_an_upload_is_stored_measured_and_given_back(target):
    server = target()
    token = server.login()
    content = wav(seconds=0.5, frequency=500, amplitude=0.5)
    reply = upload(server, token, content)
    assert reply.status == 201, reply
    stored = reply.json()
    assert (stored["size"], stored["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    features = stored["features"]
    assert features["duration_seconds"] == pytest.approx(0.5) and features["sample_rate"] == 8000 and features["channels"] == 1
    assert features["peak"] == pytest.approx(0.5, abs=0.01) and features["rms"] == pytest.approx(0.5 / math.sqrt(2), abs=0.01)
    assert features["zero_crossings_per_second"] == pytest.approx(1000, rel=0.02)
    assert server.get(f"/api/v1/audio/files/{stored['file_id']}", token).body == content


def test_a_large_binary_upload_survives_unchanged(target):
    server = target()
    token = server.login()
    content = bytes(range(256)) * 40000  # 10 MB, with everything a boundary might be mistaken for
    reply = upload(server, token, content, name="noise.bin")
    assert reply.status == 201 and reply.json()["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_content_of_old_files_makes_room_for_new_ones(target):
    server = target()
    token = server.login()
    files = [upload(server, token, bytes(31 * 2**20), name="large.bin").json()["file_id"] for _ in range(9)]  # 279 MiB; 256 are kept
    statuses = [server.get(f"/api/v1/audio/files/{file}", token).status for file in files]
    assert statuses == sorted(statuses, reverse=True) and statuses[0] == 410 and statuses[-1] == 200, statuses
    assert len(server.get("/api/v1/audio/files", token).json()["files"]) == 9
    assert server.post("/api/v1/audio/analyze", {"file_id": files[0]}, token).status == 202


def test_an_analysis_finishes_and_is_then_cached(target):
    server = target()
    token = server.login()
    file = upload(server, token).json()["file_id"]
    started = server.post("/api/v1/audio/analyze", {"file_id": file}, token)
    assert started.status == 202
    path = f"/api/v1/audio/results/{started.json()['id']}"
    first = wait_until(lambda: (r := server.get(path, token)).status != 202 and r, what="the result")
    assert first.status == 200, first
    assert first.headers["X-Cache"] == "miss" and first.json()["genre"] == "folk" and first.json()["features"]["pcm"] is True
    second = server.get(path, token)
    assert second.headers["X-Cache"] == "hit" and second.body == first.body


def test_files_are_listed_and_searched(target):
    server = target()
    token = server.login()
    for name, genre, tags in (("one.wav", b"folk", b"summer"), ("two.wav", b"jazz", b"night"), ("three.wav", b"jazz", b"summer")):
        upload(server, token, name=name, genre=genre, tags=tags)
    names = lambda path: [f["name"] for f in server.get(path, token).json()["files"]]
    assert names("/api/v1/audio/files") == ["three.wav", "two.wav", "one.wav"]
    assert names("/api/v1/audio/files?genre=jazz&limit=1&offset=1") == ["two.wav"]
    assert names("/api/v1/audio/search?q=summer") == ["three.wav", "one.wav"]
    assert names("/api/v1/audio/search?q=two&genre=folk") == []
    assert server.get("/api/v1/audio/search", token).status == 422


def test_files_belong_to_their_user(target):
    server = target()
    file = upload(server, server.login()).json()["file_id"]
    other = server.login({"email": "user002@example.com", "password": USER["password"]})
    assert server.get(f"/api/v1/audio/files/{file}", other).status == 404
    assert server.post("/api/v1/audio/analyze", {"file_id": file}, other).status == 404


def test_malformed_uploads_are_refused(target):
    server = target()
    token = server.login()
    good, headers = multipart([("file", "a.wav", b"x")])
    cases = [(good, {}, 415), (good[:-20], headers, 400), (b"", headers, 400), (b"nonsense", headers, 400),
             (good, {"Content-Type": "multipart/form-data"}, 400),
             (multipart([("file", None, b"x")])[0], headers, 422), (multipart([("other", "a.wav", b"x")])[0], headers, 422),
             (multipart([("file", "a.wav", b"")])[0], headers, 422), (multipart([("file", "a" * 300, b"x")])[0], headers, 422),
             (multipart([(f"field{i}", None, b"x") for i in range(20)])[0], headers, 400)]
    for body, head, status in cases:
        reply = server.request("POST", "/api/v1/audio/upload", body=body, headers=head | token)
        assert reply.status == status and reply.json()["detail"], (body[:80], reply)


@pytest.mark.parametrize("content", [b"RIFF", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \xff\xff\xff\xff\1\0\1\0",
                                     wav()[:50], wav()[:20] + b"\0" * 30, b"RIFF\0\0\0\0WAVEdata\xff\xff\xff\xff" + b"x" * 9, b"\xff" * 1000], ids=range(7))
def test_damaged_recordings_are_stored_and_not_believed(target, content):
    server = target()
    reply = upload(server, server.login(), content)
    assert reply.status == 201 and reply.json()["size"] == len(content)


def test_names_that_are_no_utf8_do_no_harm(target):
    server = target()
    token = server.login()
    body = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="\xff\xfe.wav"\r\n\r\nx\r\n--edge--\r\n'
    reply = server.request("POST", "/api/v1/audio/upload", body=body,
                           headers={"Content-Type": "multipart/form-data; boundary=edge"} | token)
    assert reply.status == 201 and reply.json()["name"] == "??.wav", reply
    assert server.get("/api/v1/audio/files", token).status == 200


def test_programs_start_single_and_batched_analyses(target):
    server = target()
    job = server.post("/api/v1/external/analyze", {"audio_url": "https://example.com/a.wav", "webhook_url": "https://example.com/hook"}, KEY)
    assert job.status == 202
    path = f"/api/v1/external/jobs/{job.json()['id']}"
    done = wait_until(lambda: (r := server.get(path, KEY).json())["status"] == "completed" and r, what="the completion")
    assert done["webhook_url"] == "https://example.com/hook" and done["subject"] == "https://example.com/a.wav"
    batch = server.post("/api/v1/external/batch", {"audio_urls": [f"https://example.com/{i}" for i in range(10)]}, KEY)
    assert batch.status == 202 and len({j["id"] for j in batch.json()["jobs"]}) == 10


@pytest.mark.parametrize("path, body", [
    ("analyze", {}), ("analyze", {"audio_url": "file:///etc/passwd"}), ("analyze", {"audio_url": "http://x", "webhook_url": "x"}),
    ("batch", {}), ("batch", {"audio_urls": []}), ("batch", {"audio_urls": [5]}), ("batch", {"audio_urls": ["http://x"] * 1001})])
def test_unfit_api_requests_are_422(target, path, body):
    assert target().post("/api/v1/external/" + path, body, KEY).status == 422


def test_administrators_see_numbers_and_close_accounts(target):
    server = target()
    token = server.login(ADMIN)
    upload(server, server.login())
    dashboard = server.get("/api/v1/admin/dashboard", token).json()
    assert (dashboard["users"], dashboard["files"]) == (101, 1) and dashboard["stored_bytes"] > 8000
    assert server.get("/api/v1/admin/health", token).json()["status"] == "healthy"
    users = server.get("/api/v1/admin/users?limit=3", token).json()["users"]
    assert [u["email"] for u in users] == ["admin@example.com", "user001@example.com", "user002@example.com"]
    assert server.request("PATCH", f"/api/v1/admin/users/{users[1]['id']}", headers=token, json_body={"active": False}).json()["active"] is False
    assert server.post("/api/v1/auth/login", USER).status == 403
    server.request("PATCH", f"/api/v1/admin/users/{users[1]['id']}", headers=token, json_body={"active": True})
    assert server.post("/api/v1/auth/login", USER).status == 200
    for path, body, status in (("users/2", {}, 422), ("users/2", {"active": 1}, 422), ("users/99999", {"active": True}, 404)):
        assert server.request("PATCH", "/api/v1/admin/" + path, headers=token, json_body=body).status == status
