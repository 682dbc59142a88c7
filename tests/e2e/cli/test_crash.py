# SPDX-License-Identifier: MIT
"""A scenario that crashes is named."""
import os
import signal

import pytest

CRASHES = """\
#include <cicada.h>
static int deeper(volatile char *above)
{
    volatile char here[1024];
    here[0] = above[0];
    return deeper(here) + here[0];
}
static int deep(cic_user *u) { volatile char start[1] = {1}; return deeper(start); }
static int wild(cic_user *u) { volatile char *volatile nowhere = (char *)16; return *nowhere; }
static const cic_user_class digger = CIC_USER(.name = "Digger", .tasks = CIC_TASKS({1, "too deep", deep}));
static const cic_user_class pointer = CIC_USER(.name = "Pointer", .tasks = CIC_TASKS({1, "too wild", wild}));
CIC_SCENARIO(.users = CIC_USERS(&digger, &pointer));
"""

pytestmark = pytest.mark.skipif("ASAN_OPTIONS" in os.environ, reason="the sanitizer tells of crashes itself")


def run(cicada, which):
    cicada.write("s.c", CRASHES)
    return cicada("-f", "s.c", "--headless", "-H", "http://127.0.0.1:1", "-t", "5s", which, variables={"CICADA_CFLAGS": "-O0 -w"})


def test_a_stack_overflow_names_the_task_and_the_option(cicada):
    ended = run(cicada, "Digger")
    assert 'cicada: stack overflow in Digger, task "too deep": raise --stack-size' in ended.stderr
    assert ended.returncode == 70


def test_a_wild_pointer_names_the_task(cicada):
    ended = run(cicada, "Pointer")
    assert 'in Pointer, task "too wild": most likely a mistake in the scenario' in ended.stderr
    assert ended.returncode == -signal.SIGSEGV
