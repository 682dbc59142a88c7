# SPDX-License-Identifier: MIT
"""cicada capacity needs its bounds before it starts, and says what is wrong with them."""
import pytest

URL = "http://127.0.0.1:1/"
BOUNDS = ["--slo", "p95 < 200ms", "--max-users", "10", "--max-time", "1m"]


def test_what_is_missing_is_listed_with_what_to_add(cicada):
    run = cicada("capacity", URL)
    assert run.returncode == 2
    assert run.stderr == ("cicada: cicada capacity needs to know\n"
                          '    which limits to keep:       --slo "p95 < 200ms" --slo "fail_ratio < 1%"\n'
                          "    how far it may go:          --max-users 1000, or --max-rate 500/s\n"
                          "    how long it may search:     --max-time 10m\n")


@pytest.mark.parametrize("without, message", [
    ("--slo", "which limits to keep"), ("--max-users", "how far it may go"), ("--max-time", "how long it may search")])
def test_each_bound_is_needed(cicada, without, message):
    at = BOUNDS.index(without)
    run = cicada("capacity", URL, *BOUNDS[:at], *BOUNDS[at + 2:])
    assert run.returncode == 2
    assert run.stderr.count("\n") == 2 and message in run.stderr


@pytest.mark.parametrize("words, message", [
    (["-u", "5"], "-u: has no meaning in a search for the capacity: bound it with --max-users"),
    (["-t", "5m"], "-t: has no meaning in a search for the capacity: bound it with --max-time"),
    (["--check", "p95 < 1s"], "--check: has no meaning in a search for the capacity: the limits are given with --slo"),
    (["--rate", "5/s"], "--rate: has no meaning in a search for the capacity"),
    (["--warmup", "5s"], "--warmup: has no meaning in a search for the capacity"),
    (["--step-time", "1s"], "--step-time: has to be whole seconds, from 2s to 10m"),
    (["--step-time", "2500ms"], "--step-time: has to be whole seconds, from 2s to 10m"),
    (["--max-time", "20s"], "--max-time: too short to measure one load: allow more, or a shorter --step-time (20s unless given)"),
    (["--start", "11"], "--start: lies above the largest load allowed"),
    (["--start", "1.5"], "--start: has to be a whole number of users, from 1"),
    (["--start", "5/d"], '--start "5/d": not a rate; write 500/s, 30/m or 7200/h'),
    (["--precision", "0.1%"], "--precision: has to be from 0.5% to 50%"),
    (["--precision", "0"], '--precision "0": has to be above 0 and below 100 %'),
    (["--precision", "five"], '--precision "five": not a share; write 5% or 0.05'),
    (["--repeats", "11"], "--repeats: has to be from 1 to 10"),
    (["--max-rate", "0"], '--max-rate "0": has to be above 0'),
    (["--slo", "rps > 5"], "a capacity search needs a limit of times or failures\n    rps > 5\n    ^^^^^^^"),
    (["--slo", "p95 < 200ns for X"], "unknown unit\n    p95 < 200ns for X\n             ^^ use us, ms, s, m or %"),
])
def test_wrong_bounds_are_named(cicada, words, message):
    run = cicada("capacity", URL, *BOUNDS, *words)
    assert message in run.stderr
    assert run.returncode == 2
    assert run.stdout == ""


@pytest.mark.parametrize("words", [["--slo", "p95 < 1s"], ["--max-time", "1m"], ["--start", "5"], ["--max-rate", "5/s"]])
def test_its_options_are_refused_in_a_run(cicada, words):
    run = cicada(URL, *words)
    assert run.returncode == 2
    assert run.stderr == f'cicada: {words[0]}: is for "cicada capacity"; see cicada capacity --help\n'


def test_what_files_and_variables_say_of_runs_gives_way(cicada):
    cicada.write("cicada.conf", "users = 500\nrun-time = 1s\n")
    run = cicada("capacity", URL, *BOUNDS, "--require-host")
    assert run.returncode == 11, run.stderr


def test_its_help_names_its_options_and_exit_codes(cicada):
    run = cicada("capacity", "--help")
    assert run.returncode == 0
    assert all(word in run.stdout for word in ("--slo", "--max-users", "--max-rate", "--max-time", "--repeats", "15 no limit"))
