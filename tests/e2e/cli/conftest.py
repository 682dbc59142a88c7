# SPDX-License-Identifier: MIT
"""Fixtures of the command line's tests."""
import os
import socket

import pytest

from support.command import Command


@pytest.fixture(scope="session")
def program(build):
    path = build / "cicada"
    if not path.exists():
        (pytest.fail if "CICADA_BUILD" in os.environ else pytest.skip)(f"no cicada in {build}")
    return path


@pytest.fixture(scope="session")
def compiled_scenarios(tmp_path_factory):
    """A cache that all tests of the session share, so that the same scenario is compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def cicada(program, tmp_path, compiled_scenarios):
    command = Command(program, tmp_path, compiled_scenarios)
    yield command
    command.end()


@pytest.fixture
def closed_port():
    """A port of the loopback interface on which nobody listens: bound, so that nobody else takes it."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        yield s.getsockname()[1]


@pytest.fixture
def silent_port():
    """A port that accepts connections and never answers."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen(128)
        yield s.getsockname()[1]
