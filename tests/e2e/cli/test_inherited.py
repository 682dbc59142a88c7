# SPDX-License-Identifier: MIT
"""What a program inherits from the one that starts it."""
import signal

import pytest

from support.command import SCENARIO

pytestmark = pytest.mark.sanitize


def test_a_parent_that_ignores_the_ends_of_children_does_not_hide_those_of_ours(cicada):
    """As supervisors may; waiting for a child then says that there is none, so that compiling always seems to fail."""
    def ignore_the_ends_of_children():
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)

    cicada.write("s.c", SCENARIO)
    done = cicada("-f", "s.c", "--list", variables={"XDG_CACHE_HOME": str(cicada.folder / "empty")}, preexec_fn=ignore_the_ends_of_children)
    assert done.returncode == 0 and "Visitor" in done.stdout, f"{done.returncode}: {done.stdout}{done.stderr}"
