# SPDX-License-Identifier: MIT
"""Fixtures of the web UI's tests: the program with its UI, a scenario, certificates."""
import textwrap

import pytest

from support.certificates import Certificates
from support.web_ui import WebUI

SCENARIO = """\
#include <cicada.h>
static int health(cic_user *u)  { cic_get(u, "/health"); return CIC_OK; }
static int missing(cic_user *u) { cic_get(u, "/_status/404", .name = "missing"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .weight = 3, .wait = CIC_CONSTANT(0.02),
                                               .tasks = CIC_TASKS({4, "health", health}, {1, "missing", missing}));
static const cic_user_class other = CIC_USER(.name = "Other", .wait = CIC_CONSTANT(0.02), .tasks = CIC_TASKS({1, "again", health}));
CIC_SCENARIO(.users = CIC_USERS(&visitor, &other));
"""


@pytest.fixture
def scenario(tmp_path):
    """Writes a C scenario and returns its path."""
    def write(text=SCENARIO, name="scenario"):
        path = tmp_path / f"{name}.c"
        path.write_text(textwrap.dedent(text))
        return path
    return write


@pytest.fixture
def web(program, tmp_path, scenario, compiled_scenarios):
    """web(ARGUMENT...) serves a scenario with the UI at a free port: support/web_ui.py. All are killed in the end."""
    started = []

    def start(*arguments, file=None, environment=None):
        ui = WebUI(program, tmp_path / f"web{len(started)}", "-f", file or scenario(), *arguments,
                   environment={"XDG_CACHE_HOME": str(compiled_scenarios)} | (environment or {}))
        started.append(ui)
        return ui

    yield start
    for ui in started:
        ui.run.end()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))
