# SPDX-License-Identifier: MIT
"""Fixtures of the tests with readers of other projects. Who lacks such a reader gets a skipped test that says what to install."""
import fcntl
import os
import pathlib
import shutil
import subprocess

import pytest

from support.cicada import Cicada
from support.processes import take_signals_as_on_a_terminal
from support.target_server import TargetServer, target_program_in

HERE = pathlib.Path(__file__).resolve().parent
JAR = "/usr/share/java/hdrhistogram.jar"
NPM_SECONDS = 100

take_signals_as_on_a_terminal()


@pytest.fixture(scope="session")
def build():
    """The build directory."""
    return pathlib.Path(os.environ.get("CICADA_BUILD", HERE.parents[1] / "build")).resolve()


@pytest.fixture
def cicada(build, tmp_path):
    """cicada(ARGUMENT...) runs the program to its end: support/cicada.py."""
    programs = Cicada(build / "cicada", tmp_path)
    yield programs
    programs.end()


@pytest.fixture
def target(build):
    server = TargetServer(target_program_in(build))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def java():
    """The command that runs a class of Debian's HdrHistogram."""
    if not shutil.which("java") or not os.path.exists(JAR):
        pytest.skip("no Java reader: apt-get install default-jre-headless libhdrhistogram-java")
    return ["java", "-Xshare:auto", "-cp", JAR]


@pytest.fixture(scope="session")
def node_folder(build):
    """A folder whose node_modules are those of package-lock.json, installed by the first test that needs them."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("no JavaScript reader: install node and npm")
    folder = build / "interop"
    folder.mkdir(exist_ok=True)
    with open(folder / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)    # tests run in several processes
        wanted = (HERE / "package-lock.json").read_bytes()
        installed, failed = folder / "installed.json", folder / "failed"
        this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        if failed.exists() and failed.read_text() == this_run:
            pytest.skip("npm ci could not install the JavaScript reader")    # each process would wait for as long again
        if not installed.exists() or installed.read_bytes() != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, folder / name)
            failed.write_text(this_run)
            try:
                subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, timeout=NPM_SECONDS,
                               stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
            except subprocess.SubprocessError as problem:
                pytest.skip(f"npm ci could not install the JavaScript reader: {problem} {str(problem.stderr)[-500:]}")
            failed.unlink()
            installed.write_bytes(wanted)
    return folder
