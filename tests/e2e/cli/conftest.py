# SPDX-License-Identifier: MIT
"""Fixtures of the command line's tests."""
import socket

import pytest

from support.command import Command


@pytest.fixture
def cicada(program, tmp_path, compiled_scenarios):
    command = Command(program, tmp_path, compiled_scenarios)
    yield command
    command.end()


@pytest.fixture
def silent_port():
    """A port that accepts connections and never answers."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen(128)
        yield s.getsockname()[1]
