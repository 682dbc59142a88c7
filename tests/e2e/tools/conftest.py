# SPDX-License-Identifier: MIT
"""Fixtures of the tests of scripts and deployment files."""
import socket

import pytest


@pytest.fixture
def closed_port():
    """A port of the loopback interface on which nobody listens: bound, so that nobody else takes it."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        yield s.getsockname()[1]
