# SPDX-License-Identifier: MIT
"""Fixtures of the suites' tests."""
import pytest

from support.suites import Suites


@pytest.fixture
def suites(program, tmp_path, compiled_scenarios):
    """suites("platform", "smoke", ...) runs a suite to its end: support/suites.py."""
    runs = Suites(program, tmp_path, compiled_scenarios)
    yield runs
    runs.end()
