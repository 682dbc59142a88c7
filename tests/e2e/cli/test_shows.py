# SPDX-License-Identifier: MIT
"""What is shown instead of a run."""
import json
import os
import subprocess

import pytest

from support.command import SCENARIO


@pytest.mark.parametrize("word", ["-h", "--help", "--help-all", "-V", "--version", "--man"])
def test_texts_go_to_standard_output(cicada, word):
    run = cicada(word)
    assert (run.returncode, run.stderr) == (0, "")
    assert "icada" in run.stdout


@pytest.mark.parametrize("command", ["", "suite", "capacity", "sweep", "compare", "runs", "report", "seed", "schedule"])
def test_help_fits_a_terminal_of_eighty_columns(cicada, command):
    shown = cicada(*([command] if command else []), "--help", variables={"COLUMNS": "80"}).stdout
    assert "Usage\n  cicada" in shown
    assert [line for line in shown.splitlines() if len(line) > 80] == []


def test_the_version_names_the_libraries(cicada):
    text = cicada("--version").stdout
    for library in ("OpenSSL", "c-ares", "jansson", "zlib", "brotli", "zstd"):
        assert library in text


def test_help_is_plain_in_a_pipe_unless_colours_are_forced(cicada):
    assert "\x1b" not in cicada("--help").stdout
    assert "\x1b" in cicada("--help", variables={"CLICOLOR_FORCE": "1"}).stdout
    assert "\x1b" not in cicada("--help", variables={"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}).stdout


def test_list_shows_the_classes_as_locust_does(cicada):
    cicada.write("s.c", SCENARIO)
    run = cicada("-f", "s.c", "--list")
    assert (run.returncode, run.stdout) == (0, "Available Users:\n    Visitor\n    Other\n")


def test_task_ratios_are_shown_as_text_and_json(cicada):
    cicada.write("s.c", SCENARIO)
    text = cicada("-f", "s.c", "--show-task-ratio", "Visitor")
    assert text.returncode == 0
    assert text.stdout.startswith("\n Task ratio per User class\n" + "-" * 80 + "\n 100.0      Visitor")
    ratios = json.loads(cicada("-f", "s.c", "--show-task-ratio-json").stdout)
    assert ratios["total"]["Visitor"]["tasks"]["health"]["ratio"] == 0.5
    assert ratios["per_class"]["Visitor"]["tasks"]["health"]["ratio"] == 1


def test_bash_takes_the_completion(cicada):
    script = cicada("--completion", "bash")
    assert script.returncode == 0
    asked = subprocess.run(["bash", "-c", script.stdout + 'COMP_WORDS=(cicada --hea); COMP_CWORD=1; _cicada; echo "${COMPREPLY[@]}"\n'
                            'COMP_WORDS=(cicada --loglevel E); COMP_CWORD=2; _cicada; echo "${COMPREPLY[@]}"'],
                           capture_output=True, text=True, check=True, timeout=20)
    assert asked.stdout == "--headless --header\nERROR\n" or asked.stdout == "--header --headless\nERROR\n"


def test_a_closed_standard_output_is_an_error(cicada):
    with open("/dev/full", "wb") as full:
        run = cicada("--help", stdout=full)
    assert run.returncode == 12
    assert "standard output" in run.stderr
    read_end, write_end = os.pipe()
    os.close(read_end)
    run = cicada("--help-all", stdout=write_end)
    os.close(write_end)
    assert run.returncode == 12


def test_what_a_command_says_at_its_end_is_written_or_it_fails(cicada):
    with open("/dev/full", "wb") as full:
        done = cicada("schedule", "nightly", "--at", "02:00", "--output", "units", "--", "-f", "s.c", stdout=full)
    assert done.returncode == 12 and "standard output" in done.stderr, f"{done.returncode}: {done.stderr}"
    assert (cicada.folder / "units/cicada-nightly.timer").exists()
