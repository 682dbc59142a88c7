# SPDX-License-Identifier: MIT
"""Fixtures of the suites' tests."""
import socket

import pytest

from support.suites import Suites


@pytest.fixture
def suites(program, tmp_path, compiled_scenarios):
    """suites("platform", "smoke", ...) runs a suite to its end: support/suites.py."""
    runs = Suites(program, tmp_path, compiled_scenarios)
    yield runs
    runs.end()


@pytest.fixture
def closed_port():
    """A port of the loopback interface on which nobody listens: bound, so that nobody else takes it."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        yield s.getsockname()[1]
