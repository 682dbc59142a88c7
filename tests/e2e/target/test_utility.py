# SPDX-License-Identifier: MIT
"""The answers made to order."""
import base64
import gzip
import hashlib

import pytest


@pytest.mark.parametrize("size", [0, 1, 67, 68, 69, 1000, 32768, 32769, 1000000])
def test_bodies_have_exactly_the_size_asked_for(target, size):
    server = target()
    plain, chunked = server.get(f"/_bytes/{size}"), server.get(f"/_chunked/{size}")
    assert len(plain.body) == size and plain.headers["Content-Length"] == str(size)
    assert chunked.body == plain.body and chunked.headers["Transfer-Encoding"] == "chunked"


def test_a_gzip_body_unpacks_to_the_size_asked_for(target):
    server = target()
    for size in (0, 1, 100, 300000):
        reply = server.get(f"/_gzip/{size}")
        assert reply.headers["Content-Encoding"] == "gzip" and len(gzip.decompress(reply.body)) == size
    assert len(reply.body) < 30000


@pytest.mark.parametrize("path", ["/_bytes/x", "/_bytes/-1", "/_bytes/99999999999", "/_gzip/99999999", "/_status/99", "/_status/600",
                                  "/_status/abc", "/_delay/x", "/_delay/-1", "/_delay/nan", "/_delay/1e9", "/_redirect/101"])
def test_unfit_wishes_are_400(target, path):
    reply = target().get(path)
    assert reply.status == 400 and reply.json()["detail"], reply


@pytest.mark.parametrize("code", [200, 201, 204, 299, 301, 304, 400, 404, 418, 500, 503, 599])
def test_every_status_can_be_had(target, code):
    reply = target().get(f"/_status/{code}")
    assert reply.status == code
    assert (reply.body == b"") == (code in (204, 304))


@pytest.mark.parametrize("millis", ["0", "0.2", "20"])
def test_a_delay_is_served_and_told(target, millis):
    reply = target().get(f"/_delay/{millis}")
    assert reply.status == 200 and reply.json()["delay_ms"] == float(millis)
    assert float(millis) / 1000 <= reply.served_delay < float(millis) / 1000 + 2


def test_redirects_count_down(target):
    server = target()
    path, hops = "/_redirect/3?status=307", 0
    while (reply := server.get(path)).status == 307:
        path = reply.headers["Location"]
        hops += 1
    assert hops == 3 and reply.status == 200
    assert server.get("/_redirect/1").status == 302


def test_echo_tells_what_arrived(target):
    server = target()
    reply = server.request("PUT", "/_echo?a=1&b=x%20y&a=2", body="h\u00e9llo".encode(), headers={"X-Test": "yes"}).json()
    assert (reply["method"], reply["path"], reply["body"], reply["size"]) == ("PUT", "/_echo", "h\u00e9llo", 6)
    assert reply["query"] == {"a": ["1", "2"], "b": "x y"} and reply["headers"]["X-Test"] == "yes"
    assert server.request("POST", "/_echo", body=b"\xff\x00A").json()["body"] == "?\x00A"


def test_sink_tells_size_and_digest(target):
    body = bytes(range(256)) * 1000
    assert target().request("POST", "/_sink", body=body).json() == {"size": 256000, "sha256": hashlib.sha256(body).hexdigest()}


def test_sink_reads_chunked_bodies(target):
    pieces = [b"a" * 1000, b"b" * 50000, b"c"]
    reply = target().request("POST", "/_sink", body=iter(pieces))
    assert reply.json()["sha256"] == hashlib.sha256(b"".join(pieces)).hexdigest()


def test_cookies_are_set_and_shown(target):
    server = target()
    reply = server.get("/_cookies/set?one=1&two=2&bad=a;b")
    assert reply.status == 302 and reply.headers["Location"] == "/_cookies"
    assert reply.headers.get_all("Set-Cookie") == ["one=1; Path=/", "two=2; Path=/"]
    assert server.get("/_cookies", {"Cookie": "one=1; two=2"}).json() == {"cookies": {"one": "1", "two": "2"}}


def test_basic_authentication(target):
    server = target()
    right = {"Authorization": "Basic " + base64.b64encode(b"ann:secret").decode()}
    assert server.get("/_basic/ann/secret", right).status == 200
    for path, headers in (("/_basic/ann/other", right), ("/_basic/ann/secret", {}), ("/_basic/ann/secret", {"Authorization": "Basic !"})):
        reply = server.get(path, headers)
        assert reply.status == 401 and "Basic" in reply.headers["WWW-Authenticate"]


def test_close_closes_and_others_keep_the_connection(target):
    server = target()
    connection = server.connect()
    for path, kept in (("/health", True), ("/_status/404", True), ("/_close", False)):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        assert (not response.will_close) == kept, path
    connection.close()


def test_head_is_get_without_a_body(target):
    server = target()
    reply = server.request("HEAD", "/health")
    assert reply.status == 200 and reply.body == b"" and int(reply.headers["Content-Length"]) == len(server.get("/health").body)
