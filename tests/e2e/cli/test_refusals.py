# SPDX-License-Identifier: MIT
"""Every kind of bad input: a message that names what is wrong, and the exit code for it."""
import time

import pytest

from support.command import SCENARIO

URL = "http://127.0.0.1:1/"


@pytest.mark.parametrize("words, message", [
    (["--usres", "5", URL], "cicada: --usres: unknown option. Did you mean '--users'?\n"),
    (["--duration", "5s", URL], "cicada: --duration: unknown option. Did you mean '--run-time'?\n"),
    (["--frobnicate", URL], "cicada: --frobnicate: unknown option; cicada --help shows those there are\n"),
    ([URL, "-H", "Accept: x", "-t", "1"], "which is its own host; a header is given with --header\n"),
    (["-u", "many", URL], 'cicada: -u "many": not a whole number\n'),
    (["-u", "0", URL], "-u: without users nothing happens; 0 is for runs with an arrival rate (--rate)\n"),
    (["-u", "10000001", URL], 'cicada: -u "10000001": has to be from 0 to 10000000\n'),
    (["-r", "-1", URL], 'cicada: -r "-1": has to be above 0 (users per second)\n'),
    (["-t", "soon", URL], 'cicada: -t "soon": '),
    (["-L", "LOUD", URL], 'cicada: -L "LOUD": choose from DEBUG, INFO, WARNING, ERROR or CRITICAL\n'),
    (["--host"], "cicada: --host: a value is missing (URL)\n"),
    (["-4", "-6", URL], "cicada: -4 and -6 contradict each other\n"),
    (["--csv-full-history", URL], "cicada: '--csv-full-history' requires '--csv'.\n"),
    (["-f", "s.c", "--master"], "cicada: --master: not available in this version of Cicada"),
    (["-f", "s.c", "--worker"], "cicada: --worker: not available in this version of Cicada"),
    (["-f", "s.c", "--processes", "4"], "cicada: --processes: not available in this version of Cicada"),
    (["--table", "users", URL], "cicada: --table: has no meaning for a run. Of cicada seed: the table to fill\n"),
    (["-f", "s.c", "--headless", "--web"], "cicada: --headless and --web contradict each other\n"),
    (["-f", "s.c", "--autoquit", "3"], "cicada: '--autoquit' requires '--autostart'.\n"),
    (["-f", "s.c", "-P", "65536"], "cicada: -P: a port is at most 65535\n"),
    (["-f", "s.c", "--web-auth", "ann"], "cicada: --web-auth: write a name and a password, as NAME:PASSWORD\n"),
    (["-f", "s.c", "--web-password", "x"], "cicada: --web-password: has no meaning for a run. Give it in the environment or in a .env file, as CICADA_WEB_PASSWORD\n"),
    (["http://ho st/"], "cicada: URL: "),
    (["ftp://host/"], "cicada: URL: "),
    (["-f", "s.c", "--headless", "-H", "http://:80"], "cicada: -H: "),
    ([URL, "--header", "no colon", "-t", "1"], '--header "no colon": '),
    ([URL, "--resolve", "nonsense", "-t", "1"], '--resolve "nonsense": '),
    ([URL, "--source-address", "nowhere", "-t", "1"], '--source-address "nowhere": '),
    ([URL, "--ca-file", "nowhere.pem", "-t", "1"], "nowhere.pem"),
])
def test_wrong_options_are_named(cicada, words, message):
    cicada.write("s.c", SCENARIO)
    run = cicada(*words)
    assert message in run.stderr
    assert run.returncode == 2
    assert run.stdout == ""


def test_a_file_or_a_variable_is_named_with_what_it_says(cicada):
    cicada.write("locust.conf", "headless = true\nusers = many\n")
    run = cicada("-f", "s.c")
    assert (run.returncode, run.stderr) == (2, 'cicada: locust.conf line 2: users "many": not a whole number\n')
    cicada.write("locust.conf", "")
    run = cicada("-f", "s.c", "--headless", variables={"LOCUST_MODE_WORKER": "1"})
    assert run.returncode == 2
    assert run.stderr.startswith("cicada: LOCUST_MODE_WORKER: not available")


def test_a_terminal_is_not_driven_by_what_is_refused(cicada):
    run = cicada("-u", "\x1b[31m", URL)
    assert run.returncode == 2
    assert "\x1b" not in run.stderr


@pytest.mark.parametrize("text, words, code, message", [
    (None, ["-f", "nowhere.c"], 6, "nowhere.c"),
    (None, ["-f", "locustfile.py"], 6, "locustfile.py"),
    (None, [], 6, "there is no scenario"),
    (None, ["help"], 6, "help: no command, and there is no scenario"),
    ("#include <cicada.h>\nint broken(", ["-f", "s.c"], 7, "s.c"),
    ("int x;\n", ["-f", "s.c"], 8, "CIC_SCENARIO"),
    ("#include <cicada.h>\nint nowhere(void);\nstatic int a(cic_user *u) { return nowhere(); }\n"
     'static const cic_user_class c = CIC_USER(.name = "C", .tasks = CIC_TASKS({1, "a", a}));\nCIC_SCENARIO(.users = CIC_USERS(&c));\n',
     ["-f", "s.c"], 8, "nowhere"),
    ("#include <cicada.h>\n#undef CICADA_ABI\n#define CICADA_ABI 4711\nCIC_SCENARIO();\n", ["-f", "s.c"], 8, "4711"),
    ("#include <cicada.h>\nstatic int no(cic_setup *s) { return CIC_STOP_TEST; }\nCIC_SCENARIO(.setup = no);\n", ["-f", "s.c"], 8, "setup"),
    ("#include <cicada.h>\nCIC_SCENARIO(.host = \"http://h\");\n", ["-f", "s.c"], 9, "No User class found"),
    ('#include <cicada.h>\nstatic const cic_user_class c = CIC_USER(.name = "Lazy");\nCIC_SCENARIO(.users = CIC_USERS(&c));\n',
     ["-f", "s.c"], 9, "No tasks defined on Lazy"),
    (SCENARIO, ["-f", "s.c", "-T", "write"], 9, "Visitor had no tasks left after filtering"),
    (SCENARIO, ["-f", "s.c", "Stranger"], 10, "Unknown User(s): Stranger; the scenario has Visitor, Other"),
])
def test_scenarios_that_cannot_run_have_a_code_for_each_reason(cicada, text, words, code, message):
    cicada.write("locustfile.py", "")
    if text:
        cicada.write("s.c", text)
    run = cicada("--headless", "-H", URL, *words)
    assert message in run.stderr
    assert run.returncode == code, run.stderr


@pytest.mark.parametrize("words", [["--csv", "/proc/nowhere/x"], ["--json-file", "/proc/nowhere/x"], ["--logfile", "/proc/nowhere/x"],
                                   ["--csv", "taken/x"]])
def test_a_report_that_cannot_be_written_is_said_before_the_run(cicada, words, target):
    server = target()
    cicada.write("taken", "a file where a folder should be")
    run = cicada(server.url + "/health", "-t", "20s", *words)
    assert run.returncode == 12
    assert words[1] in run.stderr
    assert server.ledger()["endpoints"] == []


def test_startup_errors_are_on_the_terminal_even_with_a_log_file(cicada):
    run = cicada("-f", "nowhere.c", "--headless", "--logfile", "log")
    assert run.returncode == 6
    assert "nowhere.c" in run.stderr
    assert "nowhere.c" in (cicada.folder / "log").read_text()


def test_an_unreachable_host_is_said_at_once_and_the_run_goes_on(cicada, closed_port):
    run = cicada(f"http://127.0.0.1:{closed_port}/", "-t", "1s", "-u", "2")
    assert f"Host 127.0.0.1:{closed_port} cannot be reached: connection refused" in run.stderr
    assert "Is the service running" in run.stderr
    assert run.returncode == 1
    assert "Shutting down (exit code 1)" in run.stderr


def test_an_unreachable_host_stops_the_run_if_it_is_required(cicada, closed_port):
    begun = time.monotonic()
    run = cicada(f"http://127.0.0.1:{closed_port}/", "-t", "20s", "--require-host", "--json-file", "out")
    assert run.returncode == 11
    assert time.monotonic() - begun < 15
    assert "Shutting down (exit code 11)" in run.stderr
    assert (cicada.folder / "out.json").stat().st_size > 0


def test_an_unresolvable_host_is_said_with_advice(cicada):
    run = cicada("http://no-such-host.invalid/", "-t", "1s", "--require-host", seconds=30)
    assert run.returncode == 11
    assert "Host no-such-host.invalid cannot be reached: " in run.stderr


def test_hosts_that_do_not_answer_are_looked_for_at_the_same_time(cicada):
    # Nothing answers at these addresses (RFC 5737), or the network says at once that it cannot be.
    classes = "".join(f'static const cic_user_class c{i} = CIC_USER(.name = "C{i}", .host = "http://192.0.2.{i}:81", '
                      f'.tasks = CIC_TASKS({{1, "t", t}}));\n' for i in range(1, 6))
    cicada.write("s.c", "#include <cicada.h>\nstatic int t(cic_user *u) { cic_get(u, \"/\"); return CIC_OK; }\n" + classes +
                 "CIC_SCENARIO(.users = CIC_USERS(&c1, &c2, &c3, &c4, &c5));\n")
    cicada("-f", "s.c", "--list")   # compiled before, so that only the look is timed
    begun = time.monotonic()
    run = cicada("-f", "s.c", "--headless", "--require-host", "-t", "1s")
    assert run.returncode == 11, run.stderr
    assert run.stderr.count("cannot be reached: ") == 5
    assert time.monotonic() - begun < 10
