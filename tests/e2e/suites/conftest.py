# SPDX-License-Identifier: MIT
"""Fixtures of the suites' tests."""
import os
import socket

import pytest

from support.suites import Suites


@pytest.fixture(scope="session")
def compiled_scenarios(tmp_path_factory):
    """A cache that all tests of the session share, so that each scenario is compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def suites(build, tmp_path, compiled_scenarios):
    """suites("platform", "smoke", ...) runs a suite to its end: support/suites.py."""
    path = build / "cicada"
    if not path.exists():
        (pytest.fail if "CICADA_BUILD" in os.environ else pytest.skip)(f"no cicada in {build}")
    runs = Suites(path, tmp_path, compiled_scenarios)
    yield runs
    runs.end()


@pytest.fixture
def closed_port():
    """A port of the loopback interface on which nobody listens: bound, so that nobody else takes it."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        yield s.getsockname()[1]
