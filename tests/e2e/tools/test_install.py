# SPDX-License-Identifier: MIT
"""make install puts everything in place that a user of an installed Cicada needs."""
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
FILES = ["bin/cicada", "bin/cicada-target", "include/cicada.h", "share/man/man1/cicada.1",
         "share/bash-completion/completions/cicada", "share/zsh/site-functions/_cicada",
         "share/fish/vendor_completions.d/cicada.fish"]


@pytest.mark.timeout(900)   # it builds everything, beside other tests and perhaps with nothing cached
def test_make_install_puts_program_header_man_page_and_completions_in_place(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    run = subprocess.run(["make", "install", "PREFIX=/opt/cicada", f"DESTDIR={tmp_path}"], cwd=ROOT, env=environment,
                         capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stdout + run.stderr
    installed = tmp_path / "opt/cicada"
    missing = [file for file in FILES if not (installed / file).is_file() or (installed / file).stat().st_size == 0]
    assert not missing, run.stdout
    suites = subprocess.run([installed / "bin/cicada", "suite"], cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert "platform - " in suites.stdout, suites
    run = subprocess.run([installed / "bin/cicada", "suite", "platform", "smoke", "-t", "1s"], cwd=tmp_path, capture_output=True,
                         env=environment | {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
                         text=True, timeout=60)
    assert run.returncode in (0, 3) and "comes with Cicada is loaded" in run.stderr, run.stderr
    shown = subprocess.run([installed / "bin/cicada", "--version"], capture_output=True, text=True, timeout=30)
    assert shown.stdout.startswith("cicada "), shown
