# SPDX-License-Identifier: MIT
"""Hosts that cannot be reached, or leave and come back."""
import contextlib
import socket
import threading
import time

import pytest

from support.hostile import HostileServer, keep_answering

SOON_S = 3  # in which what is wrong has to be said
BUSY_S = 5  # that a busy machine may take more
VISIT = """
static int visit(cic_user *u) { cic_get(u, "/"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.02),
    .tasks = CIC_TASKS({1, "visit", visit}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""
HOST_UNREACHABLE = 11
NXDOMAIN, SERVFAIL = 3, 2


@pytest.fixture
def dns():
    """Starts name servers: dns(rcode) answers each question with that code, dns(None) never answers. Gives HOST:PORT."""
    sockets = []

    def start(rcode):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 0))
        sockets.append(server)

        def answer():
            with contextlib.suppress(OSError):
                while True:
                    question, client = server.recvfrom(4096)
                    if not question:
                        return
                    if rcode is not None:  # the header: same id, a response, one question, the code
                        server.sendto(question[:2] + bytes([0x81, 0x80 | rcode, 0, 1, 0, 0, 0, 0, 0, 0]) + question[12:], client)

        threading.Thread(target=answer, daemon=True).start()
        return "127.0.0.1:%d" % server.getsockname()[1]

    yield start
    for server in sockets:
        with contextlib.suppress(OSError):
            server.sendto(b"", server.getsockname())
        server.close()


@contextlib.contextmanager
def full_backlog():
    """A port where connections are neither accepted nor refused."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        fillers.append(filler)
    time.sleep(0.1)
    yield "http://127.0.0.1:%d" % listener.getsockname()[1]
    for one in [listener, *fillers]:
        one.close()


def check_said_and_failed(run, words, classes):
    """The run said so, went on, and each request failed by its reason."""
    assert words in run.log
    assert run.total["failures"] == run.total["requests"] > 0
    assert set(run.error_classes()) <= classes, run.report["errors"]


def wait_for_words(run, words):
    """Until the run says it, which is soon after its beginning; the scenario is compiled before that."""
    run.wait_for("Starting Cicada")
    run.wait_for(words, seconds=SOON_S + BUSY_S)


@pytest.mark.sanitize
def test_a_refusing_host_is_said_at_once_and_the_run_goes_on(cicada, scenario, closed_port):
    run = cicada.start("-f", scenario(VISIT), "-H", f"http://127.0.0.1:{closed_port}", "-t", "1s")
    wait_for_words(run, "cannot be reached: connection refused")
    check_said_and_failed(run.wait(code=1), "Is the service running", {"refused"})


def test_an_unknown_name_is_said_and_the_run_goes_on(cicada, scenario, dns):
    run = cicada.start("-f", scenario(VISIT), "-H", "http://no-such-host.example", "-t", "1s", "--dns-servers", dns(NXDOMAIN))
    wait_for_words(run, "no-such-host.example cannot be reached: host name not found")
    check_said_and_failed(run.wait(code=1), "Is the name spelled right?", {"dns_not_found"})


def test_a_failing_name_server_is_said_and_the_run_goes_on(cicada, scenario, dns):
    run = cicada.start("-f", scenario(VISIT), "-H", "http://some-host.example", "-t", "1s", "--dns-servers", dns(SERVFAIL))
    wait_for_words(run, "some-host.example cannot be reached")
    check_said_and_failed(run.wait(code=1), "cannot be reached", {"dns_failed"})


def test_a_silent_name_server_is_said_within_three_seconds(cicada, scenario, dns):
    run = cicada.start("-f", scenario(VISIT), "-H", "http://some-host.example", "-t", "2s", "--connect-timeout", "0.5s",
                       "--dns-servers", dns(None))
    wait_for_words(run, "cannot be reached: timed out while resolving the host name")
    check_said_and_failed(run.wait(code=1, seconds=20), "is it reachable from this machine", {"timeout_dns"})


def test_a_host_that_does_not_answer_is_said_within_three_seconds(cicada, scenario):
    with full_backlog() as url:
        run = cicada.start("-f", scenario(VISIT), "-H", url, "-t", "2s", "--connect-timeout", "0.5s")
        wait_for_words(run, "cannot be reached: timed out while connecting")
        check_said_and_failed(run.wait(code=1, seconds=20), "is it reachable from this machine", {"timeout_connect"})


@pytest.mark.sanitize
@pytest.mark.parametrize("what", ["refusing", "unknown"])
def test_require_host_does_not_start_the_run(cicada, scenario, dns, closed_port, what):
    url = f"http://127.0.0.1:{closed_port}" if what == "refusing" else "http://no-such-host.example"
    run = cicada("-f", scenario(VISIT), "-H", url, "-t", "20s", "--require-host", "--dns-servers", dns(NXDOMAIN),
                 code=HOST_UNREACHABLE)
    assert "--require-host: the host cannot be reached; the run does not start" in run.log
    assert "Ramping to" not in run.log


def test_ctrl_c_during_the_host_check_ends_the_run_at_once(cicada, scenario):
    with full_backlog() as url:
        run = cicada.start("-f", scenario(VISIT), "-H", url)
        run.wait_for("Starting Cicada")
        time.sleep(0.3)
        run.signal()
        told = time.monotonic()
        run.wait(code=0)
        assert time.monotonic() - told < BUSY_S, "without the signal it would go on for ever"
    assert run.total["requests"] == 0
    assert run.report["run"]["stop_reason"] == "interrupted"


@pytest.mark.sanitize
def test_a_run_survives_a_restart_of_the_server(cicada, scenario):
    first = HostileServer(keep_answering())
    run = cicada.start("-f", scenario(VISIT), "-H", first.url, "-u", 5, "-r", 100, "-t", "4s")
    run.wait_for("All users spawned")
    time.sleep(0.8)
    first.stop()
    time.sleep(0.8)
    second = HostileServer(keep_answering(), address=("127.0.0.1", first.port))
    run.wait(code=1)
    second.stop()
    assert set(run.error_classes()) <= {"refused", "reset", "closed_early", "stale_connection"}
    assert len(second.requests) > 20
    last = run.report["series"][-1]
    assert last["requests"] > 0 == last["failures"], run.report["series"]
    unanswered = len(first.requests) + len(second.requests) - run.total["completed"]
    assert 0 <= unanswered <= 5, "a user's request that the first server read but did not come to answer"
