# SPDX-License-Identifier: MIT
"""The server of the web UI as a network meets it: who is let in, what is refused, and clients that mean no good.

Most rules are unit tests (tests/unit/web); here the whole program stands behind them.
"""
import base64
import gzip
import http.client
import socket
import ssl

import pytest

HOSTILE_PATHS = ["../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "assets/../../../etc/passwd", "api/runs/..%2f..%2fetc",
                 "%00", "stats//requests", "API/state", "api/state/", "stats/requests/csv/../../../etc/passwd"]


def raw(ui, request, half_close=False):
    """What comes back for these bytes until the server closes."""
    answer = b""
    with socket.create_connection((ui.host, ui.port), timeout=20) as connection:
        try:
            connection.sendall(request)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                answer += part
        except OSError:  # the server has left before
            pass
        return answer


@pytest.mark.sanitize
def test_the_page_runs_only_its_own_script_and_is_compressed(web):
    ui = web()
    page = ui.get("")
    assert page.status == 200 and page.body.startswith(b"<!doctype html>"), page
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'sha256-" in policy and "unsafe" not in policy, policy
    assert "frame-ancestors 'none'" in policy, policy
    packed = ui.get("", {"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.body) == page.body
    assert len(packed.body) < 150 * 1024, len(packed.body)
    assert ui.get("", {"If-None-Match": page.headers["ETag"]}).status == 304


@pytest.mark.sanitize
def test_pages_of_other_sites_change_nothing(web):
    ui = web()
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                    {"Referer": "http://evil.example/"}, {"X-Cicada-Token": "forged"}):
        for method, path in (("POST", "api/start"), ("POST", "api/stop"), ("POST", "api/reset"), ("POST", "api/pause"), ("POST", "swarm"),
                             ("GET", "stop"), ("GET", "stats/reset")):
            answer = ui.request(method, path, "{}" if method == "POST" else None, headers)
            assert answer.status == 403, (headers, path, answer)
    assert ui.state() == "ready"
    own = {"Origin": ui.url, "Sec-Fetch-Site": "same-origin"}
    assert ui.post("api/reset", headers=own).status == 200
    token = ui.get("api/state").json["token"]
    assert ui.post("api/reset", headers={"Origin": "https://behind.a.proxy", "X-Cicada-Token": token}).status == 200


@pytest.mark.sanitize
def test_a_name_of_others_for_this_address_is_refused(web):
    ui = web()
    for name in ("evil.example", f"evil.example:{ui.port}", f"127.0.0.1.evil.example:{ui.port}", ""):
        assert ui.get("api/state", {"Host": name}).status == 403, name
    for name in (f"localhost:{ui.port}", "127.0.0.1", f"[::1]:{ui.port}"):
        assert ui.get("api/state", {"Host": name}).status == 200, name


@pytest.mark.sanitize
def test_hostile_requests_leave_the_server_as_it_was(web):
    ui = web()
    for path in HOSTILE_PATHS:
        assert ui.get(path).status in (404, 405) or path == "%00", (path, ui.get(path))
    for method in ("PUT", "DELETE", "TRACE", "BREW"):
        answer = ui.request(method, "api/start")
        assert answer.status == 405 and answer.headers["Allow"] == "OPTIONS, POST", answer
    head = ui.request("HEAD", "api/state")
    assert head.status == 200 and head.body == b"", head
    assert ui.request("POST", "api/start", b"x" * (300 << 10)).status == 413
    assert ui.post_form("swarm", {"user_count": b"\xff\xfe", "spawn_rate": "1"}).json["success"] is False
    assert raw(ui, b"\x16\x03\x01\x02\x00\x01\xfc\x03\x03" + b"\x00" * 500, half_close=True)[:4] in (b"", b"HTTP")
    assert b" 200 " not in raw(ui, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * (1 << 20) + b"\r\n\r\n")
    assert raw(ui, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", half_close=True).endswith(b"ok")
    assert ui.state() == "ready"
    assert ui.end(code=0)


def test_slow_clients_hold_up_nobody(web):
    ui = web()
    slow = [socket.create_connection((ui.host, ui.port), timeout=20) for _ in range(60)]
    for number, connection in enumerate(slow):
        connection.sendall(b"POST /swarm HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nuser"[:number + 10])
    assert ui.get("healthz").text == "ok"
    for connection in slow:
        connection.close()


@pytest.mark.sanitize
def test_https_with_a_certificate(web, certificates):
    ui = web("--tls-cert", certificates.good, "--tls-key", certificates.good)
    ui.authority = certificates.authority
    assert ui.url.startswith("https://")
    assert ui.get("healthz").text == "ok"
    assert ui.state() == "ready"
    assert b" 200 " not in raw(ui, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", half_close=True)
    connection = http.client.HTTPSConnection(ui.host, ui.port, timeout=20, context=ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.request("GET", "/healthz")
    assert ui.end(code=0)


@pytest.mark.sanitize
def test_with_a_password_nothing_is_told_before_it(web):
    ui = web("--web-login", "--web-base-path", "/load", environment={"CICADA_WEB_AUTH": "ann:correct horse"})
    assert ui.base == "/load"
    for path in ("api/state", "api/run", "api/events", "stats/requests", "metrics", "logs", "stats/report", "api/runs"):
        assert ui.get(path).status == 401, path
    for path in ("", "healthz"):
        assert ui.get(path).status == 200, path
    wrong = ui.post_form("login", {"username": "ann", "password": "wrong"})
    assert wrong.status == 401 and "Set-Cookie" not in wrong.headers, wrong
    right = ui.post_form("login", {"username": "ann", "password": "correct horse"})
    cookie = right.headers["Set-Cookie"]
    assert right.status == 200 and "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/load/" in cookie, right
    session = {"Cookie": cookie.partition(";")[0]}
    assert ui.get("api/state", session).json["user"] == "ann"
    assert ui.get("api/state", {"Cookie": session["Cookie"][:-1] + ("0" if session["Cookie"][-1] != "0" else "1")}).status == 401
    assert ui.post("logout", headers=session).status == 200
    assert ui.get("api/state", session).status == 401
    script = {"Authorization": "Basic " + base64.b64encode(b"ann:correct horse").decode()}
    assert ui.get("api/state", script).status == 200
    assert ui.get("api/state", {"Authorization": "Basic eDp5"}).headers["WWW-Authenticate"].startswith("Basic")
    for _ in range(12):
        last = ui.post_form("login", {"username": "ann", "password": "guess"})
    assert last.status == 429 and last.headers["Retry-After"] == "60", last
