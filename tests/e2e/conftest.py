# SPDX-License-Identifier: MIT
"""Fixtures shared by all end-to-end tests.

The programs under test come from the build directory that the environment variable CICADA_BUILD names (default: build/ in the
root of the repository). Servers listen on free ports of the loopback interface; every wait is bounded.
"""
import os
import pathlib
import socket
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from support.postgres import Postgres  # noqa: E402
from support.postgres import missing as missing_postgres  # noqa: E402
from support.processes import take_signals_as_on_a_terminal  # noqa: E402
from support.target_server import TargetServer, target_program_in  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]

take_signals_as_on_a_terminal()


@pytest.fixture(scope="session")
def build():
    """The build directory."""
    return pathlib.Path(os.environ.get("CICADA_BUILD", ROOT / "build")).resolve()


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


@pytest.fixture(scope="session")
def target_program(build):
    """The target server's program; without one the test is skipped, but never when CICADA_BUILD names the directory."""
    path = target_program_in(build)
    if not path:
        (pytest.fail if "CICADA_BUILD" in os.environ else pytest.skip)(f"no cicada-target in {build}")
    return path


@pytest.fixture
def target(target_program):
    """Starts target servers: target("--users", "5") gives a TargetServer. All are stopped when the test ends, and must then end
    with code 0, which they do not when a sanitizer has found something."""
    servers = []

    def start(*options):
        server = TargetServer(target_program, options)
        servers.append(server)
        return server

    yield start
    codes = [server.stop() for server in servers]
    assert not any(codes), "\n".join(server.said() for server in servers)


@pytest.fixture
def closed_port():
    """A port of the loopback interface on which nobody listens: bound, so that nobody else takes it."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        yield s.getsockname()[1]


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server for all tests of this process: each takes tables, or a database, of its own."""
    reason = missing_postgres()
    if reason:
        pytest.skip(reason)
    server = Postgres()
    yield server
    server.end()
