# SPDX-License-Identifier: MIT
"""What a scenario asks for arrives at the server as it was meant, and what the server answers arrives at the scenario."""
import base64
import gzip
import hashlib
import zlib

import pytest

from support.hostile import keep_answering

# Scenarios check with EXPECT: what does not hold is a failure of the last request, with the condition as its text.
ONE_TASK = """
#include <stdlib.h>
#define EXPECT(condition) do { if (!(condition)) return cic_fail(r, "%%s", #condition); } while (0)
%s
static int once(cic_user *u)
{
    cic_response *r;
    (void)r;
    %s
    return CIC_STOP_USER;
}
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .data_size = 100, .tasks = CIC_TASKS({1, "once", once}));
CIC_SCENARIO(.users = CIC_USERS(&visitor)%s);
"""


@pytest.fixture
def expect(cicada, scenario):
    """Runs statements as the only task of some users, once each; no EXPECT in them may fail."""
    def run(statements, url, *options, users=1, globals="", members="", **more):
        source = scenario(ONE_TASK % (globals, statements, members))
        done = cicada("-f", source, "-H", url, "-u", users, "-r", 1000, "-t", "30s", *options, **more)
        assert done.total["failures"] == 0, done.report["errors"]
        assert done.total["requests"] > 0 and done.code == 0, done.log
        return done
    return run


# ---- what is sent ----

@pytest.mark.sanitize
def test_methods_bodies_headers_and_queries_arrive(expect, hostile):
    server = hostile(keep_answering_with_bodies())
    expect("""
    r = cic_get(u, "/plain");
    r = cic_get(u, "/query?a=1", .query = CIC_PAIRS({"b c", "d&e"}, {"left out", NULL}, {"empty", ""}));
    r = cic_post(u, "/json", .json = cic_json(u, "{\\"name\\": %s, \\"n\\": %d}", "a \\"b\\"", 5));
    r = cic_put(u, "/form", .form = CIC_PAIRS({"a", "1 2"}, {"b", "ü"}));
    r = cic_patch(u, "/body", .body = "\\0\\1\\2", .body_size = 3, .headers = CIC_PAIRS({"Content-Type", "x/y"}, {"X-Own", "v"}));
    r = cic_delete(u, "/delete");
    r = cic_options(u, "/options");
    r = cic_request(u, "REPORT", "/own-method");
    r = cic_head(u, "/head");
    EXPECT(r->status == 200);
    """, server.url, "--header", "X-Always: there")
    asked = {path: (method, fields, body) for method, path, fields, body in requests_of(server)}
    assert {path: method for path, (method, _, _) in asked.items()} == {
        "/plain": "GET", "/query?a=1&b+c=d%26e&empty=": "GET", "/json": "POST", "/form": "PUT", "/body": "PATCH",
        "/delete": "DELETE", "/options": "OPTIONS", "/own-method": "REPORT", "/head": "HEAD"}
    assert all(fields["x-always"] == "there" and fields["host"] == f"127.0.0.1:{server.port}" for _, fields, _ in asked.values())
    assert asked["/json"][2] == b'{"name": "a \\"b\\"", "n": 5}' and asked["/json"][1]["content-type"] == "application/json"
    assert asked["/form"][2] == b"a=1+2&b=%C3%BC"
    assert asked["/form"][1]["content-type"] == "application/x-www-form-urlencoded"
    assert asked["/body"][2] == b"\0\1\2" and asked["/body"][1]["content-type"] == "x/y" and asked["/body"][1]["x-own"] == "v"


def keep_answering_with_bodies():
    """A script: reads bodies by their length, and keeps them with their heads."""
    def script(peer):
        while True:
            head = peer.request()
            length = int(fields_of(head).get("content-length", 0))
            while len(peer.rest) < length:
                peer.rest += peer.connection.recv(65536)
            body, peer.rest = peer.rest[:length], peer.rest[length:]
            peer.server.requests[peer.server.requests.index(head)] = (head, body)
            peer.answer(head=b"HTTP/1.1 200 OK")
    return script


def fields_of(head):
    lines = head.decode().split("\r\n")[1:]
    return {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}


def requests_of(server):
    """(method, path, fields, body) of each."""
    return [(*head.decode().split(" ")[:2], fields_of(head), body) for head, body in server.requests]


@pytest.mark.sanitize
def test_a_multipart_upload_arrives_intact(expect, target):
    expect("""
    r = cic_post(u, "/api/v1/auth/login",
                 .json = cic_json(u, "{\\"email\\": %s, \\"password\\": %s}", "user001@example.com", "correct horse"));
    cic_set_bearer(u, cic_json_str(r, "/access_token"));
    size_t size = 300000, received;
    unsigned char *sound = cic_fake_bytes(u, size);
    memcpy(sound, "\\r\\n--boundary\\r\\n\\0", 16);
    r = cic_post(u, "/api/v1/audio/upload", .multipart = CIC_PARTS(
        {.name = "file", .filename = "a \\"b\\".wav", .type = "audio/wav", .data = sound, .size = size},
        {.name = "genre", .data = "jazz"}));
    EXPECT(r->status == 201);
    EXPECT(cic_json_int(r, "/size", 0) == (long long)size);
    r = cic_get(u, cic_fmt(u, "/api/v1/audio/files/%lld", cic_json_int(r, "/file_id", 0)), .name = "download");
    const char *back = cic_body(r, &received);
    EXPECT(received == size && memcmp(back, sound, size) == 0);
    """, target().url)


def test_a_large_upload_arrives_intact(expect, target):
    body = bytes(range(256)) * 80000  # 20 MB
    expect("""
    size_t size = 20480000;
    unsigned char *bytes = cic_alloc(u, size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)i;
    r = cic_post(u, "/_sink", .body = bytes, .body_size = size);
    EXPECT(strcmp(cic_json_str(r, "/sha256"), cic_env("DIGEST", "")) == 0);
    EXPECT(cic_json_int(r, "/size", 0) == (long long)size);
    """, target().url, environment={"DIGEST": hashlib.sha256(body).hexdigest()})


# ---- who one is ----

@pytest.mark.sanitize
def test_credentials_are_sent(expect, target, hostile):
    server = target()
    expect("""
    r = cic_get(u, "/_basic/ada/pass%20word", .basic = "ada:pass word");
    EXPECT(cic_json_bool(r, "/authenticated", false));
    r = cic_get(u, "/_basic/ada/wrong", .basic = "ada:right");
    EXPECT(r->status == 401);
    cic_pass(r);
    """, server.url)
    expect('r = cic_get(u, "/_basic/ada/secret");', server.url.replace("://", "://ada:secret@"))
    recorder = hostile(keep_answering())
    expect('r = cic_get(u, "/", .bearer = "token"); cic_set_bearer(u, "kept"); r = cic_get(u, "/"); r = cic_get(u, "/");',
           recorder.url)
    assert [fields_of(head)["authorization"] for head in recorder.requests] == ["Bearer token", "Bearer kept", "Bearer kept"]


def test_no_secret_reaches_reports_or_log(cicada, scenario, hostile):
    server = hostile(keep_answering_with_status(b"401 Unauthorized"))
    requests = 'r = cic_get(u, "/", .bearer = "s3cret-token"); r = cic_get(u, "/", .basic = "ada:s3cret-word");'
    source = scenario(ONE_TASK % ("", requests, ""))
    run = cicada("-f", source, "-H", server.url.replace("://", "://ada:s3cret-user@"), "--header", "X-Api-Key: s3cret-key",
                 "--header", "Cookie: s3cret-cookie", "--loglevel", "DEBUG", code=1)
    assert len(server.requests) == 2 and fields_of(server.requests[0])["x-api-key"] == "s3cret-key"
    for file in run.folder.glob("*"):
        assert not file.is_file() or b"s3cret" not in file.read_bytes(), file


def keep_answering_with_status(status):
    def script(peer):
        while True:
            peer.request()
            peer.answer(head=b"HTTP/1.1 " + status)
    return script


@pytest.mark.sanitize
def test_each_user_has_cookies_of_its_own(expect, target):
    run = expect("""
    const char *mine = cic_fmt(u, "user%" PRIu64, cic_number(u));
    r = cic_get(u, cic_fmt(u, "/_cookies/set?who=%s", mine), .name = "set");
    EXPECT(r->redirects == 1 && strcmp(cic_json_str(r, "/cookies/who"), mine) == 0);
    cic_sleep(u, 0.2);
    r = cic_get(u, "/_cookies");
    EXPECT(strcmp(cic_json_str(r, "/cookies/who"), mine) == 0);
    EXPECT(strcmp(cic_cookie(u, "who"), mine) == 0);
    cic_set_cookie(u, "more", "yes");
    r = cic_get(u, "/_cookies");
    EXPECT(cic_json_count(r, "/cookies") == 2);
    cic_clear_cookies(u);
    r = cic_get(u, "/_cookies");
    EXPECT(cic_json_count(r, "/cookies") == 0);
    """, target().url, users=20)
    assert run.counts() == {"set": 20, "/_cookies": 60}


# ---- what is answered ----

@pytest.mark.sanitize
def test_redirects_are_followed_and_count_as_one_request(expect, target):
    server = target()
    run = expect("""
    r = cic_get(u, "/_redirect/3", .name = "followed");
    EXPECT(r->status == 200 && r->redirects == 3 && strcmp(cic_json_str(r, "/redirect"), "end") == 0);
    EXPECT(strstr(cic_url(r), "/_redirect/0"));
    r = cic_get(u, "/_redirect/3", .name = "the answer", .no_redirect = true);
    EXPECT(r->status == 302 && r->redirects == 0 && strstr(cic_header(r, "location"), "/_redirect/2"));
    """, server.url, users=5)
    assert run.counts() == {"followed": 5, "the answer": 5}
    assert server.counted("GET", "/_redirect/{count}")["requests"] == 5 * 4 + 5


@pytest.mark.parametrize("status, method, body", [(301, "GET", b""), (302, "GET", b""), (303, "GET", b""), (307, "POST", b"abc"),
                                                  (308, "POST", b"abc")])
def test_a_redirected_post_changes_its_method_as_browsers_do(expect, hostile, status, method, body):
    def script(peer):
        while True:
            line = peer.request().split(b"\r\n")[0]
            length = 3 if line.startswith(b"POST") else 0
            while len(peer.rest) < length:
                peer.rest += peer.connection.recv(65536)
            peer.server.requests[-1], peer.rest = (line, peer.rest[:length]), peer.rest[length:]
            if b"/from" in line:
                peer.answer(head=b"HTTP/1.1 %d Moved" % status, fields=b"Location: /to\r\n")
            else:
                peer.answer()

    server = hostile(script)
    expect('r = cic_post(u, "/from", .body = "abc"); EXPECT(r->status == 200);', server.url)
    assert server.requests == [(b"POST /from HTTP/1.1", b"abc"), (f"{method} /to HTTP/1.1".encode(), body)]


TEXT = b"hello"
BODIES = {
    "gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": b"\x0b\x02\x80hello\x03",
    "zstd": b"\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello",  # a frame with one raw block
    "gzip, br": b"\x0b\x0c\x80" + gzip.compress(TEXT, mtime=0) + b"\x03",
}


@pytest.mark.sanitize
@pytest.mark.parametrize("coding", BODIES)
def test_compressed_bodies_are_decoded_and_counted_as_received(expect, hostile, coding):
    server = hostile(keep_answering(BODIES[coding], b"Content-Encoding: " + coding.encode() + b"\r\n"))
    run = expect('r = cic_get(u, "/"); size_t size; EXPECT(strcmp(cic_body(r, &size), "hello") == 0 && size == 5);', server.url)
    assert run.total["body_bytes"] == len(BODIES[coding])
    offered = {word.strip() for word in fields_of(server.requests[0])["accept-encoding"].split(",")}
    assert {"gzip", "deflate", "br", "zstd"} <= offered


def test_no_compression_offers_none(expect, hostile):
    server = hostile(keep_answering())
    expect('r = cic_get(u, "/");', server.url, "--no-compression")
    assert fields_of(server.requests[0]).get("accept-encoding", "identity") == "identity"


def test_chunked_and_empty_answers_arrive(expect, target):
    expect("""
    size_t size;
    r = cic_get(u, "/_chunked/100000", .name = "chunked");
    EXPECT(strlen(cic_body(r, &size)) == 100000 && size == 100000);
    r = cic_get(u, "/_bytes/0");
    EXPECT(cic_body(r, &size)[0] == 0 && size == 0);
    r = cic_get(u, "/_status/204");
    EXPECT(r->status == 204 && r->body_size == 0);
    r = cic_head(u, "/_bytes/1000");
    EXPECT(r->status == 200 && r->body_size == 0);
    r = cic_get(u, "/_bytes/1000000", .discard_body = true);
    EXPECT(r->body_size == 1000000 && cic_body(r, NULL)[0] == 0);
    """, target().url)


@pytest.mark.sanitize
def test_verdicts_groups_names_and_records_are_counted(cicada, scenario, target):
    source = scenario(ONE_TASK % ("", """
    cic_pass(cic_get(u, "/_status/404", .name = "expected 404"));
    cic_fail(cic_get(u, "/health", .name = "refused"), "not as %s", "wanted");
    cic_rename(cic_get(u, "/health"), "renamed");
    cic_group_begin(u, "login");
    cic_get(u, "/health");
    cic_group_begin(u, "again");
    cic_get(u, "/health");
    cic_group_end(u);
    cic_group_end(u);
    cic_record(u, "SQL", "select", 0.005, 100, NULL);
    cic_record(u, "SQL", "insert", 0.005, 0, "duplicate key");
    """, ""))
    run = cicada("-f", source, "-H", target().url, code=1)
    assert run.counts() == {"expected 404": 1, "refused": 1, "renamed": 1, "login: /health": 1, "login: again: /health": 1,
                            "select": 1, "insert": 1}
    assert {(e["name"], e["class"], e["error"]) for e in run.report["errors"]} == {("refused", "failed", "not as wanted"),
                                                                                ("insert", "failed", "duplicate key")}
    assert run.row("expected 404")["statuses"] == {"404": 1}
    assert run.row("select")["response_time_ms"]["max"] == pytest.approx(5)
    assert {metric["name"]: metric["count"] for metric in run.report["metrics"]} == {"login (s)": 1, "again (s)": 1}


# ---- feeds ----

def feed(order, take="const cic_row *row = cic_feed_next(u, rows);"):
    """Two rounds for each user; the row's number is asked for."""
    globals = """
static cic_feed *rows;
static int open_feed(cic_setup *s) { rows = cic_feed_open("rows.csv", %s); return rows ? CIC_OK : CIC_STOP_TEST; }
""" % order
    statements = """
    for (int i = 0; i < 2; i++) {
        %s
        r = cic_get(u, row ? cic_fmt(u, "/%%s/%%s", cic_feed_value(row, "number"), cic_url_encode(u, cic_feed_value(row, "text")))
                           : "/none/");
        cic_sleep(u, 0.05);
    }
    """ % take
    return {"statements": statements, "globals": globals, "members": ", .setup = open_feed"}


@pytest.mark.sanitize
@pytest.mark.parametrize("order, users, expected", [("CIC_FEED_IN_ORDER", 5, [1, 2, 3, 4] * 2 + [1, 2]),
                                                    ("CIC_FEED_ONCE", 3, [1, 2, 3, 4, "none", "none"]),
                                                    ("CIC_FEED_UNIQUE", 4, [1, 1, 2, 2, 3, 3, 4, 4]),
                                                    ("CIC_FEED_UNIQUE", 5, [1, 1, 2, 2, 3, 3, 4, 4, "none", "none"])])
def test_rows_of_a_feed_are_given_out_as_asked(expect, hostile, tmp_path, order, users, expected):
    rows = b'\xef\xbb\xbfnumber,text\r\n1,plain\r\n2,"a ""b"", c"\r\n3,"two\nlines"\r\n4,\xc3\xbc\r\n'
    (tmp_path / "rows.csv").write_bytes(rows)
    server = hostile(keep_answering())
    run = expect(**feed(order), url=server.url, users=users)
    asked = [head.split(b" ")[1].decode().split("/")[1:] for head in server.requests]
    assert sorted(number for number, _ in asked) == sorted(map(str, expected))
    assert {tuple(pair) for pair in asked} - {("none", "")} == {("1", "plain"), ("2", "a%20%22b%22%2C%20c"), ("3", "two%0Alines"),
                                                               ("4", "%C3%BC")}
    assert run.total["requests"] == 2 * users


def test_credentials_of_a_url_are_masked_in_the_title(cicada, hostile):
    server = hostile(keep_answering())
    run = cicada(server.url.replace("://", "://ada:s3cret@") + "/", "-t", "0.3s", code=0)
    assert fields_of(server.requests[0])["authorization"] == "Basic " + base64.b64encode(b"ada:s3cret").decode()
    assert "s3cret" not in run.log and "s3cret" not in (run.folder / "out.json").read_text()
