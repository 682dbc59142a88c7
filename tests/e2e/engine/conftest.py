# SPDX-License-Identifier: MIT
"""Fixtures of the engine's proofs: the program, scenarios, certificates, and the servers that it meets."""
import os
import textwrap

import pytest

from support.certificates import Certificates
from support.cicada import Cicada
from support.hostile import HostileServer
from support.nginx import Nginx
from support.nginx import program as nginx_program


def required(path, name, build):
    """The program; without it the test is skipped, but never when CICADA_BUILD names the directory."""
    if path and os.path.exists(path):
        return path
    if "CICADA_BUILD" in os.environ:
        pytest.fail(f"no {name} in {build}")
    pytest.skip(f"no {name} in {build}")


@pytest.fixture
def cicada(build, tmp_path):
    """cicada(ARGUMENT...) runs the program to its end, cicada.start(ARGUMENT...) only starts it: support/cicada.py."""
    programs = Cicada(required(build / "cicada", "cicada", build), tmp_path)
    yield programs
    programs.end()


@pytest.fixture
def scenario(tmp_path):
    """Writes a C scenario and returns its path: scenario("static int task(cic_user *u) ...")."""
    def write(text, name="scenario"):
        path = tmp_path / f"{name}.c"
        path.write_text("#include <cicada.h>\n" + textwrap.dedent(text))
        return path
    return write


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def hostile():
    """Starts servers that follow a script: hostile(script) gives a HostileServer (support/hostile.py)."""
    servers = []

    def start(script, **more):
        server = HostileServer(script, **more)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def nginx(tmp_path, certificates):
    if not nginx_program():
        pytest.skip("no nginx")
    folder = tmp_path / "nginx"
    folder.mkdir()
    server = Nginx(folder, certificates.good)
    yield server
    server.stop()
