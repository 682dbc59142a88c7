# SPDX-License-Identifier: MIT
""""cicada schedule" prints units of systemd and lines of a crontab that run what was asked for, word by word, and nothing else."""
import configparser
import json
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.sanitize

HOSTILE = ["-f", "it's a \"file\".c", "-H", "http://h/?a=$b&c=%20\\", "--check", "p95 < 5ms for \"x y\"", "*", ";", "`id`", "$(id)", "", "%n", "~"]


def schedule(cicada, *words, code=0):
    done = cicada("schedule", *words)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def units(text):
    """{"service": {section: {key: value}}, "timer": ...}"""
    found = {}
    for unit in text.split("# cicada-")[1:]:
        parser = configparser.ConfigParser(interpolation=None, delimiters="=", strict=True)
        parser.optionxform = str
        name, _, content = unit.partition("\n")
        parser.read_string(content)
        found[name.rpartition(".")[2]] = {section: dict(parser[section]) for section in parser.sections()}
    return found


def systemd_words(line):
    """The words of ExecStart= as systemd.service(5) reads them: C escapes in quotes, %% and $$."""
    words, word, quoted, inside = [], "", False, False
    rest = iter(line)
    for letter in rest:
        if letter == '"':
            quoted, inside = True, not inside
        elif letter == "\\":
            word += next(rest)
        elif letter == " " and not inside:
            words.append(word)
            word, quoted = "", False
        else:
            word += letter
    return [one.replace("%%", "%").replace("$$", "$") for one in words + ([word] if word or quoted else [])]


def cron_words(cicada, line):
    """What sh makes of the line after cron has taken the backslashes before percent signs away."""
    show = cicada.write("show", "#!/usr/bin/python3\nimport json, os, sys\nprint(json.dumps([os.getcwd(), sys.argv[1:]]))\n")
    show.chmod(0o755)
    command = line.split(None, 5)[5].replace("\\%", "%").replace(str(cicada.program), str(show), 1).partition(" >cicada-")[0]
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, (command, done.stderr)
    return json.loads(done.stdout)


def test_units_say_when_where_and_what(cicada):
    found = units(schedule(cicada, "nightly", "--at", "02:05", "--", "suite", "platform", "-H", "http://shop.example"))
    assert found["timer"]["Timer"]["OnCalendar"] == "*-*-* 02:05:00" and found["timer"]["Install"]["WantedBy"] == "timers.target"
    service = found["service"]["Service"]
    assert service["Type"] == "oneshot" and service["WorkingDirectory"] == str(cicada.folder)
    assert systemd_words(service["ExecStart"]) == [str(cicada.program), "suite", "platform", "-H", "http://shop.example", "--headless",
                                                   "--profile=nightly", "--baseline=last-good:nightly"]


def test_what_the_run_says_itself_is_not_said_again(cicada):
    found = units(schedule(cicada, "n", "--at", "0:00", "--", "-f", "a.c", "--headless", "--profile", "mine"))
    assert systemd_words(found["service"]["Service"]["ExecStart"])[1:] == ["-f", "a.c", "--headless", "--profile", "mine"]


def test_every_word_survives_the_quoting_of_both_forms(cicada):
    own = ["--headless", "--profile=n", "--baseline=last-good:n"]
    service = units(schedule(cicada, "n", "--at", "23:59", "--", *HOSTILE))["service"]["Service"]
    assert systemd_words(service["ExecStart"])[1:] == HOSTILE + own
    line = schedule(cicada, "n", "--at", "23:59", "--format", "cron", "--", *HOSTILE).splitlines()[1]
    assert line.startswith("59 23 * * * ")
    assert cron_words(cicada, line) == [str(cicada.folder), HOSTILE + own]
    assert "%" not in line.replace("\\%", "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_accepts_the_units(cicada):
    said = schedule(cicada, "nightly", "--at", "02:00", "--output", "units", "--", *HOSTILE)
    assert "enable --now cicada-nightly.timer" in said
    files = [str(cicada.folder / "units" / f"cicada-nightly.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and "cicada-nightly" not in done.stderr, done.stderr
    done = subprocess.run(["systemd-analyze", "calendar", "*-*-* 02:00:00"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words, what", [
    ([], "one name"),
    (["two words", "--at", "02:00", "--", "x.c"], "one name"),
    (["../x", "--at", "02:00", "--", "x.c"], "one name"),
    (["n", "--", "x.c"], "HH:MM"),
    (["n", "--at", "24:00", "--", "x.c"], '"24:00": write the time'),
    (["n", "--at", "2:5", "--", "x.c"], "HH:MM"),
    (["n", "--at", "02:00"], "which run"),
    (["n", "--at", "02:00", "--format", "launchd", "--", "x.c"], "systemd or cron"),
    (["n", "--at", "02:00", "--format", "cron", "--output", "x", "--", "x.c"], "--output"),
    (["n", "--at", "02:00", "-u", "3", "--", "x.c"], "behind --"),
    (["n", "--at", "02:00", "--", "--nonsense"], "--nonsense"),
    (["n", "--at", "02:00", "--", "x\ny.c"], "line end"),
])
def test_mistakes_in_the_command_are_said(cicada, words, what):
    assert what in schedule(cicada, *words, code=2)
