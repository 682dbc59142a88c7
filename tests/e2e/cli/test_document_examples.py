# SPDX-License-Identifier: MIT
"""The commands that the documents show do what stands there, word by word but for hosts, times and numbers of users."""
import contextlib
import json
import pathlib
import re
import shlex
import sqlite3

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGES = ["README.md", *(f"docs/{page}.md" for page in ("checks", "cli", "load", "logs", "monitor", "report", "runs", "schedule", "seed", "suites",
                                                       "sweep"))]
README_OF_SUITES = [f"suites/{team}/README.md" for team in ("audio", "maintenance", "optimization", "platform")]
LEAST = {"docs/load.md": 6, "docs/runs.md": 9, "docs/schedule.md": 2, "docs/seed.md": 3, "docs/suites.md": 4}
HOST = re.compile(r"https?://(localhost:8000|shop:8000|host:8000|shop\.example|staging\.example)")
SCENARIO = """\
#include <cicada.h>
static int health(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
#define OF_SHOP(called) CIC_USER(.name = called, .wait = CIC_CONSTANT(0.05), .tasks = CIC_TASKS({1, "health", health}))
static const cic_user_class auth = OF_SHOP("AuthUser"), payment = OF_SHOP("PaymentUser");
CIC_SCENARIO(.host = "HOST", .users = CIC_USERS(&auth, &payment));
"""
SHORT = {"-t": "1s", "-u": "4", "-r": "100", "--warmup": "300ms", "--rate": "20/s", "--iterations": "6"}
RUNS_KEPT = 12  # docs/runs.md speaks of run 12


def commands_of(text):
    """The commands that stand in the blocks of a page, in their order."""
    found = []
    for block in re.findall(r"^```\n(.*?)^```$", text, re.M | re.S):
        lines = re.sub(r"\\\n\s*", " ", block).splitlines()
        found += [shlex.split(line, comments=True) for line in lines if re.match(r"(build/)?cicada (?!\.\.\.)|systemctl ", line)]
    return found


def shorten(words, url):
    """The same command for a short run against the server of the test."""
    words = [HOST.sub(url, word + "health" if HOST.fullmatch(word.removesuffix("/")) and word.endswith("/") else word) for word in words]
    for i, word in enumerate(words[:-1]):
        value = words[i + 1]
        if word in SHORT:
            words[i + 1] = re.sub(r"=[^,]*", "=" + SHORT[word], value) if "=" in value else SHORT[word]
        elif word == "--stages":
            words[i + 1] = re.sub(r"\d+:\d+:\w+", "3:100:300ms", value)
        elif word == "--users":
            words[i + 1] = ",".join(str(n + 1) for n in range(value.count(",") + 1))
    return words


@pytest.fixture
def shop(cicada, target):
    """A folder in which all that the documents take for granted is there."""
    cicada.url = target().url
    for name in ("checkout.c", "shop.c", "scenario.c"):
        cicada.write(name, SCENARIO.replace("HOST", cicada.url))
    with contextlib.closing(sqlite3.connect(cicada.folder / "app.db")) as database:
        database.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT)")
    return cicada


def check_systemctl(words, folder):
    """Each unit that is named there was written; the manager of the system stays out of it."""
    units = [word.removeprefix("$PWD/") for word in words if word.endswith((".service", ".timer"))]
    assert units and all((folder / unit).exists() or (folder / "units" / unit).exists() for unit in units), words


def run(shop, words):
    if words[0] == "systemctl":
        check_systemctl(words, shop.folder)
        return
    done = shop(*shorten(words[1:], shop.url))
    limits = (0, 3) if "--check" in words else (0,)  # of a second there may be too little to judge
    assert done.returncode in limits, f"{shlex.join(words)}: {done.returncode}\n{done.stderr[-2000:]}"


def test_the_commands_of_a_page_are_found():
    text = '```\ncicada a --x \\\n    "b c"\ncicada runs show 12      # what it is\n: no command\n```\n\n```toml\ncicada = 1\n```\n'
    assert commands_of(text) == [["cicada", "a", "--x", "b c"], ["cicada", "runs", "show", "12"]]


def make_runs(shop, url):
    """As many past runs as the page speaks of."""
    for _ in range(RUNS_KEPT):
        assert shop(f"{url}/health", "--iterations", "1").returncode == 0


def make_results(shop, commands):
    """The results files that the page speaks of."""
    for name in {word for words in commands for word in words[1:] if re.fullmatch(r"\w+\.json", word)}:
        done = shop(f"{shop.url}/health", "--iterations", "1", "--store", "none", "--json-file", name.removesuffix(".json"))
        assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("page", PAGES)
def test_each_command_of_a_page_runs(shop, page):
    commands = commands_of((ROOT / page).read_text(encoding="utf-8"))
    assert len(commands) >= LEAST.get(page, 1), commands
    if any("12" in words for words in commands):
        make_runs(shop, shop.url)
    make_results(shop, commands)
    for words in commands:
        long = "suite" in words[:2] and words[2:]  # these run in short forms elsewhere
        run(shop, [*words, "--list"] if long else words)


@pytest.mark.parametrize("page", README_OF_SUITES)
def test_each_command_of_a_suite_is_understood(shop, page):
    commands = commands_of((ROOT / page).read_text(encoding="utf-8"))
    assert len(commands) >= 3, commands
    make_results(shop, commands)
    for words in commands:
        run(shop, [*words, "--list"] if words[1] == "suite" else words)


def test_the_suite_that_the_document_writes_runs_with_its_steps_and_its_data(shop):
    written, = re.findall(r"^```toml\n(.*?)^```$", (ROOT / "docs/suites.md").read_text(encoding="utf-8"), re.M | re.S)
    (shop.folder / "mine").mkdir()
    shop.write("mine/suite.toml", written)
    shop.write("mine/shop.c", (shop.folder / "shop.c").read_text())
    shop.write("mine/shop.checks", "fail_ratio < 1%\n")
    done = shop("suite", "./mine", "everything", "-H", shop.url, "-t", "1s", "--json-file", "out",
                variables={"LOAD_TEST_USERS_MAX": "3", "LOAD_TEST_DATABASE_URL": "sqlite:app.db"})
    assert done.returncode == 0, done.stderr[-2000:]
    users = {step: json.loads((shop.folder / f"out-{step}.json").read_text())["plan"]["users"] for step in ("smoke", "load")}
    assert users == {"smoke": 5, "load": 3}
    assert len((shop.folder / "accounts.csv").read_text().splitlines()) == 101
