# SPDX-License-Identifier: MIT
"""CTRL+C, SIGTERM and SIGHUP at any moment: the run ends soon, and every report is whole."""
import csv
import json
import os
import random
import signal
import socket
import subprocess
import time

import pytest

from support.command import SCENARIO

END_SECONDS = 30


def whole_reports(folder):
    """The JSON report, after a look at the CSV files."""
    for suffix in ("stats", "stats_history", "failures", "exceptions"):
        with open(folder / f"out_{suffix}.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert rows and all(len(row) == len(rows[0]) for row in rows), suffix
    return json.loads((folder / "out.json").read_text())


def start(cicada, url, *words, **more):
    cicada.write("s.c", SCENARIO)
    return cicada.start("-f", "s.c", "-H", url, "--headless", "-u", "8", "-r", "100", "--csv", "out", "--json-file", "out", *words, **more)


def wait_for(process, text):
    """Reads the log until it says so."""
    said = b""
    while text not in said:
        line = process.stderr.readline()
        assert line, said.decode()
        said += line


def started(process):
    wait_for(process, b"All users spawned")


@pytest.mark.parametrize("number, line", [(signal.SIGINT, "Exiting due to CTRL+C interruption"), (signal.SIGTERM, "Got SIGTERM signal"),
                                          (signal.SIGHUP, "Got SIGHUP signal")])
def test_a_signal_stops_the_users_and_the_reports_are_whole(cicada, target, number, line):
    server = target()
    process = start(cicada, server.url)
    started(process)
    time.sleep(0.3)
    process.send_signal(number)
    _, log = process.communicate(timeout=END_SECONDS)
    assert process.returncode == 0, log.decode()
    assert line in log.decode()
    assert "Shutting down (exit code 0)" in log.decode()
    assert "Aggregated" in log.decode()
    total = whole_reports(cicada.folder)["total"]
    assert total["requests"] > 0
    assert total["requests"] + total["cancelled_sent"] >= server.counted("GET", "/health")["requests"] >= total["requests"]


def test_a_run_started_with_nohup_outlives_its_terminal(cicada, target):
    def ignore_the_end_of_the_terminal():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    process = start(cicada, target().url, "-t", "1s", preexec_fn=ignore_the_end_of_the_terminal)
    started(process)
    process.send_signal(signal.SIGHUP)
    _, log = process.communicate(timeout=END_SECONDS)
    assert process.returncode == 0 and "Got SIGHUP" not in log.decode(), log.decode()
    assert whole_reports(cicada.folder)["run"]["stop_reason"] == "run time limit reached"


def test_a_signal_at_any_moment_leaves_whole_reports(cicada, target):
    server = target()
    moments = random.Random(7)
    cicada.write("s.c", SCENARIO)
    cicada("-f", "s.c", "--list")   # compiled before, so that the moments fall into the run
    for _ in range(12):
        for file in cicada.folder.glob("out*"):
            file.unlink()
        process = start(cicada, server.url, "-t", "1s", "--only-summary")
        time.sleep(moments.uniform(0.05, 1.3))
        process.send_signal(moments.choice([signal.SIGINT, signal.SIGTERM]))
        _, log = process.communicate(timeout=END_SECONDS)
        if process.returncode < 0 and b"Starting Cicada" not in log:
            continue   # before anything was there to report
        assert process.returncode == 0, log.decode()
        assert b"Shutting down" in log
        whole_reports(cicada.folder)


def test_a_second_signal_does_not_wait_for_anybody(cicada, silent_port):
    process = start(cicada, f"http://127.0.0.1:{silent_port}", "--stop-timeout", "60s")
    started(process)
    process.send_signal(signal.SIGINT)
    wait_for(process, b"Exiting due to CTRL+C")
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=END_SECONDS)
    assert process.returncode in (0, -signal.SIGINT)
    assert whole_reports(cicada.folder)["total"]["in_flight"] == 0


def test_a_signal_while_the_host_is_looked_up_ends_the_run(cicada):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as name_server:  # it never answers
        name_server.bind(("127.0.0.1", 0))
        process = start(cicada, "http://slow.example", "--dns-servers", "127.0.0.1:%d" % name_server.getsockname()[1])
        assert b"Starting Cicada" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=END_SECONDS)
    assert process.returncode == 0, log.decode()
    assert whole_reports(cicada.folder)["total"]["requests"] == 0


def test_a_stuck_pipe_does_not_hold_the_reports_or_a_second_signal(cicada, target):
    read_end, write_end = os.pipe()
    process = start(cicada, target().url, "--json", stdout=write_end, stderr=subprocess.PIPE)
    os.set_blocking(write_end, False)
    try:
        while True:
            os.write(write_end, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(write_end, True)
    started(process)
    process.send_signal(signal.SIGINT)
    end = time.monotonic() + END_SECONDS
    while not (cicada.folder / "out.json").exists() or not (cicada.folder / "out.json").stat().st_size:
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(1)
    for _ in range(20):
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGINT)
        time.sleep(0.25)
    assert process.wait(END_SECONDS) is not None
    whole_reports(cicada.folder)
    os.close(read_end)
    os.close(write_end)
