# SPDX-License-Identifier: MIT
"""Many users: what each costs in memory, and that the engine starts, keeps and ends them."""
import time

import pytest

from support.cicada import SANITIZED

pytestmark = [pytest.mark.slow, pytest.mark.skipif(SANITIZED, reason="a sanitizer's memory is not the engine's")]

WAITING = """
static int nothing(cic_user *u) { %s return CIC_OK; }
static const cic_user_class waiting = CIC_USER(.name = "Waiting", .wait = CIC_CONSTANT(1000),
    .tasks = CIC_TASKS({1, "nothing", nothing}));
CIC_SCENARIO(.users = CIC_USERS(&waiting));
"""


def memory_of(cicada, scenario, url, users, statements, options=()):
    """The run and its resident memory when all users were there for two seconds, in bytes."""
    run = cicada.start("-f", scenario(WAITING % statements), "-H", url, "-u", users, "-r", 5000, *options)
    run.wait_for(f"({users} total users)", seconds=90)
    time.sleep(2)
    memory = run.memory()[0]
    run.signal()
    run.wait(seconds=60)
    return run, memory


def test_an_idle_user_takes_less_than_16_kb(cicada, scenario, target):
    server = target()
    _, alone = memory_of(cicada, scenario, server.url, 1, "")
    _, memory = memory_of(cicada, scenario, server.url, 10000, "")
    each = (memory - alone) / 9999
    print(f"\n{each / 1024:.1f} KB for each of 10,000 users that have not sent anything")
    assert each < 16 * 1024


def test_a_user_with_a_connection_takes_little_more(cicada, scenario, target):
    server = target()
    _, alone = memory_of(cicada, scenario, target().url, 1, 'cic_get(u, "/health");')
    run, memory = memory_of(cicada, scenario, server.url, 5000, 'cic_get(u, "/health");')
    each = (memory - alone) / 4999
    print(f"\n{each / 1024:.1f} KB for each of 5,000 users that wait with a connection")
    assert run.total["failures"] == 0 and run.total["requests"] == server.ledger()["total"]["requests"] == 5000
    assert each < 24 * 1024


def test_a_hundred_thousand_users_can_wait(cicada, scenario, target):
    run, memory = memory_of(cicada, scenario, target().url, 100_000, "", options=["-r", 20000])
    cpu_seconds = run.report["generator"]["cpu_seconds"]
    print(f"\n100,000 users: {memory / 1e6:.0f} MB, {cpu_seconds:.1f} s of CPU, {run.seconds:.1f} s in all")
    assert run.code == 0 and run.report["users"]["peak"] == 100_000
    assert memory < 100_000 * 16 * 1024
