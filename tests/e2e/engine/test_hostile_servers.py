# SPDX-License-Identifier: MIT
"""Whatever a server does costs samples of a class that says what happened: no crash, no hang beyond the time-out, no memory."""
import gzip
import zlib

import pytest

from support.cicada import SANITIZED
from support.hostile import keep_answering

TIMEOUT = 0.6  # seconds, for those that would go on for ever
PATIENT = 10  # where no time-out is expected: a busy machine shall not bring one about
BUSY = 12  # seconds that a busy machine may add to a run
ENDLESS = b"x" * 65536
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

# Three requests that read their bodies, and then the user ends: with a single user the run is over when the server was met.
READER = """
static int read_body(cic_user *u)
{
    int *met = cic_data(u);
    cic_body(cic_get(u, "/"), NULL);
    return ++*met == 3 ? CIC_STOP_USER : CIC_OK;
}
static const cic_user_class reader = CIC_USER(.name = "Reader", .data_size = sizeof(int),
    .tasks = CIC_TASKS({1, "read", read_body}));
CIC_SCENARIO(.users = CIC_USERS(&reader));
"""


def sends(*parts):
    """A script: reads a request, sends the parts and closes."""
    def script(peer):
        peer.request()
        for part in parts:
            peer.send(part)
    return script


def sends_for_ever(beginning, part=ENDLESS):
    def script(peer):
        peer.request()
        peer.send(beginning)
        while not peer.server.stopped.is_set():
            peer.send(part)
    return script


def sends_and_waits(*parts):
    def script(peer):
        peer.request()
        for part in parts:
            peer.send(part)
        peer.wait_for_client()
    return script


def sends_and_resets(*parts):
    def script(peer):
        peer.request()
        for part in parts:
            peer.send(part)
        peer.reset()
    return script


def trickles(data, seconds=1):
    def script(peer):
        peer.request()
        peer.trickle(data, seconds)
    return script


def accepts_and_closes(peer):
    pass


def accepts_and_resets(peer):
    peer.reset()


def speaks_first(data):
    def script(peer):
        peer.send(data)
        peer.wait_for_client()
    return script


def redirects_to_itself(peer):
    while True:
        peer.request()
        peer.answer(head=b"HTTP/1.1 302 Found", fields=b"Location: /again\r\n")


def redirects(location):
    return keep_answering_with(b"HTTP/1.1 302 Found", b"Location: " + location + b"\r\n")


def keep_answering_with(head, fields):
    def script(peer):
        while True:
            peer.request()
            peer.answer(head=head, fields=fields)
    return script


def interim(count):
    def script(peer):
        while True:
            peer.request()
            peer.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * count)
            peer.answer()
    return script


# What the server does, and the classes of error that may come of it. A closing connection is seen as closed or as reset
# depending on whether the server left something unread.
FAULTS = {
    "garbage": (sends(bytes(range(256)) * 8), {"malformed_response"}),
    "nul_bytes": (sends(b"\0" * 1000), {"malformed_response"}),
    "ssh_banner": (speaks_first(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), {"malformed_response"}),
    "smtp_banner": (speaks_first(b"220 mail.example.com ESMTP\r\n"), {"malformed_response"}),
    "http_0.9": (sends(b"<html>hello</html>\n"), {"malformed_response"}),
    "http_2_preface": (sends(b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64\0\x04\x40\0\0\0\0\x02\0\0\0\0"), {"malformed_response"}),
    "never_answers": (sends_and_waits(), {"timeout_first_byte"}),
    "accepts_and_closes": (accepts_and_closes, {"closed_early", "reset"}),
    "accepts_and_resets": (accepts_and_resets, {"reset"}),
    "closes_without_answer": (sends(), {"closed_early"}),
    "closes_in_status_line": (sends(b"HTTP/1.1 2"), {"closed_early"}),
    "closes_in_head": (sends(HEAD + b"Content-Le"), {"closed_early"}),
    "closes_in_body": (sends(HEAD + b"Content-Length: 1000\r\n\r\n" + b"x" * 500), {"closed_early"}),
    "closes_in_chunk": (sends(CHUNKED + b"64\r\nhalf"), {"closed_early"}),
    "closes_between_chunks": (sends(CHUNKED + b"4\r\nhalf\r\n"), {"closed_early"}),
    "resets_without_answer": (sends_and_resets(), {"reset"}),
    "resets_in_head": (sends_and_resets(HEAD + b"Content-Le"), {"reset"}),
    "resets_in_body": (sends_and_resets(HEAD + b"Content-Length: 1000\r\n\r\n" + b"x" * 500), {"reset"}),
    "resets_in_chunk": (sends_and_resets(CHUNKED + b"64\r\nhalf"), {"reset"}),
    "stops_in_head": (sends_and_waits(HEAD + b"X-Slow: "), {"timeout_receive"}),
    "stops_in_body": (sends_and_waits(HEAD + b"Content-Length: 1000\r\n\r\n" + b"x" * 500), {"timeout_receive"}),
    "a_byte_a_second": (trickles(HEAD + b"Content-Length: 5\r\n\r\nhello"), {"timeout_receive"}),
    "endless_headers": (sends_for_ever(HEAD, b"X-Header: value\r\n" * 4000), {"headers_too_large"}),
    "endless_header_line": (sends_for_ever(HEAD + b"X-Header: "), {"headers_too_large"}),
    "endless_status_line": (sends_for_ever(b"HTTP/1.1 200 "), {"headers_too_large"}),
    "endless_chunk_extension": (sends_for_ever(CHUNKED + b"5;"), {"headers_too_large"}),
    "endless_trailers": (sends_for_ever(CHUNKED + b"0\r\n", b"X-Trailer: value\r\n" * 4000), {"headers_too_large"}),
    "a_hundred_interim_responses": (interim(100), {"malformed_response"}),
    "two_lengths": (sends(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), {"malformed_response"}),
    "negative_length": (sends(HEAD + b"Content-Length: -5\r\n\r\nhello"), {"malformed_response"}),
    "length_beyond_64_bits": (sends(HEAD + b"Content-Length: 99999999999999999999\r\n\r\nhello"), {"malformed_response"}),
    "length_and_chunked": (sends(HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
                           {"malformed_response"}),
    "bad_chunk_size": (sends(CHUNKED + b"five\r\nhello\r\n0\r\n\r\n"), {"malformed_response"}),
    "chunk_size_overflow": (sends(CHUNKED + b"ffffffffffffffff1\r\nhello\r\n0\r\n\r\n"), {"malformed_response"}),
    "chunk_without_end": (sends(CHUNKED + b"5\r\nhelloXX0\r\n\r\n"), {"malformed_response"}),
    "redirect_loop": (redirects_to_itself, {"too_many_redirects"}),
    "redirect_to_garbage": (redirects(b"http://[::bad/"), {"bad_redirect"}),
    "redirect_to_another_scheme": (redirects(b"gopher://127.0.0.1/"), {"bad_redirect"}),
}
EARLIER = "timeout_first_byte"  # what a busy machine may make of a time-out that is due later in the answer
SLOW_TO_END = 1  # a server that sends for ever fills its buffers until the time-out


def check(run, classes, limit_seconds):
    assert run.code == 1, run.log
    found = set(run.error_classes())
    assert found & classes and found <= classes | ({EARLIER} if "timeout_receive" in classes else set()), run.report["errors"]
    assert run.total["failures"] == run.total["requests"] > 0
    assert run.seconds < limit_seconds + BUSY, f"took {run.seconds} s"
    assert SANITIZED or run.peak_memory < 100e6, f"{run.peak_memory / 1e6:.0f} MB"


def timeout_for(classes):
    return TIMEOUT if any(name.startswith("timeout") for name in classes) else PATIENT


@pytest.mark.sanitize
@pytest.mark.parametrize("fault", FAULTS)
def test_a_scenario_survives(cicada, scenario, hostile, fault):
    script, classes = FAULTS[fault]
    server = hostile(script)
    run = cicada("-f", scenario(READER), "-H", server.url, "--timeout", timeout_for(classes))
    check(run, classes, limit_seconds=3 * (TIMEOUT + SLOW_TO_END))
    assert run.total["requests"] == 3


@pytest.mark.parametrize("fault", FAULTS)
def test_a_url_run_survives(cicada, hostile, fault):
    script, classes = FAULTS[fault]
    server = hostile(script)
    run = cicada(server.url + "/", "-u", 3, "-t", "0.8s", "--timeout", timeout_for(classes))
    check(run, classes, limit_seconds=0.8 + 1)


# ---- bodies without end, and those that lie ----

@pytest.mark.parametrize("beginning, part", [(HEAD + b"\r\n", ENDLESS), (CHUNKED, b"10000\r\n" + ENDLESS + b"\r\n"),
                                             (HEAD + b"Content-Length: 1000000000000\r\n\r\n", ENDLESS)],
                         ids=["until-close", "chunked", "length"])
def test_an_endless_body_is_cut_at_the_limit_when_it_is_kept(cicada, scenario, hostile, beginning, part):
    server = hostile(sends_for_ever(beginning, part))
    run = cicada("-f", scenario(READER), "-H", server.url, "--timeout", 10, "--max-body", "4MiB")
    check(run, {"body_too_large"}, limit_seconds=20)


@pytest.mark.parametrize("beginning", [HEAD + b"\r\n", HEAD + b"Content-Length: 1000000000000\r\n\r\n"],
                         ids=["until-close", "length"])
def test_an_endless_body_ends_by_the_time_out_when_it_is_only_counted(cicada, hostile, beginning):
    server = hostile(sends_for_ever(beginning))
    run = cicada(server.url + "/", "-u", 2, "-t", "1.5s", "--timeout", TIMEOUT)
    check(run, {"timeout_receive"}, limit_seconds=1.5 + 1)
    assert run.total["body_bytes"] > 1e6


@pytest.mark.sanitize
def test_bytes_after_the_body_do_not_become_the_next_answer(cicada, scenario, hostile):
    def script(peer):
        peer.request()
        peer.send(HEAD + b"Content-Length: 5\r\n\r\nhelloHTTP/1.1 500 Smuggled\r\nContent-Length: 0\r\n\r\n")
        peer.wait_for_client()

    run = cicada("-f", scenario(READER), "-H", hostile(script).url, "--timeout", PATIENT, code=0)
    assert run.total["statuses"] == {"200": 3}
    assert run.total["new_connections"] == 3


def test_an_early_second_answer_does_not_become_the_next_one(cicada, scenario, hostile):
    def script(peer):
        peer.request()
        peer.send(HEAD + b"Content-Length: 5\r\n\r\nhello")
        peer.server.stopped.wait(0.05)
        peer.send(b"HTTP/1.1 500 Smuggled\r\nContent-Length: 0\r\n\r\n")
        peer.wait_for_client()

    pausing = READER.replace("int *met", "cic_sleep(u, 0.6); int *met")
    run = cicada("-f", scenario(pausing), "-H", hostile(script).url, "--timeout", PATIENT)
    assert run.total["statuses"] == {"200": 3}, run.report["errors"]


def test_up_to_64_interim_responses_are_fine(cicada, scenario, hostile):
    run = cicada("-f", scenario(READER), "-H", hostile(interim(64)).url, code=0)
    assert run.total["statuses"] == {"200": 3}


def bomb(megabytes):
    """So many megabytes of zeros as gzip, a kilobyte each: one block that stands alone, repeated. The checksum is wrong, but who
    comes that far has unpacked it all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + block * megabytes + packer.flush() + bytes(8)


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip"])
def test_a_bomb_of_gzip_is_too_large_and_takes_no_memory(cicada, scenario, hostile, encoding):
    body = bomb(1000)
    body = gzip.compress(body) if "," in encoding else body
    server = hostile(keep_answering(body, b"Content-Encoding: " + encoding.encode() + b"\r\n"))
    run = cicada("-f", scenario(READER), "-H", server.url, "--timeout", 20)
    check(run, {"body_too_large"}, limit_seconds=30)


def test_a_body_that_nobody_reads_is_not_unpacked(cicada, hostile):
    server = hostile(keep_answering(bomb(1000), b"Content-Encoding: gzip\r\n"))
    run = cicada(server.url + "/", "-u", 2, "-t", "0.5s", code=0)
    assert run.total["failures"] == 0 < run.total["requests"]


@pytest.mark.parametrize("body", [b"not gzip at all", gzip.compress(b"hello")[:-6],
                                  gzip.compress(b"hello" * 100)[:30] + b"junk" * 10],
                         ids=["no-gzip", "cut", "spoiled"])
def test_a_body_that_does_not_decode_fails(cicada, scenario, hostile, body):
    run = cicada("-f", scenario(READER), "-H", hostile(keep_answering(body, b"Content-Encoding: gzip\r\n")).url)
    check(run, {"bad_encoding"}, limit_seconds=10)


# ---- TLS ----

@pytest.mark.sanitize
@pytest.mark.parametrize("kind, expected", [("expired", "tls_expired"), ("future", "tls_not_yet_valid"),
                                            ("wrong_name", "tls_name_mismatch"), ("self_signed", "tls_self_signed"),
                                            ("unknown_authority", "tls_unknown_ca")])
def test_a_certificate_that_cannot_be_trusted_fails_by_its_reason(cicada, scenario, hostile, certificates, kind, expected):
    server = hostile(keep_answering(), certificate=getattr(certificates, kind))
    trust = ["--ca-file", certificates.authority]
    for run in (cicada("-f", scenario(READER), "-H", server.url, *trust), cicada(server.url + "/", "-t", "0.5s", *trust)):
        check(run, {expected}, limit_seconds=10)
    assert server.requests == [], "nothing may be sent to a server that is not trusted"
    insecure = cicada("-f", scenario(READER), "-H", server.url, "--insecure", code=0)
    assert insecure.total["statuses"] == {"200": 3}


def test_a_trusted_certificate_is_fine(cicada, scenario, hostile, certificates):
    server = hostile(keep_answering(), certificate=certificates.good)
    run = cicada("-f", scenario(READER), "-H", server.url, "--ca-file", certificates.authority, code=0)
    assert run.total["statuses"] == {"200": 3}


def test_plain_http_on_a_tls_port_is_said(cicada, scenario, hostile):
    def script(peer):
        peer.connection.recv(65536)  # a ClientHello, which such a server takes for a bad request
        peer.answer(head=b"HTTP/1.1 400 Bad Request", fields=b"Connection: close\r\n")

    server = hostile(script, scheme="https")
    run = cicada("-f", scenario(READER), "-H", server.url, "--timeout", PATIENT)
    check(run, {"tls_not_tls"}, limit_seconds=3)


def test_tls_on_a_plain_port_is_said(cicada, scenario, hostile, certificates):
    server = hostile(keep_answering(), certificate=certificates.good, scheme="http")
    run = cicada("-f", scenario(READER), "-H", server.url, "--timeout", PATIENT)
    check(run, {"malformed_response", "closed_early", "reset"}, limit_seconds=10)


def test_a_server_that_never_shakes_hands_times_out(cicada, scenario, hostile):
    server = hostile(lambda peer: peer.wait_for_client(), scheme="https")
    run = cicada("-f", scenario(READER), "-H", server.url, "--timeout", TIMEOUT)
    check(run, {"timeout_tls"}, limit_seconds=3 * TIMEOUT)


@pytest.mark.parametrize("script", [sends(HEAD + b"Content-Length: 1000\r\n\r\nhalf"),
                                    sends_and_resets(HEAD + b"Content-Length: 1000\r\n\r\nhalf"), sends(HEAD + b"\r\ncut")],
                         ids=["closed", "reset", "body-until-close"])
def test_a_tls_connection_cut_in_an_answer_fails(cicada, scenario, hostile, certificates, script):
    server = hostile(script, certificate=certificates.good)
    run = cicada("-f", scenario(READER), "-H", server.url, "--ca-file", certificates.authority)
    check(run, {"closed_early", "reset", "tls_truncated"}, limit_seconds=10)
