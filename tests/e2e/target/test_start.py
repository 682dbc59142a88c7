# SPDX-License-Identifier: MIT
"""How the target server starts and ends."""
import os
import signal
import socket
import subprocess
import sys
import time

from support.target_server import USER, wait_until


def run(program, *options):
    return subprocess.run([program, *options], capture_output=True, text=True, timeout=20)


def test_says_where_it_listens_and_serves_there(target):
    server = target()
    assert server.line == f"listening on http://127.0.0.1:{server.port}"
    assert server.get("/health").json() == {"status": "healthy", "service": "cicada-target"}


def test_serves_within_a_second_of_processor_and_wall_time(target):
    begun = time.monotonic()
    server = target()
    server.get("/health")
    took = time.monotonic() - begun
    assert took < 5, f"{took:.3f} s until the first answer"  # a busy machine; on an idle one it takes about 0.05 s
    used = server.get("/health/detailed").json()["process"]["cpu_seconds"]
    assert used < 1, f"{used:.3f} s of processor time to start"


def test_two_servers_get_two_free_ports(target):
    assert target().port != target().port


def test_port_file_holds_the_port_when_the_line_is_printed(target, tmp_path):
    server = target("--port-file", str(tmp_path / "port"))
    assert (tmp_path / "port").read_text() == f"{server.port}\n"


def test_ends_cleanly_on_sigterm_and_sigint(target):
    for number in (signal.SIGTERM, signal.SIGINT):
        server = target()
        server.process.send_signal(number)
        assert server.process.wait(20) == 0


def test_ends_cleanly_while_requests_are_delayed(target):
    server = target()
    connection = server.connect()
    connection.request("GET", "/_delay/60000")
    wait_until(lambda: server.counted("GET", "/_delay/{ms}").get("in_flight") == 1, what="a request in flight")
    assert server.stop() == 0
    connection.close()


def test_ends_with_its_parent(target_program, tmp_path):
    port_file = tmp_path / "port"
    starter = ("import subprocess, sys, os, time\n"
               "subprocess.Popen([sys.argv[1], '--port', '0', '--exit-with-parent', '--port-file', sys.argv[2]],"
               " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
               "while not os.path.exists(sys.argv[2]): time.sleep(0.01)\n")
    subprocess.run([sys.executable, "-c", starter, target_program, port_file], timeout=20, check=True)
    port = int(port_file.read_text())

    def refused():
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", port)) != 0

    wait_until(refused, what="the end of the orphan")


def test_help_names_every_default_key(target_program):
    help_text = run(target_program, "--help")
    assert help_text.returncode == 0
    for word in ("--fault", "--redis", "cicada-maintenance-key", "cicada-audio-key", "user001@example.com", "correct horse admin"):
        assert word in help_text.stdout


def test_wrong_options_are_refused_with_a_sentence(target_program):
    for options in (["--nonsense"], ["--port"], ["--port", "70000"], ["--no-rate-limits=1"]):
        result = run(target_program, *options)
        assert result.returncode == 2 and result.stderr.startswith("cicada-target: "), (options, result)
    for options in (["--bind", "somewhere"], ["--redis", "nohost"], ["--fault", "* latency=1"], ["--stall", "for_ms=-1"],
                    ["--database", "/nonexistent/x.db"]):
        result = run(target_program, "--port", "0", *options)
        assert result.returncode == 1 and result.stderr.startswith("cicada-target: "), (options, result)


def test_a_port_in_use_is_said(target, target_program):
    result = run(target_program, "--port", str(target().port))
    assert result.returncode == 1 and "Address already in use" in result.stderr


def test_listens_on_ipv6(target):
    server = target("--bind", "::1")
    assert server.url.startswith("http://[::1]:")
    assert server.get("/health").status == 200


def test_a_database_file_keeps_what_was_stored(target, tmp_path):
    file = str(tmp_path / "target.db")
    account = {"email": "keeper@example.com", "password": "long enough"}
    first = target("--database", file)
    assert first.post("/api/v1/auth/register", account).status == 201
    assert first.stop() == 0
    second = target("--database", file)
    assert second.post("/api/v1/auth/login", account).status == 200
    assert second.post("/api/v1/auth/login", USER).status == 200
    assert os.path.getsize(file) > 0


def test_the_seed_decides_the_content(target):
    path = "/api/2.0/mlflow/registered-models/search"
    runs = [[v["run_id"] for m in target("--seed", seed).get(path).json()["registered_models"] for v in m["latest_versions"]]
            for seed in ("1", "1", "2")]
    assert runs[0] == runs[1] != runs[2]


def test_a_spinning_server_serves_and_ends_as_any_other(target):
    server = target("--spin")
    assert server.get("/health").status == 200
    assert server.get("/_delay/1").served_delay >= 0.001
